// Runs one function of the browser's threads: [name, ...arguments] on stdin, its result on stdout. Bytes travel as base64url.
import { readFileSync } from "node:fs";
import { fromText, toText } from "../../pulse/static/pulse/hashes.js";
import * as threads from "../../pulse/static/pulse/threads.js";

const plain = (value) => {
  if (value instanceof Uint8Array) return toText(value);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return Array.isArray(value) ? value.map(plain) : value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
};

const calls = {
  chain: threads.chain,
  isSecret: threads.isSecret,
  found: (file, secret) => threads.found(threads.entries(fromText(file)), secret),
  sealed: async (secret, place, letter) => threads.sealed(await threads.chain(secret, place), letter),
};

const [name, ...given] = JSON.parse(readFileSync(0, "utf8"));
let result;
try {
  result = plain(await calls[name](...given));
} catch (fault) {
  if (!(fault instanceof threads.TooLong)) throw fault;
  result = { error: "TooLong" };
}
process.stdout.write(JSON.stringify(result));
