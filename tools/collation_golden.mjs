// The golden files of tests/basis/test_sort_key.py: what ICU's Vietnamese collation answers.
//
//   node tools/collation_golden.mjs order tests/golden/vi_collation.txt < names
//   node tools/collation_golden.mjs pairs tests/golden/vi_collation_pairs.txt 20250701 3000 < names
//
// `order` writes the names of stdin in ICU's order, one a line; names that ICU holds equal share a line, tabs between.
// It reads the same form, and lines that begin with # are comments, so an earlier golden file serves as input. `pairs` makes pairs from a seed, each line «left TAB sign TAB right»; half of
// them are names of stdin changed in one or two places, half are strings of Vietnamese letters.
// Needs a node with full ICU; the version goes into the first line.

import { readFileSync, writeFileSync } from "node:fs";

const LOCALE = "vi";
const OPTIONS = { numeric: true };
const collator = new Intl.Collator(LOCALE, OPTIONS);
if (collator.resolvedOptions().locale !== LOCALE) throw new Error("this node lacks the Vietnamese collation");

const VOWELS = "aăâeêioôơuưy";
const TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"];
const LETTERS = [..."bcdđghklmnpqrstvxfjwz", ...[...VOWELS].flatMap((v) => TONES.map((t) => (v + t).normalize("NFC")))];
const OTHERS = [..." -'’.,()/0123456789", " ", " ", "\u00a0"];

function generator(seed) {
  // mulberry32: the same numbers on every machine.
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function pairs(names, seed, count) {
  const random = generator(seed);
  const below = (n) => Math.floor(random() * n);
  const pick = (list) => list[below(list.length)];
  const letter = () => (random() < 0.3 ? pick(LETTERS).toUpperCase() : pick(LETTERS));
  const char = () => (random() < 0.2 ? pick(OTHERS) : letter());
  const retone = (c) => {
    const bare = c.normalize("NFD").replace(/[\u0300\u0301\u0303\u0309\u0323]/g, "");
    return VOWELS.includes(bare.normalize("NFC").toLowerCase()) ? (bare + pick(TONES)).normalize("NFC") : letter();
  };
  const swapCase = (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase());
  const change = (text) => {
    const chars = [...text];
    const at = below(chars.length);
    const kind = below(6);
    if (kind === 0) chars.splice(at, 1, char());
    else if (kind === 1) chars.splice(at, 0, char());
    else if (kind === 2 && chars.length > 1) chars.splice(at, 1);
    else if (kind === 3) chars[at] = swapCase(chars[at]);
    else chars[at] = retone(chars[at]);
    return chars.join("");
  };
  const word = () => Array.from({ length: 1 + below(8) }, char).join("");
  const made = [];
  while (made.length < count) {
    const left = made.length % 2 ? pick(names) : word();
    let right = change(random() < 0.5 ? left : change(left));
    if (random() < 0.1) right = right.normalize("NFD");
    if ([left, right].some((text) => text !== text.trim() || text === "")) continue;
    made.push([left, Math.sign(collator.compare(left, right)), right].join("\t"));
  }
  return made;
}

const [mode, target, seed, count] = process.argv.slice(2);
const names = readFileSync(0, "utf8").split(/[\n\t]/).filter((name) => name && !name.startsWith("# "));
const from = `ICU ${process.versions.icu}, locale ${LOCALE}, options ${JSON.stringify(OPTIONS)}`;
const how = `made by tools/collation_golden.mjs ${mode}`;
if (mode === "order") {
  // Equals in code point order, so that the file is the same every time.
  const sorted = [...new Set(names)].sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
  const lines = [];
  for (const [i, name] of sorted.entries()) {
    if (i && collator.compare(sorted[i - 1], name) === 0) lines.push(`${lines.pop()}\t${name}`);
    else lines.push(name);
  }
  writeFileSync(target, [`# ${from}; ${how} (node Intl.Collator) from ${sorted.length} names`, ...lines, ""].join("\n"));
} else if (mode === "pairs") {
  const lines = pairs(names, Number(seed), Number(count));
  writeFileSync(target, [`# ${from}; ${how}, seed ${seed}, ${count} pairs`, ...lines, ""].join("\n"));
} else {
  throw new Error("the first argument is order or pairs");
}
