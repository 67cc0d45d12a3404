//# allFunctionsCalledOnLoad
/* The page that asks: what is typed into its form goes into the address, and what the index finds (search-index.js) into its list. */
(() => {
  "use strict";
  const form = document.querySelector("form.search-page");
  if (!form) return;
  const { folded, mark, parse } = window.hnWords;
  const list = document.querySelector("ol.results"), status = document.querySelector(".search-status");
  const more = document.querySelector(".search-more"), filters = form.querySelector(".search-filters");
  const said = form.dataset, root = new URL(said.root || ".", document.baseURI).href;
  const index = window.hnIndex(new URL(said.index, document.baseURI).href);
  const counted = new Intl.NumberFormat(document.documentElement.lang);
  const PAGE = 10, TYPED = 250, SLOW = 300, TOGETHER = 50;

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

  /* A result as it is listed; where its summary has none of the words, what fetches a passage that has goes into `wanting`. */
  function result(card, question, strict, text, wanting) {
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
    if (!own) wanting.push(async () => {
      const better = await quoted(address, question, strict);
      if (better) { quote.textContent = ""; mark(quote, better, question.words, strict); }
    });
    return line;
  }

  /* Filter answers, and say in the fields how many articles each category and source has. */
  async function filtered(answers, asked) {
    if (!filters.open && !index.filters.some((name) => asked[name])) return;
    for (const [name, counts] of Object.entries(await index.filter(answers, asked))) {
      const select = form.elements[name], chosen = asked[name];
      const labels = [...new Set([...counts.keys(), ...(chosen ? [chosen] : [])])];
      labels.sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || a.localeCompare(b, "vi"));
      select.replaceChildren(new Option(said.all, ""), ...labels.map((label) => new Option(`${label} (${counts.get(label) || 0})`, label)));
      select.value = chosen;
    }
  }

  let asking = 0, slow = 0;
  /* Answer the first of some ways to ask that finds anything as it was typed, or else the last of them. */
  async function run(texts, asked, mine) {
    let text = "", question = null, answers = [];
    for (text of texts) {
      question = parse(text);
      answers = await index.answers(question);
      if (mine !== asking) return;
      if (index.isAsTyped(answers)) break;
    }
    await filtered(answers, asked);
    if (mine !== asking) return;
    const count = index.count(answers), found = index.inOrder(answers, asked.sort), before = [...list.childNodes];
    let shown = 0;
    /* Show the next results, the first at once, the others a few at a time, since each time the page is laid out; give the first. */
    async function page() {
      const next = [], wanting = [], ready = [];
      for (let entry = null; next.length < PAGE && !(entry = found.next()).done;) next.push(entry.value);
      const cards = next.map(index.card);
      cards.forEach((card) => card.catch(() => {})); /* the first that fails is told of below */
      let first = null, timer = 0;
      const put = () => {
        timer = 0;
        before.splice(0).forEach((line) => line.remove());
        list.append(...ready.splice(0));
      };
      try {
        for (const [place, { strict }] of next.entries()) {
          const card = await cards[place];
          if (mine !== asking) return null;
          ready.push(result(card, question, strict, text, wanting));
          first = first || ready[0];
          if (place) timer = timer || setTimeout(put, TOGETHER);
          else put();
        }
        put();
      } finally {
        clearTimeout(timer);
      }
      shown += next.length;
      more.hidden = shown >= count;
      setTimeout(() => wanting.forEach((quote) => quote())); /* after the results are painted */
      return first;
    }
    const started = page(); /* the cards are asked for before anything is laid out */
    clearTimeout(slow);
    status.textContent = count === 0 ? said.none : count === 1 ? said.countOne : said.count.replace("{count}", counted.format(count));
    more.hidden = true;
    more.onclick = () => page().then((line) => { if (line) line.querySelector("a").focus(); }, failed);
    await started;
    const hint = count ? "" : await index.suggestion(text, question, answers).catch(() => ""); /* nothing is missing without it */
    if (hint && mine === asking) suggest(hint);
  }

  function suggest(hint) {
    const link = document.createElement("a");
    link.href = `?q=${encodeURIComponent(hint)}`;
    link.textContent = hint;
    link.addEventListener("click", (event) => { event.preventDefault(); form.elements.q.value = hint; ask(false); });
    status.append(" ", said.suggest, " ", link);
  }

  function clear(message) {
    list.textContent = "";
    more.hidden = true;
    status.textContent = message;
  }

  function failed() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = said.retry;
    button.onclick = () => show(false);
    status.textContent = said.failed;
    status.append(" ", button);
  }

  /* Answer what stands in the fields. The last word is whole, or where no article has it so the beginning of one; while it is typed always that. */
  async function show(isTyped) {
    list.setAttribute("aria-busy", "true");
    const mine = ++asking, text = form.elements.q.value.slice(0, 300), texts = isTyped ? [text] : [text.trim() + " ", text.trim()];
    const asked = Object.fromEntries(["sort", ...index.filters].map((name) => [name, form.elements[name].value || waiting[name] || ""]));
    const question = parse(text);
    if (!question.words.length) {
      clearTimeout(slow);
      clear(question.without.length ? said.excluded : "");
      list.removeAttribute("aria-busy");
      return;
    }
    clearTimeout(slow);
    slow = setTimeout(() => { status.textContent = said.loading; }, SLOW);
    try {
      await run(texts, asked, mine);
    } catch (fault) {
      if (mine !== asking) return;
      try {
        index.renew();
        await run(texts, asked, mine);
      } catch (again) {
        if (mine !== asking) return;
        clear("");
        failed();
      }
    } finally {
      if (mine === asking) {
        clearTimeout(slow);
        list.removeAttribute("aria-busy");
      }
    }
  }

  /* ---- the address ---- */
  const NAMES = ["q", "sort", ...index.filters];
  let waiting = {}; /* filters of the address, until there are options for them */

  function read() {
    const query = new URLSearchParams(location.search);
    waiting = {};
    for (const name of NAMES) {
      const value = query.get(name) || "";
      form.elements[name].value = value;
      if (value && form.elements[name].value !== value) waiting[name] = value;
    }
    if (index.filters.some((name) => query.get(name))) filters.open = true;
    show(false);
  }

  /* Put what is asked into the address, as one more entry of the history unless it is still being typed, and answer it. */
  function ask(isTyped) {
    waiting = {};
    show(isTyped);
    const query = new URLSearchParams();
    for (const name of NAMES) {
      const value = form.elements[name].value.trim();
      if (value) query.set(name, value);
    }
    const address = query.toString() ? `?${query}` : location.pathname;
    if (address !== location.search) {
      try { history[isTyped ? "replaceState" : "pushState"](null, "", address); } catch (fault) { /* some browsers keep a disk's addresses as they are */ }
    }
  }

  let typing = 0, prepared = "";
  form.elements.q.addEventListener("input", (event) => {
    clearTimeout(typing);
    if (event.isComposing) return;
    typing = setTimeout(() => ask(true), TYPED);
    const typed = form.elements.q.value.slice(0, 300).replace(/\S+$/, ""), question = parse(typed);
    if (question.words.length && typed !== prepared) index.answers(question).catch(() => {}); /* what finished words need is there when the last one is */
    prepared = typed;
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typing); ask(false); });
  form.addEventListener("change", (event) => { if (event.target.name !== "q") ask(false); });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const name of index.filters) form.elements[name].value = "";
    ask(false);
  });
  filters.addEventListener("toggle", () => { if (filters.open) show(false); });
  addEventListener("popstate", read);
  /* What takes time once is done before there is a question: the list of segments, how numbers are written, patterns for letters. */
  index.segments().catch(() => {});
  counted.format(1000);
  parse("một -hai");
  read();
})();
