/* Finds articles in the files of an index that lie beside the pages (docs/search.md; hn_archive/search_index.py writes them).
   Each file is a script that calls hnSearch, so that it works from a disk too. A question loads the few files that it needs. */
window.hnIndex = (folder) => {
  "use strict";
  const { folded, distance } = window.hnWords;
  const WAIT = 20000, FILES = 8, COMPLETIONS = 2, SELDOM = 4;
  /* What counts against an article, by word: other accents, another place of the tone mark, only the beginning of a word, not in the title
     but in the text or in what is said about it; and between words: not side by side. Ranks are in quarters of these. */
  const ACCENTS = 64, PLACEMENT = 24, BEGINNING = 12, FIELDS = [8, 5, 0], SCATTERED = 6, STEPS = 4;

  /* ---- files of the index ---- */
  let files = new Map(), suffix = "", manifest = null;
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

  /* Forget all files, and ask for them past every cache: the list of segments may be older than they are. */
  function renew() {
    suffix = location.protocol.startsWith("http") ? `?${Date.now()}` : "";
    manifest = null;
    files = new Map();
  }

  async function segments() {
    const known = await load("segments");
    if (!manifest) {
      const starts = known.starts.split(" ");
      manifest = known.segments.map(([key, count, words, pairs]) => {
        const bounds = Array.from({ length: words - 1 }, (_, place) => starts[Math.floor((starts.length * (place + 1)) / words)]);
        return { key, count, bounds, pairs, cards: known.cards, lines: new Map() };
      });
    }
    return manifest;
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
  }

  /* ---- sets of a segment's articles: thirty bits in a number, as five signs have them ---- */
  const BITS = 30;
  const empty = (segment) => new Int32Array(Math.ceil(segment.count / BITS));
  const has = (set, article) => (set[(article / BITS) | 0] >> article % BITS) & 1;

  function some(set) {
    for (let place = 0; place < set.length; place++) if (set[place]) return true;
    return false;
  }

  function both(one, other) {
    const set = new Int32Array(one.length);
    for (let place = 0; place < set.length; place++) set[place] = one[place] & other[place];
    return set;
  }

  function without(one, other) {
    const set = new Int32Array(one.length);
    for (let place = 0; place < set.length; place++) set[place] = one[place] & ~other[place];
    return set;
  }

  function either(segment, sets) {
    const all = empty(segment);
    for (const set of sets) for (let place = 0; place < all.length; place++) all[place] |= set[place];
    return all;
  }

  /* Take out of a set what another has; null where that is nothing. */
  function taken(set, other) {
    const hit = new Int32Array(set.length);
    let any = 0;
    for (let place = 0; place < set.length; place++) {
      const bits = set[place] & other[place];
      hit[place] = bits;
      set[place] ^= bits;
      any |= bits;
    }
    return any ? hit : null;
  }

  function size(set) {
    let count = 0;
    for (let bits of set) {
      bits -= (bits >> 1) & 0x55555555;
      bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333);
      count += (((bits + (bits >> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
    }
    return count;
  }

  function* oldest(set) {
    for (let place = 0; place < set.length; place++) {
      for (let bits = set[place]; bits; bits &= bits - 1) yield place * BITS + 31 - Math.clz32(bits & -bits);
    }
  }

  function* newest(set) {
    for (let place = set.length - 1; place >= 0; place--) {
      for (let bits = set[place]; bits; bits ^= 1 << (31 - Math.clz32(bits))) yield place * BITS + 31 - Math.clz32(bits);
    }
  }

  function addBits(set, numbers, count) {
    for (let first = 0, place = 0, shift = 0; first < count; first += 6) {
      set[place] |= numbers.sign() << shift;
      shift += 6;
      if (shift === BITS) { shift = 0; place++; }
    }
  }

  function addGaps(set, numbers, count) {
    for (let article = -1; count-- && numbers.more;) {
      article += numbers.next() + 1;
      set[(article / BITS) | 0] |= 1 << article % BITS;
    }
  }

  /* Add to a set the articles of a list. */
  function add(set, segment, text) {
    const numbers = new Numbers(text, 1);
    if (text[0] === "=") addBits(set, numbers, segment.count);
    else if (text) addGaps(set, numbers, segment.count);
    return set;
  }

  /* ---- words ---- */
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
    const names = Array.from({ length: end - first + 1 }, (_, place) => `${segment.key}/w${first + place}`);
    const texts = await Promise.all(names.map(load));
    return texts.flatMap((text, place) => {
      if (!segment.lines.has(names[place])) {
        segment.lines.set(names[place], text ? text.split("\n").map((line) => {
          const form = line.slice(0, line.indexOf("\t"));
          return [folded(form), form, line];
        }) : []);
      }
      return segment.lines.get(names[place]);
    });
  }

  /* What a word finds in a segment: by what counts against them, the articles; and the spellings found, of each how many articles have it so
     or nearly so. */
  async function find(segment, word) {
    const lines = await linesOf(segment, word), levels = new Map(), spellings = new Map();
    for (const [spelling, form, line] of lines) {
      const isWhole = spelling === word.folded;
      if (!isWhole && !(word.prefix && spelling.startsWith(word.folded))) continue;
      const near = distance(word, form);
      const lists = line.split("\t").slice(1), known = spellings.get(spelling) || { count: 0, near };
      lists.forEach((text, field) => {
        const cost = (near === 2 ? ACCENTS : near ? PLACEMENT : 0) + (isWhole ? 0 : BEGINNING) + FIELDS[field];
        levels.set(cost, add(levels.get(cost) || empty(segment), segment, text));
      });
      const count = word.prefix && near < 2 ? size(add(empty(segment), segment, lists[0])) : 0;
      spellings.set(spelling, { count: known.count + count, near: Math.min(known.near, near) });
    }
    const sorted = [...levels].sort((a, b) => a[0] - b[0]), asTyped = sorted.filter(([cost]) => cost < ACCENTS);
    const all = either(segment, levels.values());
    return { word, lines, spellings, levels: sorted, all, asTyped: either(segment, asTyped.map(([, set]) => set)) };
  }

  /* ---- words side by side ---- */
  function hashed(text) { /* FNV-1a over UTF-16 */
    let value = 0x811c9dc5;
    for (let place = 0; place < text.length; place++) value = Math.imul(value ^ text.charCodeAt(place), 0x01000193);
    return value;
  }

  /* The spellings that a word may stand for beside another: its own, and of a beginning those that most articles have. */
  async function standsFor(word, finding) {
    if (!word.prefix) return [word.folded];
    const { spellings } = await finding, own = spellings.get(word.folded) || { count: 0 };
    const others = [...spellings].filter(([spelling, { count, near }]) => spelling !== word.folded && near < 2 && count * SELDOM >= own.count);
    others.sort((a, b) => b[1].count - a[1].count);
    return [word.folded, ...others.slice(0, COMPLETIONS).map(([spelling]) => spelling)];
  }

  /* The articles of a segment in which one of some spellings stands before one of others. */
  async function adjacent(segment, ones, others) {
    const found = empty(segment), unwanted = empty(segment);
    await Promise.all(ones.flatMap((one) => others.map(async (other) => {
      const number = (Math.imul(hashed(one), 0x9e3779b1) ^ hashed(other)) >>> 0, bits = Math.log2(segment.pairs);
      const numbers = new Numbers(await load(`${segment.key}/p${bits ? number >>> (32 - bits) : 0}`), 0);
      const wanted = (number >>> (12 - bits)) & 0xfffff;
      for (let pair = -1; numbers.more && pair < wanted;) {
        pair += numbers.next() + 1;
        const count = numbers.next();
        if (count) addGaps(pair === wanted ? found : unwanted, numbers, count);
        else if (pair === wanted) addBits(found, numbers, segment.count);
        else numbers.place += Math.ceil(segment.count / 6);
      }
    })));
    return found;
  }

  /* What each of some words finds, and each two neighbours among them; all that is needed is asked for at once. */
  async function findAll(segment, words) {
    const finding = words.map((word) => find(segment, word));
    const spellings = words.map((word, place) => standsFor(word, finding[place]));
    const pairs = words.slice(1).map(async (_, place) => adjacent(segment, await spellings[place], await spellings[place + 1]));
    return { found: await Promise.all(finding), pairs: await Promise.all(pairs) };
  }

  /* ---- answers ---- */
  /* Sets by their costs, each taken apart by the levels of another word: an article costs as much more as the first level that has it. */
  function split(segment, sets, levels, weight) {
    const next = new Map();
    for (const [cost, set] of sets) {
      for (const [more, level] of levels) put(segment, next, cost + more * weight, taken(set, level));
    }
    return next;
  }

  function put(segment, sets, key, set) {
    if (set) sets.set(key, sets.has(key) ? either(segment, [sets.get(key), set]) : set);
  }

  /* What a question finds in a segment: all articles, by their rank, and which have all words as they were typed; and what each
     word found. */
  async function answerOf(segment, question) {
    const [{ found, pairs }, ...excluded] = await Promise.all([question.words, ...question.without].map((words) => findAll(segment, words)));
    const inGroups = question.groups.flatMap((group) => group.map((_, place) => place > 0)).slice(1); /* must the pair be there? */
    let all = found.map((each) => each.all).reduce(both);
    pairs.forEach((pair, place) => { if (inGroups[place]) all = both(all, pair); });
    for (const group of excluded) all = without(all, [...group.found.map((each) => each.asTyped), ...group.pairs].reduce(both));
    let costs = new Map([[0, either(segment, [all])]]);
    for (const { levels } of found) costs = split(segment, costs, levels, pairs.length || 1);
    for (const pair of pairs) costs = split(segment, costs, [[0, pair], [SCATTERED, all]], found.length);
    const ranks = new Map();
    for (const [cost, set] of costs) put(segment, ranks, Math.round((STEPS * cost) / found.length / (pairs.length || 1)), set);
    return { segment, found, all, ranks, asTyped: found.map((each) => each.asTyped).reduce(both, all) };
  }

  const answers = async (question) => Promise.all((await segments()).map((segment) => answerOf(segment, question)));
  const isAsTyped = (found) => found.some(({ asTyped }) => some(asTyped));
  const count = (found) => found.reduce((sum, { all }) => sum + size(all), 0);

  /* The articles of answers, the best first or by their dates. */
  function* ordered(found, sort) {
    const numbers = sort === "oldest" ? oldest : newest, bySegment = sort === "oldest" ? found : [...found].reverse();
    const ranks = new Set(found.flatMap((each) => [...each.ranks.keys()]));
    for (const rank of sort ? [null] : [...ranks].sort((a, b) => a - b)) {
      for (const { segment, all, ranks: sets, asTyped } of bySegment) {
        const set = sort ? all : sets.get(rank) || empty(segment);
        for (const article of numbers(set)) yield { segment, article, strict: has(asTyped, article) === 1 };
      }
    }
  }

  /* What a result shows of an article. */
  async function card({ segment, article }) {
    return (await load(`${segment.key}/c${Math.floor(article / segment.cards)}`))[article % segment.cards];
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

  /* Leave in answers what filters let through; how many articles there would be of each category and source, were it the one asked for. */
  async function filter(found, asked) {
    const names = Object.keys(FILTERS).filter((name) => asked[name]), counts = { category: new Map(), source: new Map() };
    await Promise.all(found.map(async (answer) => {
      const known = await facets(answer.segment), left = empty(answer.segment);
      for (const article of oldest(answer.all)) {
        const failing = names.filter((name) => !FILTERS[name](known, article, asked[name]));
        for (const name of ["category", "source"]) {
          const label = known[name][article];
          if (label && failing.every((other) => other === name)) counts[name].set(label, (counts[name].get(label) || 0) + 1);
        }
        if (!failing.length) left[(article / BITS) | 0] |= 1 << article % BITS;
      }
      answer.all = left;
      for (const [rank, set] of answer.ranks) answer.ranks.set(rank, both(set, left));
    }));
    return counts;
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

  /* A question with the nearest word for each that no article has; nothing where that is no other question. */
  function suggestion(text, question, found) {
    let changed = text.normalize("NFC");
    question.words.forEach((word, place) => {
      if (found.some((each) => each.found[place].spellings.size)) return;
      const most = word.folded.length > 4 ? 2 : 1, known = new Map();
      for (const each of found) {
        for (const [spelling, form, line] of each.found[place].lines) {
          const distant = edits(word.folded, spelling, most);
          if (distant > most || /^\p{N}+$/u.test(spelling) !== /^\p{N}+$/u.test(word.folded)) continue;
          const cost = distant * 10 + (word.accents ? edits(word.form, form, 6) : 0);
          const entry = known.get(form) || { cost, articles: 0 };
          entry.articles += size(add(empty(each.segment), each.segment, line.split("\t")[1]));
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

  return { segments, renew, answers, isAsTyped, count, ordered, card, filter, suggestion, filters: Object.keys(FILTERS) };
};
