/* Finds articles by their words, in the files of an index that lie beside the pages (docs/search.md; hn_archive/search_index.py writes them).
   Each file is a script that calls hnSearch, so that it works from a disk too. A question loads the few files that it needs. */
(() => {
  "use strict";
  const form = document.querySelector("form.search-page");
  if (!form) return;
  const { folded, distance, mark, parse } = window.hnWords;
  const list = document.querySelector("ol.results"), status = document.querySelector(".search-status");
  const more = document.querySelector(".search-more"), filters = form.querySelector(".search-filters");
  const said = form.dataset, root = new URL(said.root || ".", document.baseURI).href, folder = new URL(said.index, document.baseURI).href;
  const PAGE = 10, WAIT = 20000, FILES = 8, COMPLETIONS = 2, SELDOM = 4;
  /* What counts against an article, by word: other accents, another place of the tone mark, only the beginning of a word, not in the title;
     and between words: not side by side. */
  const ACCENTS = 64, PLACEMENT = 24, BEGINNING = 12, FIELDS = [0, 5, 8], SCATTERED = 6, ABSENT = 255, STEPS = 4;

  /* ---- files of the index ---- */
  let files = new Map();
  let suffix = "";
  window.hnSearch = (name, content) => { const file = files.get(name); if (file) file.content = content; };

  function load(name) {
    let file = files.get(name);
    if (!file) {
      file = {};
      files.set(name, file);
      file.promise = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        const end = (fault) => {
          clearTimeout(timer);
          script.remove();
          if (file.content !== undefined && !fault) resolve(file.content);
          else {
            if (files.get(name) === file) files.delete(name); /* so that it is asked for again */
            reject(new Error(name));
          }
        };
        const timer = setTimeout(() => end(true), WAIT);
        script.onload = () => end(false);
        script.onerror = () => end(true);
        script.src = folder + name + ".js" + suffix;
        document.head.append(script);
      });
    }
    return file.promise;
  }

  /* ---- numbers in 92 signs ---- */
  const VALUE = new Uint8Array(127);
  for (let code = 32, value = 0; code < 127; code++) if (code !== 36 && code !== 92 && code !== 96) VALUE[code] = value++;

  class Numbers {
    constructor(text, place) { this.text = text; this.place = place; }
    sign() { return VALUE[this.text.charCodeAt(this.place++)]; }
    next() {
      const lead = this.sign();
      if (lead < 56) return lead;
      if (lead < 89) return 56 + (lead - 56) * 92 + this.sign();
      if (lead < 91) return 3092 + ((lead - 89) * 92 + this.sign()) * 92 + this.sign();
      let value = lead - 91;
      for (let digit = 0; digit < 4; digit++) value = value * 92 + this.sign();
      return 20020 + value;
    }
    get more() { return this.place < this.text.length; }
    bits(count, take) {
      for (let first = 0; first < count; first += 6) {
        let bits = this.sign();
        for (let number = first; bits; number++, bits >>= 1) if (bits & 1) take(number);
      }
    }
  }

  function each(text, count, take) {
    const numbers = new Numbers(text, 1);
    if (text[0] === "=") numbers.bits(count, take);
    else for (let number = -1; numbers.more;) take((number += numbers.next() + 1));
  }

  /* ---- words ---- */
  const starts = { all: [] };
  const startsOf = (count) => Array.from({ length: count - 1 }, (_, place) => starts.all[Math.floor((starts.all.length * (place + 1)) / count)]);

  function fileOf(spelling, bounds) {
    let low = 0, high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle] <= spelling) low = middle + 1; else high = middle;
    }
    return low;
  }

  /* The lines of a segment's files that may hold a word, as [spelling, form, line]. */
  async function linesOf(segment, word) {
    const first = fileOf(word.folded, segment.bounds);
    const last = word.prefix ? fileOf(word.folded + "\uffff", segment.bounds) : first;
    const end = last - first < FILES ? last : first; /* of a short beginning, so many words that they say nothing */
    const texts = await Promise.all(Array.from({ length: end - first + 1 }, (_, place) => load(`${segment.key}/w${first + place}`)));
    return texts.flatMap((text, place) => {
      const name = `${segment.key}/w${first + place}`;
      if (!segment.lines.has(name)) {
        segment.lines.set(name, text ? text.split("\n").map((line) => {
          const form = line.slice(0, line.indexOf("\t"));
          return [folded(form), form, line];
        }) : []);
      }
      return segment.lines.get(name);
    });
  }

  /* What a word finds in a segment: for each article what counts against it, ABSENT where it has no such word; and the spellings found. */
  async function find(segment, word) {
    const costs = new Uint8Array(segment.count).fill(ABSENT), spellings = new Map();
    const lines = await linesOf(segment, word);
    for (const [spelling, form, line] of lines) {
      const whole = spelling === word.folded;
      if (!whole && !(word.prefix && spelling.startsWith(word.folded))) continue;
      const near = distance(word, form);
      const base = (near === 2 ? ACCENTS : near ? PLACEMENT : 0) + (whole ? 0 : BEGINNING);
      const [, everywhere, about, titles] = line.split("\t");
      let count = 0;
      [titles, about, everywhere].forEach((text, field) => {
        if (text) each(text, segment.count, (number) => {
          count++;
          if (base + FIELDS[field] < costs[number]) costs[number] = base + FIELDS[field];
        });
      });
      const known = spellings.get(spelling) || { count: 0, near };
      spellings.set(spelling, { count: known.count + (near < 2 ? count : 0), near: Math.min(known.near, near) });
    }
    return { word, costs, spellings, lines };
  }

  /* ---- words side by side ---- */
  function hashed(text) { /* FNV-1a over UTF-16 */
    let value = 0x811c9dc5;
    for (let place = 0; place < text.length; place++) value = Math.imul(value ^ text.charCodeAt(place), 0x01000193);
    return value;
  }

  /* The spellings that a word may stand for beside another: its own, and of a beginning those that most articles have. */
  function standsFor({ word, spellings }) {
    if (!word.prefix) return [word.folded];
    const own = spellings.get(word.folded) || { count: 0 };
    const others = [...spellings].filter(([spelling, { count, near }]) => spelling !== word.folded && near < 2 && count * SELDOM >= own.count);
    others.sort((a, b) => b[1].count - a[1].count);
    return [word.folded, ...others.slice(0, COMPLETIONS).map(([spelling]) => spelling)];
  }

  async function adjacent(segment, first, second) {
    const found = new Uint8Array(segment.count);
    await Promise.all(standsFor(first).flatMap((one) => standsFor(second).map(async (other) => {
      const number = (Math.imul(hashed(one), 0x9e3779b1) ^ hashed(other)) >>> 0;
      const bits = Math.log2(segment.pairs);
      const numbers = new Numbers(await load(`${segment.key}/p${bits ? number >>> (32 - bits) : 0}`), 0);
      const wanted = (number >>> (12 - bits)) & 0xfffff, take = (article) => { found[article] = 1; }, pass = () => {};
      for (let pair = -1; numbers.more && pair < wanted;) {
        pair += numbers.next() + 1;
        const count = numbers.next(), hit = pair === wanted ? take : pass;
        if (count) for (let left = count, article = -1; left; left--) hit((article += numbers.next() + 1));
        else if (pair === wanted) numbers.bits(segment.count, take);
        else numbers.place += Math.ceil(segment.count / 6);
      }
    })));
    return found;
  }

  const besideAll = (segment, found) => Promise.all(found.slice(1).map((second, place) => adjacent(segment, found[place], second)));

  /* What a question finds in a segment: for each article what counts against it in all, or Infinity; and what each word found. */
  async function answer(segment, question) {
    const found = await Promise.all(question.words.map((word) => find(segment, word)));
    const totals = new Float32Array(segment.count).fill(Infinity), exact = new Uint8Array(segment.count);
    let some = false;
    for (let article = 0; article < segment.count; article++) {
      let sum = 0, near = 1;
      for (const { costs } of found) {
        const cost = costs[article];
        if (cost === ABSENT) { sum = Infinity; break; }
        if (cost >= ACCENTS) near = 0;
        sum += cost;
      }
      if (sum < Infinity) { totals[article] = sum / found.length; exact[article] = near; some = true; }
    }
    if (some && found.length > 1) {
      const beside = await besideAll(segment, found);
      let place = 0;
      const must = []; /* the pairs within groups */
      for (const group of question.groups) {
        for (let inner = 1; inner < group.length; inner++) must.push(place + inner - 1);
        place += group.length;
      }
      for (let article = 0; article < segment.count; article++) {
        if (must.some((pair) => !beside[pair][article])) totals[article] = Infinity;
        if (totals[article] === Infinity) continue;
        const apart = beside.reduce((sum, pair) => sum + (pair[article] ? 0 : 1), 0);
        totals[article] += (SCATTERED * apart) / beside.length;
      }
    }
    if (some) {
      for (const group of question.without) {
        const there = await Promise.all(group.map((word) => find(segment, word)));
        const beside = there.length > 1 ? await besideAll(segment, there) : [];
        for (let article = 0; article < segment.count; article++) {
          if (there.every(({ costs }) => costs[article] < ACCENTS) && beside.every((pair) => pair[article])) totals[article] = Infinity;
        }
      }
    }
    return { segment, totals, exact, found };
  }

  /* ---- filters ---- */
  async function facets(segment) {
    if (!segment.facets) {
      const [first, gaps, categories, category, sources, source] = await load(`${segment.key}/f`);
      const read = (text) => { const numbers = new Numbers(text, 0), all = []; while (numbers.more) all.push(numbers.next()); return all; };
      let day = Date.parse(first) / 86400000;
      segment.facets = {
        days: read(gaps).map((gap) => new Date((day += gap) * 86400000).toISOString().slice(0, 10)),
        category: read(category).map((number) => categories[number]),
        source: read(source).map((number) => sources[number]),
      };
    }
    return segment.facets;
  }

  const FILTERS = {
    category: (known, article, wanted) => known.category[article] === wanted,
    source: (known, article, wanted) => known.source[article] === wanted,
    from: (known, article, wanted) => known.days[article] >= wanted,
    to: (known, article, wanted) => known.days[article] <= wanted,
  };

  async function filtered(answers, asked) {
    const names = Object.keys(FILTERS).filter((name) => asked[name]);
    if (!names.length && !filters.open) return;
    const counts = { category: new Map(), source: new Map() };
    await Promise.all(answers.map(async ({ segment, totals }) => {
      const known = await facets(segment);
      for (let article = 0; article < segment.count; article++) {
        if (totals[article] === Infinity) continue;
        const failing = names.filter((name) => !FILTERS[name](known, article, asked[name]));
        for (const name of ["category", "source"]) { /* how many there would be, were another one chosen */
          const label = known[name][article];
          if (label && failing.every((other) => other === name)) counts[name].set(label, (counts[name].get(label) || 0) + 1);
        }
        if (failing.length) totals[article] = Infinity;
      }
    }));
    for (const name of ["category", "source"]) {
      const select = form.elements[name], chosen = asked[name] || "";
      const labels = [...new Set([...counts[name].keys(), ...(chosen ? [chosen] : [])])];
      labels.sort((a, b) => (counts[name].get(b) || 0) - (counts[name].get(a) || 0) || a.localeCompare(b, "vi"));
      select.replaceChildren(new Option(said.all, ""), ...labels.map((label) => new Option(`${label} (${counts[name].get(label) || 0})`, label)));
      select.value = chosen;
    }
  }

  /* ---- order ---- */
  function ordered(answers, sort) {
    const buckets = [];
    for (const { segment, totals, exact } of sort === "oldest" ? answers : [...answers].reverse()) {
      const take = (article) => {
        if (totals[article] === Infinity) return;
        const bucket = sort ? 0 : Math.round(totals[article] * STEPS);
        (buckets[bucket] = buckets[bucket] || []).push({ segment, article, strict: exact[article] === 1 });
      };
      if (sort === "oldest") for (let article = 0; article < segment.count; article++) take(article);
      else for (let article = segment.count - 1; article >= 0; article--) take(article);
    }
    return buckets.flat();
  }

  /* ---- a word that no article has ---- */
  function edits(one, other, most) { /* insertions, deletions, changes, and two neighbours exchanged */
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [], row = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      before = row;
      row = next;
    }
    return row[other.length];
  }

  function suggestion(text, question, answers) {
    let changed = text.normalize("NFC");
    question.words.forEach((word, place) => {
      if (answers.some(({ found }) => found[place].spellings.size)) return;
      const most = word.folded.length > 4 ? 2 : 1, known = new Map();
      for (const { found, segment } of answers) {
        for (const [spelling, form, line] of found[place].lines) {
          const count = edits(word.folded, spelling, most);
          if (count > most || /^\p{N}+$/u.test(spelling) !== /^\p{N}+$/u.test(word.folded)) continue;
          let articles = 0;
          each(line.split("\t")[1], segment.count, () => articles++);
          const cost = count * 10 + (word.accents ? edits(word.form, form, 6) : 0);
          const entry = known.get(form) || { cost, articles: 0 };
          entry.articles += articles;
          known.set(form, entry);
        }
      }
      const best = [...known].sort((a, b) => a[1].cost - b[1].cost || b[1].articles - a[1].articles)[0];
      if (!best) return;
      const at = changed.toLowerCase().lastIndexOf(word.form);
      if (at >= 0) changed = changed.slice(0, at) + (word.accents ? best[0] : folded(best[0])) + changed.slice(at + word.form.length);
    });
    return changed === text.normalize("NFC") ? "" : changed;
  }

  /* ---- what is shown ---- */
  function passage(text, question, strict) { /* the part of a text in which most words of the question are */
    const pieces = window.hnWords.pieces(text, question.words, strict);
    if (pieces.length < 2) return "";
    let place = 0, best = 0, most = -1;
    const hits = [];
    pieces.forEach((piece, number) => { if (number % 2) hits.push([place, folded(piece.toLowerCase())]); place += piece.length; });
    hits.forEach(([start], number) => {
      const seen = new Set();
      for (let next = number; next < hits.length && hits[next][0] < start + 160; next++) seen.add(hits[next][1]);
      if (seen.size > most) { most = seen.size; best = start; }
    });
    const from = best < 60 ? 0 : text.indexOf(" ", best - 60) + 1;
    const to = from + 220 < text.length ? text.lastIndexOf(" ", from + 220) : text.length;
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  /* The passage of an article that a result quotes, where its summary has none of the words: from its plain text, which a disk does not give. */
  async function quoted(address, question, strict) {
    if (said.texts === undefined || !location.protocol.startsWith("http")) return "";
    try {
      const reply = await fetch(root + address.replace(/\.html$/, ".txt"));
      if (!reply.ok) return "";
      const parts = (await reply.text()).normalize("NFC").split(/\n\n/);
      return passage(parts.slice(1).join(" ").replace(/\s+/g, " "), question, strict);
    } catch (fault) {
      return "";
    }
  }

  function result(card, question, strict, text) {
    const [title, address, machine, day, category, source, summary, language] = card;
    const line = document.createElement("li"), heading = document.createElement("h2"), link = document.createElement("a");
    link.href = `${root}${address}#q=${encodeURIComponent(text)}`;
    if (language) heading.lang = language;
    heading.append(mark(link, title, question.words, strict));
    const about = document.createElement("p"), time = document.createElement("time");
    about.className = "card-meta";
    time.dateTime = machine;
    time.textContent = day;
    about.append(time, ...[category, source].filter(Boolean).flatMap((label) => [" · ", label]));
    const quote = document.createElement("p");
    quote.className = "snippet";
    if (language) quote.lang = language;
    const own = passage(summary, question, strict);
    mark(quote, own || summary, question.words, strict);
    line.append(heading, about, quote);
    if (!own) quoted(address, question, strict).then((better) => {
      if (better) { quote.textContent = ""; mark(quote, better, question.words, strict); }
    });
    return line;
  }

  let manifest = null;
  async function segments() {
    if (!manifest) {
      const known = await load("segments");
      starts.all = known.starts.split(" ");
      manifest = known.segments.map(([key, count, words, pairs]) => ({ key, count, pairs, cards: known.cards, bounds: startsOf(words), lines: new Map() }));
    }
    return manifest;
  }

  let asking = 0;
  async function run(question, text, asked, mine) {
    const parts = await segments();
    const answers = await Promise.all(parts.map((segment) => answer(segment, question)));
    if (mine !== asking) return;
    await filtered(answers, asked);
    const found = ordered(answers, asked.sort);
    const shown = [];
    async function page() {
      const next = found.slice(shown.length, shown.length + PAGE);
      const cards = await Promise.all(next.map(({ segment, article }) => load(`${segment.key}/c${Math.floor(article / segment.cards)}`)));
      if (mine !== asking) return;
      const lines = next.map(({ segment, article, strict }, place) => result(cards[place][article % segment.cards], question, strict, text));
      shown.push(...lines);
      list.append(...lines);
      more.hidden = shown.length >= found.length;
      return lines;
    }
    const none = found.length === 0, hint = none ? suggestion(text, question, answers) : "", before = [...list.childNodes];
    await page();
    if (mine !== asking) return;
    before.forEach((line) => line.remove());
    status.textContent = none ? said.none : found.length === 1 ? said.countOne : said.count.replace("{count}", found.length.toLocaleString(document.documentElement.lang));
    if (hint) {
      const link = document.createElement("a");
      link.href = `?q=${encodeURIComponent(hint)}`;
      link.textContent = hint;
      link.addEventListener("click", (event) => { event.preventDefault(); form.elements.q.value = hint; ask(true); });
      status.append(" ", said.suggest, " ", link);
    }
    more.onclick = async () => { const lines = await page(); if (lines && lines[0]) lines[0].querySelector("a").focus(); };
  }

  function clear(message) {
    list.textContent = "";
    more.hidden = true;
    status.textContent = message;
  }

  async function show() {
    list.setAttribute("aria-busy", "true");
    const mine = ++asking, text = form.elements.q.value.trim().slice(0, 300);
    const asked = Object.fromEntries(["sort", ...Object.keys(FILTERS)].map((name) => [name, form.elements[name].value || waiting[name] || ""]));
    const question = parse(form.elements.q.value.slice(0, 300));
    if (!question.words.length) {
      clear(question.without.length ? said.excluded : "");
      list.removeAttribute("aria-busy");
      return;
    }
    const slow = setTimeout(() => { if (mine === asking) status.textContent = said.loading; }, 300);
    try {
      await run(question, text, asked, mine);
    } catch (fault) {
      if (mine !== asking) return;
      try { /* the list of segments may be older than the files: read it anew, and all that is missing */
        suffix = location.protocol.startsWith("http") ? `?${Date.now()}` : "";
        manifest = null;
        files = new Map();
        await run(question, text, asked, mine);
      } catch (again) {
        if (mine !== asking) return;
        clear(said.failed);
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = said.retry;
        button.onclick = show;
        status.append(" ", button);
      }
      suffix = "";
    } finally {
      clearTimeout(slow);
      if (mine === asking) list.removeAttribute("aria-busy");
    }
  }

  /* ---- the address ---- */
  const NAMES = ["q", "sort", ...Object.keys(FILTERS)];
  let waiting = {}; /* filters of the address, until there are options for them */

  function read() {
    const query = new URLSearchParams(location.search);
    waiting = {};
    for (const name of NAMES) {
      const value = query.get(name) || "";
      form.elements[name].value = value;
      if (value && form.elements[name].value !== value) waiting[name] = value;
    }
    if (["category", "source", "from", "to"].some((name) => query.get(name))) filters.open = true;
    show();
  }

  function ask(isNew) {
    const query = new URLSearchParams();
    for (const name of NAMES) {
      const value = form.elements[name].value.trim();
      if (value) query.set(name, value);
    }
    const address = query.toString() ? `?${query}` : location.pathname;
    if (address !== location.search) {
      try { history[isNew ? "pushState" : "replaceState"](null, "", address); } catch (fault) { /* some browsers keep a disk's addresses as they are */ }
    }
    waiting = {};
    show();
  }

  let typing = 0;
  form.elements.q.addEventListener("input", (event) => {
    clearTimeout(typing);
    if (!event.isComposing) typing = setTimeout(() => ask(false), 250);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typing); ask(true); });
  form.addEventListener("change", (event) => { if (event.target.name !== "q") ask(true); });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const name of Object.keys(FILTERS)) form.elements[name].value = "";
    ask(true);
  });
  filters.addEventListener("toggle", () => { if (filters.open) show(); });
  addEventListener("popstate", read);
  read();
})();
