/* The words of texts, as hn_archive/search_words.py has them, and where the words of a question stand in a text. */
window.hnWords = (() => {
  "use strict";
  const WORD = /[\p{L}\p{N}\p{M}]+/gu;
  const SHOWN = /[\p{L}\p{N}\p{M}\u00ad\u200b-\u200f\u2060\ufeff]+/gu; /* a word with what is invisible in it */
  const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
  const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;

  const normal = (text) => text.replace(INVISIBLE, "").toLowerCase().normalize("NFC").replace(/[ðɖ]/g, "đ");
  const words = (text) => normal(text).match(WORD) || [];
  const folded = (form) => form.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
  /* A form without its tone, but with its circumflexes, breves and horns; and its tone alone. */
  const toneless = (form) => form.normalize("NFD").replace(TONE, "").normalize("NFC");
  const tone = (form) => (form.normalize("NFD").match(TONE) || []).join("");

  /* The key by which forms are in order; those that differ only in where the tone mark stands have the same. */
  const ordered = (form) => `${folded(form)} ${toneless(form)} ${tone(form)}`;

  /* A word of a question. `accents` says whether the question has any; then spellings are told apart. */
  const asked = (form, accents, prefix) => ({ form, accents, prefix, folded: folded(form), toneless: toneless(form), tone: tone(form) });

  /* How near a form whose letters are those of a word of a question comes to it: 0 as typed, 1 with the tone mark placed otherwise,
     2 with other accents. To what is still being typed its tone may be wanting. */
  function distance(word, form) {
    if (!word.accents || form === word.form) return 0;
    const bare = toneless(form);
    if (bare === word.toneless && tone(form) === word.tone) return 1;
    if (!word.prefix) return 2;
    if (form.startsWith(word.form) || (bare.startsWith(word.toneless) && (!word.tone || word.tone === tone(form)))) return 0;
    return 2;
  }

  /* How many letters of a shown word are those of a word of the question: none, all, or those that its beginning has. */
  function letters(shown, question, strict) {
    const form = normal(shown), spelling = folded(form);
    for (const word of question) {
      if (spelling !== word.folded && !(word.prefix && spelling.startsWith(word.folded))) continue;
      if (strict && distance(word, form) > 1) continue;
      if (spelling === word.folded) return shown.length;
      let end = 0;
      for (const letter of shown) {
        if (folded(normal(shown.slice(0, end))).length >= word.folded.length && !/^\p{M}/u.test(letter)) break;
        end += letter.length;
      }
      return end;
    }
    return 0;
  }

  /* A text in pieces, every other one a hit: "Cầu ", "Long", " ", "Biên", "". */
  function pieces(text, question, strict) {
    const found = [];
    let end = 0;
    for (const match of text.matchAll(SHOWN)) {
      const count = letters(match[0], question, strict);
      if (!count) continue;
      found.push(text.slice(end, match.index), match[0].slice(0, count));
      end = match.index + count;
    }
    return [...found, text.slice(end)];
  }

  /* A text put into an element, its hits marked. */
  function mark(element, text, question, strict) {
    pieces(text.normalize("NFC"), question, strict).forEach((piece, place) => {
      if (place % 2) element.appendChild(document.createElement("mark")).textContent = piece;
      else if (piece) element.append(piece);
    });
    return element;
  }

  /* What a question asks for: groups of words that must stand side by side (most are of one word), the words of all groups, and the groups
     that must not be there. The last word may be the beginning of one. */
  function parse(text) {
    const groups = [], without = [];
    const accents = words(text).some((form) => form !== folded(form));
    let last;
    /* What follows a closing quotation mark without a blank, `"Hà Nội"2023`, is asked for too. */
    for (const [, no, quoted, not, plain] of text.replace(INVISIBLE, "").matchAll(/(?:^|(?<=\s))(-?)["“”]([^"“”]*)["“”]?|((?:^|(?<=\s))-)?(\S+)/gu)) {
      const forms = words(quoted === undefined ? plain : quoted);
      if (!forms.length) continue;
      last = forms.map((form) => asked(form, accents, false));
      (no || not ? without : groups).push(last);
    }
    if (last && last === groups[groups.length - 1] && /[\p{L}\p{N}\p{M}]$/u.test(text)) {
      last.push(asked(last.pop().form, accents, true));
    }
    return { groups, words: groups.flat(), without };
  }

  return { words, folded, ordered, distance, letters, pieces, mark, parse };
})();
