// The guest's side of a floor in the browser; `pulse/floor/guest.py` does the same in Python.
// Pure: touches no storage, no network, no page.
//
//   begin(progress)                   -> [{nonce, blind, blinded}, …], one for each right; save them before anything is sent
//   finish(hall, batch, rights, keys, progress) -> {name: {nonce, secret}}; `keys`: text as it came; throws Mistrust
//   fingerprint(keys)                 -> hexadecimal, to pin and to compare with the big screen
//   vote(hall, slot, right), ask(hall, number, right, text)  -> the JSON to post
//   cleaned(text)                     -> a question as it is sent
//
// `progress(done, all)` is awaited between pieces of work, so that a slow phone stays awake.
import { voprf } from "../vendor/credentials.js";
import { fromText, join, sha256, toHex, toText, utf8 } from "../pulse/hashes.js";
import { begin as request, Mistrust } from "../pulse/protocol.js";

export { Mistrust };

export const SLOTS = 64;
export const ASKS = 3;
export const NAMES = [
  ...Array.from({ length: SLOTS }, (_, slot) => `vote-${slot}`),
  ...Array.from({ length: ASKS }, (_, number) => `ask-${number}`),
];
const LABEL = utf8("pulse/1");
const PIECE = 40; // ms of work before the page gets a turn

export const fingerprint = async (keys) => toHex(await sha256(utf8(keys)));

const breath = () => new Promise((resolve) => setTimeout(resolve));

/** Do something for each, and let the page live meanwhile. */
async function each(list, act, progress) {
  const made = [];
  let since = performance.now();
  for (const one of list) {
    made.push(act(one, made.length));
    if (performance.now() - since > PIECE) {
      progress?.(made.length, list.length);
      await breath();
      since = performance.now();
    }
  }
  progress?.(list.length, list.length);
  return made;
}

export const begin = (progress) => each(NAMES, () => request(), progress);

export async function finish(hall, batch, rights, keys, progress) {
  const listed = JSON.parse(keys);
  const values = NAMES.map((name) => listed.keys?.[name]);
  if (listed.hall !== hall || new Set(values).size !== NAMES.length) throw new Mistrust("foreign");
  if (rights?.length !== NAMES.length) throw new Mistrust("forged");
  const right = ({ nonce, blind, blinded }, at) => {
    const [element, proof] = rights[at].map(fromText);
    const secret = voprf.finalize(join(LABEL, nonce), blind, element, blinded, fromText(values[at]), proof);
    return [NAMES[at], { nonce, secret }];
  };
  try {
    return Object.fromEntries(await each(batch, right, progress));
  } catch {
    throw new Mistrust("forged");
  }
}

async function used({ nonce, secret }, ...words) {
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, join(utf8("ballot"), utf8(words.join("\0"))));
  return { nonce: toText(nonce), mac: toText(new Uint8Array(mac)) };
}

export const vote = async (hall, slot, right) => ({
  slot,
  ...(await used(right, "vote", hall, `vote-${slot}`, "")),
});

export const ask = async (hall, number, right, text) => ({
  right: number,
  text,
  ...(await used(right, "ask", hall, `ask-${number}`, text)),
});

// One kind of line end and no control characters; the encoder replaces broken surrogates.
export const cleaned = (text) =>
  new TextDecoder()
    .decode(utf8(text))
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\x00-\x09\x0b-\x1f\x7f]/g, " ")
    .trim();
