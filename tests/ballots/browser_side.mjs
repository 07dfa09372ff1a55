// Runs one function of the browser's modules: [name, ...arguments] on stdin, its result on stdout. Bytes travel as base64url.
import { readFileSync } from "node:fs";
import * as protocol from "../../pulse/static/pulse/protocol.js";
import { fromHex, fromText, toHex, toText } from "../../pulse/static/pulse/hashes.js";
import * as verify from "../../pulse/static/pulse/verify.js";
import { voprf } from "../../pulse/static/vendor/credentials.js";

const bytesIn = (value) =>
  Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      ["nonce", "blind", "blinded", "secret"].includes(key) ? fromText(part) : part,
    ]),
  );

const plain = (value) => {
  if (value instanceof Uint8Array) return toText(value);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
};

const calls = {
  ...protocol,
  ...verify,
  finish: (pending, reply, promised) => protocol.finish(bytesIn(pending), reply, promised),
  ballot: (held, text) => protocol.ballot(bytesIn(held), text),
  receipt: (nonce) => protocol.receipt(fromText(nonce)),
  vector(input, blind, evaluated, proof, publicKey) {
    // The library reads random bytes as a little-endian number modulo (order - 1) and adds one.
    const wanted = fromHex(blind);
    wanted[0] -= 1;
    const rng = (size) => Uint8Array.from({ length: size }, (_, at) => wanted[at] ?? 0);
    const parts = [input, evaluated, publicKey, proof].map(fromHex);
    const request = voprf.blind(parts[0], rng);
    const output = voprf.finalize(parts[0], request.blind, parts[1], request.blinded, parts[2], parts[3]);
    return { blinded: toHex(request.blinded), output: toHex(output) };
  },
};

const [name, ...given] = JSON.parse(readFileSync(0, "utf8"));
let result;
try {
  result = plain(await calls[name](...given));
} catch (fault) {
  result = { error: fault.constructor.name, fault: fault.fault };
  if (!["Mistrust", "TooLong"].includes(result.error)) throw fault;
}
process.stdout.write(JSON.stringify(result));
