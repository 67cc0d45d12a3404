/* Answer questions about the scripts of the theme: a line of JSON for each line of JSON, [function, ...arguments]. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const read = (name) => readFileSync(new URL(`../../static/${name}`, import.meta.url), "utf8");
globalThis.window = globalThis;
(0, eval)(read("search-words.js"));
/* What old-addresses.js does beside these functions needs a page. */
const part = (source, name) => source.match(new RegExp(`^  function ${name}\\([\\s\\S]*?^  }`, "m"))[0];
const old = read("old-addresses.js");
const oldAddresses = (0, eval)(`(() => { ${["decoded", "encoded", "key", "shard"].map((name) => part(old, name)).join("\n")}; return { key, shard }; })()`);

const answers = {
  words: (text) => hnWords.words(text).map((form) => [form, hnWords.folded(form)]),
  question: (asked, text) => {
    const question = hnWords.parse(asked);
    const forms = (groups) => groups.map((group) => group.map((word) => word.form));
    return {
      groups: forms(question.groups), without: forms(question.without), words: question.words.map((word) => word.form),
      prefixes: question.words.filter((word) => word.prefix).map((word) => word.form),
      pieces: [false, true].map((strict) => hnWords.pieces(text, question.words, strict)),
    };
  },
  old: (address) => { const key = oldAddresses.key(address); return [key, oldAddresses.shard(key)]; },
};
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const [name, ...rest] = JSON.parse(line);
  process.stdout.write(JSON.stringify(answers[name](...rest)) + "\n");
}
