// This device's part in each round, for each invitation apart. The page script builds on these functions and on nothing
// below them. `slot` is the record of one invitation: `slotOf(invite)`, or what /visit calls `slot` for who is signed in.
//
//   ready()                               -> false where the browser may not do it (no HTTPS, no storage); ask first, it also takes over
//                                            what a program of before left (older.js)
//   readFragment(location.hash)           -> {invite, round, fingerprint} | {move, round, slot} | null
//   open(slot, {round, header, fingerprint, invite, who, closes})  -> view; remembers the invitation, pins the fingerprint;
//                                            who: keeps reply secrets of several people apart; closes: ms; throws Mistrust
//   collect(slot, headers)                -> view, when the person begins to answer; may be called again at any time
//                                            (headers: the CSRF header of a signed-in session without invitation)
//   keepDraft(slot, draft)                -> view; any plain value, on this device only, dropped when cast or old (drafts.js)
//   cast(slot, {answers, texts})          -> view; kept on the device and sent again until the server has it; with a text goes
//                                            a fresh secret, kept apart from the round (secrets.js), to find answers by
//   resume()                              -> takes up whatever was on its way, whoever's; call once on every page load
//   receipts()                            -> [{slot, round, who, receipt}]
//   exportMove(slot)                      -> text for a link's fragment or a QR code; this device forgets the round
//   importMove(text)                      -> view
//   leave(slot)                           -> forgets what was answered and the receipt; the right to answer stays
//   watch(listener)                       -> listener(view, fault) after every change, also one in another tab; returns a
//                                            stop function. `fault`: what a planned attempt met, besides a dead network
//   at({credential, ballot})              -> other addresses than /credential and /ballot
//
//   look(slot)                            -> view of what this device holds; only a draft that is too old is dropped
//   older(round), claim(slot, {round, who})  -> what a program of before kept without saying whose it is (older.js)
//
// view = {slot, round, who, state, cohort, questions, teams, draft, lapsed, receipt, refusal, waiting}
//   state   new      -> collect   asked  the request is saved, the credential has not come yet
//           ready    -> cast      sending  sealed and kept, not acknowledged yet
//           done     receipt is there          moved  another device has it      refused  refusal = HTTP status (409: counted
//           already with other words, 410: too late; anything else: kept, and tried again by resume)
//   lapsed   true when a draft was dropped because it was too old
//   waiting  true while the network is away and another attempt is planned
// Errors: Offline and Refused (post.js), Mistrust and TooLong (protocol.js), Misplaced (this file).
import { lapsed, without } from "./drafts.js";
import { fromText, toText } from "./hashes.js";
import { hand, takeOver, unclaimed } from "./older.js";
import { Offline, post, Refused } from "./post.js";
import * as protocol from "./protocol.js";
import { keepSecret } from "./secrets.js";
import { all, alone, drop, keeps, load, save, slotOf } from "./store.js";

export { slotOf };

/** A call that does not fit the state of the round. */
export class Misplaced extends Error {}

const LONGEST_WAIT = 300; // s
const FINAL = new Set([409, 410]); // counted already with other words, or too late
const paths = { credential: "/credential", ballot: "/ballot" };
const listeners = new Set();
const retries = new Map(); // slot -> {attempt, timer, act}
const channel = new BroadcastChannel("pulse-ballots");

export const at = (addresses) => Object.assign(paths, addresses);

export async function ready() {
  if (!globalThis.isSecureContext || !navigator.locks || !(await keeps())) return false;
  await takeOver().catch(() => {}); // what cannot be read any more stops nobody
  return true;
}

export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What stays of a record whatever else is dropped: whose it is, and of which round. */
const stem = ({ slot, round, who }) => ({ slot, round, who });

function view(held) {
  const { state, cohort, questions, teams, draft, lapsed: old, receipt, refusal } = held;
  const shown = state === "done" ? receipt : undefined;
  const waiting = retries.has(held.slot);
  return { ...stem(held), state, cohort, questions, teams, draft, lapsed: old, receipt: shown, refusal, waiting };
}

function tell(held, fault) {
  const seen = view(held);
  for (const listener of listeners) listener(seen, fault);
  return seen;
}

async function change(record) {
  await save(record);
  channel.postMessage(record.slot);
  return record;
}

/** Read a record; a draft that is too old is dropped as soon as anybody looks. */
async function read(slot) {
  const held = (await load(slot)) ?? { slot, state: "new" };
  return lapsed(held, Date.now()) ? save(without(held)) : held;
}

const current = (slot) => alone(slot, () => read(slot));

channel.onmessage = async ({ data: slot }) => tell((await load(slot)) ?? { slot, state: "new" });

/** Run one step on a record while no other tab does; tell everybody what came of it. */
async function step(slot, act) {
  const held = await alone(slot, async () => act(await read(slot)));
  return tell(held);
}

export const look = async (slot) => view(await current(slot));

export function open(slot, { round, header, fingerprint, invite, who, closes } = {}) {
  return step(slot, async (held) => {
    const shown = header && (await protocol.fingerprint(header));
    const pinned = held.fingerprint ?? fingerprint ?? shown;
    if ((shown && shown !== pinned) || (fingerprint && fingerprint !== pinned)) throw new protocol.Mistrust("swapped");
    const asking = held.state === "new" || held.state === "asked";
    const told = { round: held.round ?? round, who: who ?? held.who, closes: closes ?? held.closes };
    const kept = { ...held, ...told, header: header ?? held.header, fingerprint: pinned };
    if (asking && invite) kept.invite = invite;
    return held.state === "done" ? held : change(kept);
  });
}

export const collect = (slot, headers = {}) => step(slot, (held) => persist(held, (now) => obtain(now, headers)));

async function obtain(held, headers) {
  if (held.state === "new") held = await change({ ...held, ...protocol.begin(), state: "asked" });
  if (held.state !== "asked") return held;
  const { round, slot, invite, blinded, fingerprint } = held;
  const asked = { ...(invite ? { invite } : { round, slot }), blinded: toText(blinded) };
  const reply = await post(paths.credential, asked, { expects: 200, credentials: invite ? "omit" : "same-origin", headers });
  const header = held.header ?? reply.header;
  const got = await protocol.finish(held, reply, { round, header, fingerprint });
  const pinned = fingerprint ?? (await protocol.fingerprint(header));
  const { nonce, draft, touched, closes } = held; // blind and invitation are dropped here
  return change({ ...stem(held), state: "ready", closes, fingerprint: pinned, header, nonce, draft, touched, ...got });
}

export const keepDraft = (slot, draft) =>
  step(slot, ({ lapsed: _, ...held }) =>
    ["new", "asked", "ready"].includes(held.state) ? change({ ...held, draft, touched: Date.now() }) : held,
  );

/** Whoever writes can be answered: the secret by which only this device finds answers is on disk before it is sent. */
async function secretFor({ texts = {} }, who) {
  if (!Object.values(texts).some((words) => words.trim())) return "";
  const secret = protocol.secret();
  await keepSecret(secret, who);
  return secret;
}

export const cast = (slot, text) =>
  step(slot, async (held) => {
    if (held.state === "sending" || held.state === "done") return held;
    if (held.state !== "ready") throw new Misplaced(held.state);
    const { fingerprint, cohort, nonce } = held;
    const ballot = await protocol.ballot(held, { ...text, reply: await secretFor(text, held.who) });
    const receipt = await protocol.receipt(nonce);
    return change({ ...stem(held), state: "sending", fingerprint, cohort, ballot, receipt }); // answers are dropped here
  }).then((seen) => (seen.state === "sending" ? send(slot) : seen));

/** Try to deliver a kept ballot; a dead network is no error, the view says `sending` and `waiting`. */
function send(slot) {
  return step(slot, async (held) => {
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
  const { fingerprint, receipt, ballot } = held;
  await post(paths.ballot, ballot, { expects: 204, credentials: "omit" });
  return change({ ...stem(held), state: "done", fingerprint, receipt }); // nonce, credential and body are dropped here
}

/** Do it; when the network is away, plan to do it again, and say so to the caller. */
async function persist(held, act) {
  try {
    const after = await act(held);
    calm(held.slot);
    return after;
  } catch (fault) {
    if (fault instanceof Offline) plan(held.slot, act === deliver ? () => send(held.slot) : again(held.slot, act));
    else calm(held.slot);
    throw fault;
  }
}

const again = (slot, act) => () => step(slot, (held) => persist(held, act));

function plan(slot, act) {
  const { attempt = 0, timer } = retries.get(slot) ?? {};
  clearTimeout(timer);
  const wait = Math.min(LONGEST_WAIT, 2 ** (attempt + 1)) * (0.5 + Math.random() / 2);
  retries.set(slot, { attempt: attempt + 1, act, timer: setTimeout(() => retry(slot, act), wait * 1000) });
}

function calm(slot) {
  clearTimeout(retries.get(slot)?.timer);
  retries.delete(slot);
}

/** A planned attempt has no caller: those who watch are told what it found. */
const retry = (slot, act) =>
  act().catch(async (fault) => {
    if (!(fault instanceof Offline)) tell(await current(slot), fault);
  });

globalThis.addEventListener("online", () => {
  for (const [slot, { act }] of retries) retry(slot, act);
});

export async function resume() {
  const kept = await all();
  await Promise.all(kept.filter((held) => lapsed(held, Date.now())).map(({ slot }) => look(slot)));
  return Promise.all(kept.filter(({ ballot }) => ballot).map(({ slot }) => send(slot)));
}

export const receipts = async () =>
  (await all()).filter(({ state }) => state === "done").map((held) => ({ ...stem(held), receipt: held.receipt }));

/** Forget what was answered here. A right that was drawn stays, without an answer: nobody can draw it again. */
export async function leave(slot) {
  await alone(slot, async () => {
    const { draft, lapsed: _, ...held } = await read(slot);
    if (held.state === "new") return drop(slot);
    return change(held.state === "done" ? { ...stem(held), state: "done" } : held);
  });
  tell(await current(slot));
}

export const older = unclaimed;

export const claim = (slot, { round, who }) =>
  alone(slot, async () => (await read(slot)).state === "new" && hand(round, slot, who)).then(() => look(slot));

const MOVE = "move";

export function readFragment(hash) {
  const text = hash.replace(/^#/, "");
  const parts = text.split("~");
  if (parts[0] === MOVE) return { move: text, round: parts[1], slot: moved(parts) };
  const [invite, fingerprint] = parts;
  return invite.includes(".") ? { invite, round: invite.split(".")[0], fingerprint } : null;
}

/** The record a move goes into: that of its invitation, which links made before do not name. */
const moved = ([, , , , nonce, , , slot]) => slot || `moved.${nonce}`;

export async function exportMove(slot) {
  let text;
  await step(slot, async (held) => {
    if (held.state !== "ready") throw new Misplaced(held.state);
    const { round, who = "", fingerprint, cohort, nonce, secret, questions } = held;
    const parts = [round, fingerprint, cohort, toText(nonce), toText(secret), questions.join(","), slot, who];
    text = [MOVE, ...parts].join("~");
    return change({ ...stem(held), state: "moved", fingerprint });
  });
  return text;
}

export function importMove(text) {
  const parts = text.split("~");
  const [mark, round, fingerprint, cohort, nonce, secret, questions, , who] = parts;
  if (mark !== MOVE || questions === undefined) throw new Misplaced("not a move");
  return step(moved(parts), async ({ slot, state, header, fingerprint: pinned }) => {
    if (!["new", "moved"].includes(state)) throw new Misplaced(state);
    if (pinned && pinned !== fingerprint) throw new protocol.Mistrust("swapped");
    const right = { cohort, nonce: fromText(nonce), secret: fromText(secret), questions: questions.split(",") };
    return change({ slot, round, who, state: "ready", fingerprint, header, ...right });
  });
}
