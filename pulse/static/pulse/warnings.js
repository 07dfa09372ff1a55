// What in a comment could show who wrote it: looked for on this device, told to nobody.
//
//   warnings(words, watch) -> [{kind: "help" | "name" | "mail" | "phone", what}]; watch = [[fragment, where]] as /visit
//   gives it; "help" is not about who wrote it: words of ./heavy.js are in it, and the writer may need somebody
//
// `fold` and the patterns say the same as pulse/people/names.py.
import { HEAVY } from "./heavy.js";

const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g;
const BARE = { ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
const PREFIXES = "[\u0648\u0641\u0628\u0643\u0644\u05d5\u05d4\u05d1\u05dc\u05db\u05de\u05e9]{0,3}";
const AROUND = {
  whole: ["(?<!\\p{L})", "(?!\\p{L})"],
  prefixed: [`(?<!\\p{L})${PREFIXES}`, "(?!\\p{L})"],
  inside: ["", ""],
};
const MAIL = /[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;]{2,}/u;
const PHONE = /(?:\+|00|\b0|\()[\d\s()/.-]{6,}\d|\b\d{3}[\s.-]\d{3,4}[\s.-]\d{3,}\b/u;

export const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(MARKS, "")
    .normalize("NFC")
    .replace(/[ßøæœłđðþı]/g, (letter) => BARE[letter]);

// An entry is a word or a phrase; with a star at its end the beginning of one.
const heavy = new RegExp(
  `${AROUND.prefixed[0]}(?:\u0627\u0644)?(?:${HEAVY.map((entry) => fold(entry).replace(/\*$|$/, (star) => (star ? "" : AROUND.whole[1]))).join("|")})`,
  "u",
);

export function warnings(words, watch = []) {
  const folded = fold(words).replace(/[^\p{L}]+/gu, " ");
  const named = watch.find(([text, where]) => new RegExp(AROUND[where][0] + text + AROUND[where][1], "u").test(folded));
  const found = heavy.test(folded) ? [{ kind: "help" }] : [];
  if (named) found.push({ kind: "name", what: named[0] });
  const mail = words.match(MAIL);
  if (mail) found.push({ kind: "mail", what: mail[0] });
  if (PHONE.test(words.replace(MAIL, ""))) found.push({ kind: "phone" });
  return found;
}
