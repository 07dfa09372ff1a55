// Threads of replies in the browser; `pulse/tallies/threads.py` and `pulse/threads/letters.py` do the same in Python.
//
//   chain(secret, place)             -> {id, write, read}: of the text at a place among the texts of one ballot
//   entries(bytes)                   -> Map of tag (hexadecimal) to sealed, of the file that everybody downloads
//   found(file, secret)              -> [{chain, letters}], threads of this secret with anything in them, oldest first
//   sealed(chain, letter)            -> the JSON to post to /replies; letter = {said: "text" | "thanks", text}
//   fits(text)                       -> whether a text finds room in a letter
//   isSecret(text)                   -> whether it is spelled like a recovery code
import { fromText, join, sha256, toHex, toText, utf8 } from "./hashes.js";

const TAG = 16;
const IV = 12;
const TEXT = 2560;
const ENTRY = TAG + IV + TEXT + 16;
const MOST_TEXTS = 32;
const LARGEST = 2000; // bytes of one text
const LONGEST = 1000; // characters of one text

/** The text finds no room in a letter. */
export class TooLong extends Error {}

export const isSecret = (text) => /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);

export async function chain(secret, place) {
  const key = await crypto.subtle.importKey("raw", fromText(secret), "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(`pulse/1 thread ${place}`) };
  const whole = new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * 80));
  return { id: whole.slice(0, 16), write: whole.slice(16, 48), read: whole.slice(48) };
}

export function entries(bytes) {
  const file = new Map();
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY)
    file.set(toHex(bytes.slice(at, at + TAG)), bytes.slice(at + TAG, at + ENTRY));
  return file;
}

const tag = async (id, place) => toHex((await sha256(join(utf8("pulse/1 entry "), id, utf8(` ${place}`)))).slice(0, TAG));

const aes = (read, use) => crypto.subtle.importKey("raw", read, "AES-GCM", false, [use]);

async function opened({ id, read }, bytes) {
  const how = { name: "AES-GCM", iv: bytes.slice(0, IV), additionalData: id };
  const plain = await crypto.subtle.decrypt(how, await aes(read, "decrypt"), bytes.slice(IV));
  return JSON.parse(new TextDecoder().decode(plain));
}

export async function found(file, secret) {
  const chains = await Promise.all(Array.from({ length: MOST_TEXTS }, (_, place) => chain(secret, place)));
  const threads = await Promise.all(chains.map(async (one) => ({ chain: one, letters: await written(file, one) })));
  return threads.filter(({ letters }) => letters.length);
}

/** Places count from one without a gap: the first that is missing has not been written yet. */
async function written(file, one) {
  const letters = [];
  for (let bytes; (bytes = file.get(await tag(one.id, letters.length + 1))); ) {
    letters.push(await opened(one, bytes).catch(() => null)); // one that does not open keeps its place, and is not shown
  }
  return letters.filter(Boolean);
}

const packed = (said, text) => utf8(JSON.stringify({ v: 1, by: "author", said, text, team: "", about: "" }));

/** Whether a text finds room in a letter, as `too_long` in pulse/threads/letters.py says. */
export const fits = (text) =>
  packed("text", text).length <= TEXT && utf8(text).length <= LARGEST && Array.from(text).length <= LONGEST;

export async function sealed({ id, write, read }, { said, text = "" }) {
  const letter = packed(said, text);
  if (!fits(text)) throw new TooLong();
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const plain = new Uint8Array(TEXT).fill(32);
  plain.set(letter);
  const how = { name: "AES-GCM", iv, additionalData: id };
  const body = new Uint8Array(await crypto.subtle.encrypt(how, await aes(read, "encrypt"), plain));
  return { thread: toText(id), write: toText(write), sealed: toText(join(iv, body)) };
}
