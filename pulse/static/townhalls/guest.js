// This device's part in a hall: draws all rights at once, keeps them, and uses them without a cookie.
//
//   ready()                        -> false where the browser may not do it (no HTTPS, no storage); ask first
//   look(hall)                     -> view of what this device holds
//   enter(hall, headers, progress) -> view; may be called again at any time (headers: the session's CSRF header)
//   ask(hall, text), vote(hall, slot) -> view; kept on the device and sent again by resume until the server has it
//   resume(hall)                   -> view; sends what was kept; call it on every load and when the network is back
//   close(hall)                    -> view; drops the rights when the hall is over, keeps which questions are one's own
//
// view = {hall, entered, print, left, asked: [{text, id, slot, waiting}], voted: [slot, …], waiting}
//   print: hash of the keys the rights were drawn under, pinned at first sight; left: questions that may still be asked;
//   waiting: something is kept that the server does not have yet
// Errors: Offline and Refused (post.js), Mistrust (rights.js).
import { toText } from "../pulse/hashes.js";
import { Offline, post, Refused } from "../pulse/post.js";
import * as rights from "./rights.js";
import { alone, keeps, load, save } from "./store.js";

export { Offline, Refused };
export const { cleaned, Mistrust } = rights;

const address = (hall, name) => `/halls/${hall}/${name}`;
const SPENT = new Set([409, 410]); // used with other words, or too late
const PLAIN = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error" };

export async function ready() {
  if (!globalThis.isSecureContext || !navigator.locks) return false;
  return keeps().then(
    () => true,
    () => false, // a private window, blocked site data, a full disk
  );
}

const fresh = (hall) => ({ hall, state: "new", asked: [], votes: {} });

/** The rights to ask that nothing was written with yet. */
const unused = ({ rights: held = {}, asked }) =>
  Object.keys(held).filter((name) => name.startsWith("ask-") && !asked.some((one) => one.posted && one.name === name));

function view({ hall, state, print, rights: held = {}, asked, votes }) {
  const waiting = asked.some((one) => one.posted) || Object.values(votes).some((posted) => posted !== true);
  return {
    hall,
    entered: state === "ready",
    print,
    left: unused({ rights: held, asked }).length,
    asked: asked.map(({ text, id, slot, posted }) => ({ text, id, slot, waiting: Boolean(posted) })),
    voted: Object.keys(votes).map(Number),
    waiting,
  };
}

export const look = async (hall) => view((await load(hall)) ?? fresh(hall));

const step = (hall, act) => alone(hall, async () => view(await act((await load(hall)) ?? fresh(hall))));

export const enter = (hall, headers, progress) =>
  step(hall, async (held) => {
    if (held.state === "ready" || held.state === "over") return held;
    if (held.state === "new") {
      const keys = await listed(hall);
      const print = await rights.fingerprint(keys);
      const batch = await rights.begin((done, all) => progress?.(done / all / 2));
      held = await save({ ...held, state: "asked", keys, print, batch }); // on disk before anything is sent
    }
    const { keys, batch } = held;
    const blinded = batch.map((one) => toText(one.blinded));
    const reply = await post(address(hall, "enter"), { blinded }, { expects: 200, credentials: "same-origin", headers });
    const drawn = await rights.finish(hall, batch, reply.rights, keys, (done, all) => progress?.((1 + done / all) / 2));
    const { print, asked, votes } = held; // what was blinded is dropped here
    return save({ hall, state: "ready", print, rights: drawn, asked, votes });
  });

/** The list is fetched without a cookie, so that nobody can be shown one of their own. */
async function listed(hall) {
  let reply;
  try {
    reply = await fetch(address(hall, "keys.json"), PLAIN);
  } catch (fault) {
    throw new Offline(fault.message);
  }
  if (!reply.ok) throw new Refused(reply.status);
  return reply.text();
}

export async function ask(hall, text) {
  await step(hall, async (held) => {
    const [name] = unused(held);
    if (!name) throw new Refused(409);
    const posted = await rights.ask(hall, Number(name.slice(4)), held.rights[name], text);
    return save({ ...held, asked: [...held.asked, { text, posted, name }] });
  });
  return resume(hall);
}

export async function vote(hall, slot) {
  await step(hall, async (held) => {
    const right = held.rights?.[`vote-${slot}`];
    if (!right || slot in held.votes) return held;
    return save({ ...held, votes: { ...held.votes, [slot]: await rights.vote(hall, slot, right) } });
  });
  return resume(hall);
}

export const resume = (hall) =>
  step(hall, async (held) => {
    for (const one of held.asked) if (one.posted) held = await sendQuestion(held, one);
    for (const [slot, posted] of Object.entries(held.votes)) if (posted !== true) held = await sendVote(held, slot);
    return held;
  });

async function sendQuestion(held, one) {
  const asked = held.asked.filter((other) => other !== one);
  const { [one.name]: used, ...left } = held.rights;
  try {
    const { id, slot } = await post(address(held.hall, "questions"), one.posted, { expects: 200, credentials: "omit" });
    return await save({ ...held, rights: left, asked: [...asked, { text: one.text, id, slot }] });
  } catch (fault) {
    if (fault instanceof Refused) await save({ ...held, asked, rights: SPENT.has(fault.status) ? left : held.rights });
    throw fault;
  }
}

async function sendVote(held, slot) {
  const { [`vote-${slot}`]: used, ...left } = held.rights;
  try {
    await post(address(held.hall, "votes"), held.votes[slot], { expects: 204, credentials: "omit" });
    return await save({ ...held, rights: left, votes: { ...held.votes, [slot]: true } });
  } catch (fault) {
    const { [slot]: refused, ...votes } = held.votes;
    if (fault instanceof Refused) await save({ ...held, votes }); // the right is still there
    throw fault;
  }
}

export const close = (hall) =>
  step(hall, async (held) => {
    if (held.state === "over" || held.state === "new") return held;
    const asked = held.asked.filter((one) => one.id).map(({ text, id, slot }) => ({ text, id, slot }));
    const votes = Object.fromEntries(Object.entries(held.votes).filter(([, posted]) => posted === true));
    return save({ hall, state: "over", print: held.print, asked, votes });
  });
