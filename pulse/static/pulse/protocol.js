// The voter's side of the protocol in the browser; `pulse/ballots/voter.py` does the same in Python.
// Pure: touches no storage, no network, no page.
//
//   begin()                                    -> {nonce, blind, blinded}; save it before anything is sent
//   finish(pending, reply, {round, header, fingerprint})  -> {cohort, questions, teams, secret}; throws Mistrust
//   ballot(held, text)                         -> the JSON to post to /ballot; held = {round, header, cohort, nonce, secret},
//                                                 text = {answers: {question: 0..100 | null}, texts: {question: words}}
//   receipt(nonce), fingerprint(header)        -> hexadecimal
//   secret()                                   -> a ballot's `reply`: by it answers to its texts are found (threads.js)
//   wordsLeft(texts)                           -> bytes still free of the 2000 all texts share (negative: too long)
//
// `header` and `leaf` are canonical JSON *texts*, hashed as they came and parsed afterwards.
import { hpke, voprf } from "../vendor/credentials.js";
import { fromText, join, leafHash, node, sha256, toHex, toText, utf8 } from "./hashes.js";

export const TEXT_SIZE = 4096;
export const WORDS_LIMIT = 2000;
const REPLY_SIZE = 128;

const LABEL = utf8("pulse/1");
const INFO = utf8("pulse/1 ballot");

/** The server, or somebody between, shows something else than what was promised. `fault` names it. */
export class Mistrust extends Error {
  constructor(fault) {
    super(fault);
    this.name = "Mistrust";
    this.fault = fault; // swapped | foreign | small | forged
  }
}

/** More words or answers than one ballot holds. */
export class TooLong extends Error {}

const random = (size) => crypto.getRandomValues(new Uint8Array(size));

export const secret = () => toText(random(32));

export const fingerprint = async (header) => toHex(await sha256(utf8(header)));

export const receipt = async (nonce) => toHex(await sha256(join(utf8("nullifier"), nonce)));

export function begin(nonce = random(32)) {
  return { nonce, ...voprf.blind(join(LABEL, nonce)) };
}

export async function finish(pending, reply, promised) {
  const leaf = await trustedLeaf(reply, promised);
  try {
    const secret = voprf.finalize(
      join(LABEL, pending.nonce),
      pending.blind,
      fromText(reply.element),
      pending.blinded,
      fromText(leaf.key),
      fromText(reply.proof),
    );
    return { cohort: leaf.id, questions: leaf.questions, teams: leaf.teams, secret }; // teams: those that may be named
  } catch {
    throw new Mistrust("forged");
  }
}

async function trustedLeaf({ cohort, leaf: text, path }, promised) {
  const header = JSON.parse(promised.header);
  const swapped = promised.fingerprint && (await fingerprint(promised.header)) !== promised.fingerprint;
  if (swapped || header.round !== promised.round) throw new Mistrust("swapped");
  const leaf = JSON.parse(text);
  if (leaf.id !== cohort || (await climb(await leafHash(text), path)) !== header.root) throw new Mistrust("foreign");
  if (!(leaf.size >= header.thresholds.cohort)) throw new Mistrust("small");
  return leaf;
}

async function climb(hash, path) {
  for (const step of path) {
    const neighbour = fromText(step.slice(1));
    if (neighbour.length !== 32 || !"LR".includes(step[0])) throw new Mistrust("foreign");
    hash = await (step[0] === "L" ? node(neighbour, hash) : node(hash, neighbour));
  }
  return toHex(hash);
}

// One kind of line end and no control characters; the encoder replaces broken surrogates.
const cleaned = (words) => utf8(words.replaceAll(/\r\n?/g, "\n").replaceAll(/[\x00-\x09\x0b-\x1f\x7f]/g, ""));

export const wordsLeft = (texts) =>
  Object.values(texts).reduce((left, words) => left - cleaned(words).length, WORDS_LIMIT);

export function pack(cohort, { answers = {}, texts = {}, reply = "" }) {
  if (wordsLeft(texts) < 0) throw new TooLong("texts");
  const said = JSON.stringify({
    v: 1,
    cohort,
    answers,
    // base64, so that no character takes more room than another once it is JSON
    texts: Object.fromEntries(Object.entries(texts).map(([question, words]) => [question, toText(cleaned(words))])),
    reply,
    salt: toText(random(32)),
  });
  if (said.length - reply.length + REPLY_SIZE > TEXT_SIZE) throw new TooLong("answers");
  return utf8(said.padEnd(TEXT_SIZE));
}

export async function seal(sealingKey, plaintext) {
  const recipientPublicKey = await hpke.kem.deserializePublicKey(sealingKey.buffer);
  const { enc, ct } = await hpke.seal({ recipientPublicKey, info: INFO.buffer }, plaintext.buffer);
  return join(new Uint8Array(enc), new Uint8Array(ct));
}

export async function ballot(held, text) {
  const body = await seal(fromText(JSON.parse(held.header).sealing_key), pack(held.cohort, text));
  const key = await crypto.subtle.importKey("raw", held.secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, join(utf8("ballot"), body)));
  return {
    round: held.round,
    cohort: held.cohort,
    nonce: toText(held.nonce),
    body: toText(body),
    mac: toText(mac),
  };
}
