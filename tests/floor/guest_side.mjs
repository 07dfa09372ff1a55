// Runs one function of the hall's modules: [name, ...arguments] on stdin, its result on stdout. Bytes travel as base64url.
import { readFileSync } from "node:fs";
import { fromText, toText } from "../../pulse/static/pulse/hashes.js";
import * as rights from "../../pulse/static/townhalls/rights.js";

const BYTES = ["nonce", "blind", "blinded", "secret"];
const bytesIn = (value) =>
  Object.fromEntries(Object.entries(value).map(([key, part]) => [key, BYTES.includes(key) ? fromText(part) : part]));

const plain = (value) => {
  if (value instanceof Uint8Array) return toText(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
};

const calls = {
  ...rights,
  begin: () => rights.begin(),
  finish: (hall, batch, ...more) => rights.finish(hall, batch.map(bytesIn), ...more),
  vote: (hall, slot, right) => rights.vote(hall, slot, bytesIn(right)),
  ask: (hall, number, right, text) => rights.ask(hall, number, bytesIn(right), text),
};

const [name, ...given] = JSON.parse(readFileSync(0, "utf8"));
let result;
try {
  result = plain(await calls[name](...given));
} catch (fault) {
  if (!(fault instanceof rights.Mistrust)) throw fault;
  result = { error: fault.name, fault: fault.fault };
}
process.stdout.write(JSON.stringify(result));
