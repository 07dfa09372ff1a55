// What this device keeps of each hall, in IndexedDB: one record per hall and person, on disk before a promise settles.
// Whoever signs in after another on the same device meets nothing of theirs: neither questions nor votes.
// `alone(hall, act)` lets one tab at a time act on a hall; always read again inside it.
import { shelf } from "../pulse/shelf.js";

const who = document.getElementById("hall")?.dataset.who ?? "";
const kept = shelf("pulse-floors", "halls", "key");
const key = (hall) => `${hall} ${who}`;

export const load = async (hall) => {
  const held = await kept.load(key(hall));
  return held?.record;
};

/** Replace the whole record, so that nothing that was dropped from it stays. */
export const save = (record) => kept.save({ key: key(record.hall), record }).then(() => record);

/** Whether anything can be kept here at all; of before, when records did not say whose they are, nothing is. */
export async function keeps() {
  indexedDB.deleteDatabase("pulse-halls");
  await kept.save({ key: "trial" });
  await kept.drop("trial");
}

export const alone = (hall, act) => navigator.locks.request(`pulse-hall:${key(hall)}`, act);
