// This device's part in each round. The page script builds on these functions and on nothing below them:
//
//   ready()                               -> false where the browser may not do it (no HTTPS, no storage); ask first
//   readFragment(location.hash)           -> {invite, round, fingerprint} | {move, round} | null
//   open(round, {header, fingerprint, invite})  -> view; remembers the invitation, pins the fingerprint; throws Mistrust
//   collect(round, headers)               -> view, when the person begins to answer; may be called again at any time
//                                            (headers: the CSRF header of a signed-in session without invitation)
//   keepDraft(round, draft)               -> view; any plain value, on this device only, dropped when cast
//   cast(round, {answers, texts})         -> view; kept on the device and sent again until the server has it; with a text goes
//                                            a fresh secret, kept apart from the round (secrets.js), to find answers by
//   resume()                              -> takes up whatever was on its way; call once on every page load
//   receipts()                            -> [{round, receipt}]
//   exportMove(round)                     -> text for a link's fragment or a QR code; this device forgets the round
//   importMove(text)                      -> view
//   forget(round)
//   watch(listener)                       -> listener(view, fault) after every change, also one in another tab; returns a
//                                            stop function. `fault`: what a planned attempt met, besides a dead network
//   at({credential, ballot})              -> other addresses than /credential and /ballot
//
//   look(round)                           -> view of what this device holds; nothing is changed
//
// view = {round, state, cohort, questions, teams, draft, receipt, refusal, waiting}
//   state   new      -> collect   asked  the request is saved, the credential has not come yet
//           ready    -> cast      sending  sealed and kept, not acknowledged yet
//           done     receipt is there          moved  another device has it      refused  refusal = HTTP status (409: counted
//           already with other words, 410: too late; anything else: kept, and tried again by resume)
//   waiting  true while the network is away and another attempt is planned
// Errors: Offline and Refused (post.js), Mistrust and TooLong (protocol.js), Misplaced (this file).
import { fromText, toText } from "./hashes.js";
import { Offline, post, Refused } from "./post.js";
import * as protocol from "./protocol.js";
import { keepSecret } from "./secrets.js";
import { all, alone, drop, load, save } from "./store.js";

/** A call that does not fit the state of the round. */
export class Misplaced extends Error {}

const LONGEST_WAIT = 300; // s
const FINAL = new Set([409, 410]); // counted already with other words, or too late
const paths = { credential: "/credential", ballot: "/ballot" };
const listeners = new Set();
const retries = new Map(); // round -> {attempt, timer, act}
const channel = new BroadcastChannel("pulse");

export const at = (addresses) => Object.assign(paths, addresses);

export const ready = () => Boolean(globalThis.isSecureContext && globalThis.indexedDB && navigator.locks);

export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function view({ round, state, cohort, questions, teams, draft, receipt, refusal }) {
  const shown = state === "done" ? receipt : undefined;
  return { round, state, cohort, questions, teams, draft, receipt: shown, refusal, waiting: retries.has(round) };
}

function tell(held, fault) {
  const seen = view(held);
  for (const listener of listeners) listener(seen, fault);
  return seen;
}

async function change(record) {
  await save(record);
  channel.postMessage(record.round);
  return record;
}

channel.onmessage = async ({ data: round }) => tell((await load(round)) ?? { round, state: "new" });

/** Run one step on the round's record while no other tab does; tell everybody what came of it. */
async function step(round, act) {
  const held = await alone(round, async () => act((await load(round)) ?? { round, state: "new" }));
  return tell(held);
}

export const look = async (round) => view((await load(round)) ?? { round, state: "new" });

export function open(round, { header, fingerprint, invite } = {}) {
  return step(round, async (held) => {
    const shown = header && (await protocol.fingerprint(header));
    const pinned = held.fingerprint ?? fingerprint ?? shown;
    if ((shown && shown !== pinned) || (fingerprint && fingerprint !== pinned)) throw new protocol.Mistrust("swapped");
    const asking = held.state === "new" || held.state === "asked";
    const kept = { ...held, header: header ?? held.header, fingerprint: pinned };
    if (asking && invite) kept.invite = invite;
    return held.state === "done" ? held : change(kept);
  });
}

export const collect = (round, headers = {}) => step(round, (held) => persist(held, (now) => obtain(now, headers)));

async function obtain(held, headers) {
  if (held.state === "new") held = await change({ ...held, ...protocol.begin(), state: "asked" });
  if (held.state !== "asked") return held;
  const { round, invite, blinded, fingerprint } = held;
  const asked = { ...(invite ? { invite } : { round }), blinded: toText(blinded) };
  const reply = await post(paths.credential, asked, { expects: 200, credentials: invite ? "omit" : "same-origin", headers });
  const header = held.header ?? reply.header;
  const got = await protocol.finish(held, reply, { round, header, fingerprint });
  const pinned = fingerprint ?? (await protocol.fingerprint(header));
  const { nonce, draft } = held; // blind and invitation are dropped here
  return change({ round, state: "ready", fingerprint: pinned, header, nonce, draft, ...got });
}

export const keepDraft = (round, draft) =>
  step(round, (held) => (["new", "asked", "ready"].includes(held.state) ? change({ ...held, draft }) : held));

/** Whoever writes can be answered: the secret by which only this device finds answers is on disk before it is sent. */
async function secretFor({ texts = {} }) {
  if (!Object.values(texts).some((words) => words.trim())) return "";
  const secret = protocol.secret();
  await keepSecret(secret);
  return secret;
}

export const cast = (round, text) =>
  step(round, async (held) => {
    if (held.state === "sending" || held.state === "done") return held;
    if (held.state !== "ready") throw new Misplaced(held.state);
    const { fingerprint, cohort, nonce } = held;
    const ballot = await protocol.ballot(held, { ...text, reply: await secretFor(text) });
    const receipt = await protocol.receipt(nonce);
    return change({ round, state: "sending", fingerprint, cohort, ballot, receipt }); // the answers are dropped here
  }).then((seen) => (seen.state === "sending" ? send(round) : seen));

/** Try to deliver a kept ballot; a dead network is no error, the view says `sending` and `waiting`. */
function send(round) {
  return step(round, async (held) => {
    try {
      return await persist(held, deliver);
    } catch (fault) {
      if (fault instanceof Offline) return held;
      if (!(fault instanceof Refused)) throw fault;
      const refused = { ...held, state: "refused", refusal: fault.status };
      if (FINAL.has(fault.status)) delete refused.ballot;
      return change(refused); // a ballot that is still there is tried again by resume
    }
  });
}

async function deliver(held) {
  if (!held.ballot) return held;
  const { round, fingerprint, receipt, ballot } = held;
  await post(paths.ballot, ballot, { expects: 204, credentials: "omit" });
  return change({ round, state: "done", fingerprint, receipt }); // nonce, credential and body are dropped here
}

/** Do it; when the network is away, plan to do it again, and say so to the caller. */
async function persist(held, act) {
  try {
    const after = await act(held);
    calm(held.round);
    return after;
  } catch (fault) {
    if (fault instanceof Offline) plan(held.round, act === deliver ? () => send(held.round) : again(held.round, act));
    else calm(held.round);
    throw fault;
  }
}

const again = (round, act) => () => step(round, (held) => persist(held, act));

function plan(round, act) {
  const { attempt = 0, timer } = retries.get(round) ?? {};
  clearTimeout(timer);
  const wait = Math.min(LONGEST_WAIT, 2 ** (attempt + 1)) * (0.5 + Math.random() / 2);
  retries.set(round, { attempt: attempt + 1, act, timer: setTimeout(() => retry(round, act), wait * 1000) });
}

function calm(round) {
  clearTimeout(retries.get(round)?.timer);
  retries.delete(round);
}

/** A planned attempt has no caller: those who watch are told what it found. */
const retry = (round, act) =>
  act().catch(async (fault) => {
    if (!(fault instanceof Offline)) tell(await load(round), fault);
  });

globalThis.addEventListener("online", () => {
  for (const [round, { act }] of retries) retry(round, act);
});

export async function resume() {
  const kept = await all();
  return Promise.all(kept.filter(({ ballot }) => ballot).map(({ round }) => send(round)));
}

export const receipts = async () =>
  (await all()).filter(({ state }) => state === "done").map(({ round, receipt }) => ({ round, receipt }));

export async function forget(round) {
  calm(round);
  await alone(round, () => drop(round));
  tell({ round, state: "new" });
}

const MOVE = "move";

export function readFragment(hash) {
  const text = hash.replace(/^#/, "");
  const parts = text.split("~");
  if (parts[0] === MOVE) return { move: text, round: parts[1] };
  const [invite, fingerprint] = parts;
  return invite.includes(".") ? { invite, round: invite.split(".")[0], fingerprint } : null;
}

export async function exportMove(round) {
  let text;
  await step(round, async (held) => {
    if (held.state !== "ready") throw new Misplaced(held.state);
    const { fingerprint, cohort, nonce, secret, questions } = held;
    text = [MOVE, round, fingerprint, cohort, toText(nonce), toText(secret), questions.join(",")].join("~");
    return change({ round, state: "moved", fingerprint });
  });
  return text;
}

export function importMove(text) {
  const [mark, round, fingerprint, cohort, nonce, secret, questions] = text.split("~");
  if (mark !== MOVE || questions === undefined) throw new Misplaced("not a move");
  return step(round, async (held) => {
    if (!["new", "moved"].includes(held.state)) throw new Misplaced(held.state);
    if (held.fingerprint && held.fingerprint !== fingerprint) throw new protocol.Mistrust("swapped");
    return change({
      round,
      state: "ready",
      fingerprint,
      header: held.header,
      cohort,
      nonce: fromText(nonce),
      secret: fromText(secret),
      questions: questions.split(","),
    });
  });
}
