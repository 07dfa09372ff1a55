// What in a comment could show who wrote it: looked for on this device, told to nobody.
//
//   warnings(words, watch) -> [{kind: "name" | "mail" | "phone", what}]; watch = [[fragment, where]] as /visit gives it
//
// `fold` and the patterns say the same as pulse/people/names.py.
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

export function warnings(words, watch = []) {
  const folded = fold(words).replace(/[^\p{L}]+/gu, " ");
  const named = watch.find(([text, where]) => new RegExp(AROUND[where][0] + text + AROUND[where][1], "u").test(folded));
  const found = [];
  if (named) found.push({ kind: "name", what: named[0] });
  const mail = words.match(MAIL);
  if (mail) found.push({ kind: "mail", what: mail[0] });
  if (PHONE.test(words.replace(MAIL, ""))) found.push({ kind: "phone" });
  return found;
}
