//# allFunctionsCalledOnLoad
/* Finds articles in the files of an index that lie beside the pages (docs/search.md). Each is a script that calls hnSearch, so that it works
   from a disk too. */
window.hnIndex = (folder) => {
  "use strict";
  const { folded, ordered, distance } = window.hnWords;
  const WAIT = 20000, FILES = 16, COMPLETIONS = 2, SELDOM = 4;
  /* What counts against an article, for each word: other accents, another place of the tone mark, only a beginning, in the text or what is
     said about it and not in the title; and for each two: not side by side. Ranks are in quarters of these. */
  const ACCENTS = 64, PLACEMENT = 24, BEGINNING = 2, FIELDS = [8, 5, 0], SCATTERED = 14, STEPS = 4;

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

  /* Forget all files, and ask past every cache: the list of segments may be too old. */
  function renew() {
    suffix = location.protocol.startsWith("http") ? `?${Date.now()}` : "";
    manifest = null;
    files = new Map();
  }

  async function segments() {
    const known = await load("segments");
    if (!manifest) {
      const starts = known.starts.split(" ").map(ordered);
      manifest = known.segments.map(([key, count, words, pairs]) => {
        const bounds = Array.from({ length: words - 1 }, (_, place) => starts[Math.floor((starts.length * (place + 1)) / words)]);
        return { key, count, bounds, pairs, cards: known.cards };
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

  /* Put into a set what another has. */
  function join(set, other) {
    for (let place = 0; place < set.length; place++) set[place] |= other[place];
    return set;
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
  function fileOf(order, bounds) {
    let low = 0, high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle] <= order) low = middle + 1; else high = middle;
    }
    return low;
  }

  /* The files of a segment that hold a word with its accents, and all that it may be the beginning of. */
  function filesOf(segment, word) {
    const own = fileOf(ordered(word.accents ? word.form : word.folded), segment.bounds);
    if (!word.prefix) return [own];
    const first = fileOf(ordered(word.folded), segment.bounds), last = fileOf(word.folded + "\uffff", segment.bounds);
    if (last - first >= FILES) return [own]; /* so short a beginning says nothing */
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  }

  /* What a file has of a spelling, or of all that begin so: name and lists, first the spelling's own, then each form's. */
  function* spellingsIn(text, spelling, isBeginning) {
    const wanted = "\n*" + spelling + (isBeginning ? "" : "\t");
    for (let start = text.indexOf(wanted), end; start >= 0 && text.startsWith(wanted, start); start = end) {
      end = text.indexOf("\n*", start + 2);
      yield text.slice(start + 2, end < 0 ? text.length : end).split("\n").map((line) => line.split("\t"));
    }
  }

  /* Articles by what counts against them, the least first, from lists of several fields. */
  function levelsOf(segment, costs) {
    const levels = new Map();
    for (const [cost, lists] of costs) {
      lists.forEach((text, field) => {
        const level = cost + FIELDS[field];
        levels.set(level, add(levels.get(level) || empty(segment), segment, text));
      });
    }
    return [...levels].sort((a, b) => a[0] - b[0]);
  }

  /* What a word finds in a segment: levels of articles that have it as typed or nearly so, what those with other accents are made of, and of
     what a beginning stands for, how many articles have it as typed. */
  async function find(segment, word) {
    const texts = await Promise.all(filesOf(segment, word).map((number) => load(`${segment.key}/w${number}`)));
    const near = [], far = [], counts = new Map();
    for (const text of texts) {
      for (const [[spelling, ...every], ...forms] of spellingsIn(text, word.folded, word.prefix)) {
        const cost = spelling === word.folded ? 0 : BEGINNING, isNew = !counts.has(spelling); /* one may be in several files */
        const own = word.accents ? forms.map(([form, ...lists]) => [distance(word, form), lists.length ? lists : every]) : isNew ? [[0, every]] : [];
        const typed = own.filter(([away]) => away < 2);
        for (const [away, lists] of typed) near.push([cost + away * PLACEMENT, lists]);
        if (isNew && !typed.some(([, lists]) => lists === every)) far.push([cost + ACCENTS, every]);
        const count = word.prefix ? typed.reduce((sum, [, [all]]) => sum + size(add(empty(segment), segment, all)), 0) : 0;
        counts.set(spelling, (counts.get(spelling) || 0) + count);
      }
    }
    const levels = levelsOf(segment, near), asTyped = levels.reduce((set, [, level]) => join(set, level), empty(segment));
    const all = far.reduce((set, [, [every]]) => add(set, segment, every), asTyped.slice());
    return { counts, levels, far, asTyped, all };
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
    const { counts } = await finding, own = counts.get(word.folded) || 0;
    const others = [...counts].filter(([spelling, count]) => spelling !== word.folded && count && count * SELDOM >= own);
    others.sort((a, b) => b[1] - a[1]);
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
  /* Sets by their costs, taken apart by the levels of another word: an article costs as much more as the first level that has it. */
  function split(sets, levels, weight) {
    const next = new Map();
    for (const [cost, set] of sets) {
      for (const [more, level] of levels) put(next, cost + more * weight, taken(set, level));
    }
    return next;
  }

  function put(sets, key, set) {
    const known = sets.get(key);
    if (known && set) join(known, set);
    else if (set) sets.set(key, set);
  }

  /* What a question finds in a segment: all articles, and those that have all words as typed. */
  async function answerOf(segment, question) {
    const [{ found, pairs }, ...excluded] = await Promise.all([question.words, ...question.without].map((words) => findAll(segment, words)));
    const inGroups = question.groups.flatMap((group) => group.map((_, place) => place > 0)).slice(1); /* must the pair be there? */
    let all = found.map((each) => each.all).reduce(both);
    pairs.forEach((pair, place) => { if (inGroups[place]) all = both(all, pair); });
    for (const group of excluded) all = without(all, [...group.found.map((each) => each.asTyped), ...group.pairs].reduce(both));
    return { segment, found, pairs, all, asTyped: found.map((each) => each.asTyped).reduce(both, all) };
  }

  /* The articles of an answer by their ranks: those that have all words as typed, or the others. */
  function ranksOf({ segment, found, pairs, all, asTyped }, isTyped) {
    let costs = new Map();
    put(costs, 0, taken(isTyped ? asTyped.slice() : without(all, asTyped), all));
    if (costs.size) {
      for (const { levels, far } of found) {
        costs = split(costs, isTyped ? levels : [...levels, ...levelsOf(segment, far)], pairs.length || 1);
      }
      for (const pair of pairs) costs = split(costs, [[0, pair], [SCATTERED, all]], found.length);
    }
    const ranks = new Map();
    for (const [cost, set] of costs) put(ranks, Math.round((STEPS * cost) / found.length / (pairs.length || 1)), set);
    return ranks;
  }

  const answers = async (question) => Promise.all((await segments()).map((segment) => answerOf(segment, question)));
  const isAsTyped = (found) => found.some(({ asTyped }) => some(asTyped));
  const count = (found) => found.reduce((sum, { all }) => sum + size(all), 0);

  /* The articles of answers, the best first or by their dates. */
  function* inOrder(found, sort) {
    const numbers = sort === "oldest" ? oldest : newest, bySegment = sort === "oldest" ? found : [...found].reverse();
    for (const isTyped of sort ? [null] : [true, false]) { /* others need ranks only for readers who get there */
      const ranked = bySegment.map((answer) => (sort ? new Map([[0, answer.all]]) : ranksOf(answer, isTyped)));
      const ranks = new Set(ranked.flatMap((sets) => [...sets.keys()]));
      for (const rank of [...ranks].sort((a, b) => a - b)) {
        for (const [place, { segment, asTyped }] of bySegment.entries()) {
          for (const article of numbers(ranked[place].get(rank) || empty(segment))) yield { segment, article, strict: has(asTyped, article) === 1 };
        }
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
      answer.asTyped = both(answer.asTyped, left);
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
  async function suggestion(text, question, found) {
    let changed = text.normalize("NFC");
    for (const [place, word] of question.words.entries()) {
      if (found.some((each) => each.found[place].counts.size)) continue;
      const known = new Map(), letters = word.folded.length, most = letters > 4 ? 2 : Number(letters > 1);
      for (const line of (await Promise.all(found.map(({ segment }) => load(`${segment.key}/s`)))).join("\n").split("\n")) {
        const [form, count] = line.split(" "), away = edits(word.folded, folded(form), most);
        if (away > most) continue;
        const entry = known.get(form) || { cost: away * 10 + (word.accents ? edits(word.form, form, 6) : 0), articles: 0 };
        entry.articles += Number(count);
        known.set(form, entry);
      }
      const [best] = [...known].sort((a, b) => a[1].cost - b[1].cost || b[1].articles - a[1].articles);
      const at = changed.toLowerCase().lastIndexOf(word.form);
      if (best && at >= 0) changed = changed.slice(0, at) + (word.accents ? best[0] : folded(best[0])) + changed.slice(at + word.form.length);
    }
    return changed === text.normalize("NFC") ? "" : changed;
  }

  return { segments, renew, answers, isAsTyped, count, inOrder, card, filter, suggestion, filters: Object.keys(FILTERS) };
};
