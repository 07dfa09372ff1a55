// What this device keeps of each invitation, in IndexedDB: one record per invitation, on disk before a promise settles.
// Saving replaces the whole record, so that nothing that was dropped from it stays.
// `slotOf(invite)` names the record: a hash, so that nobody can answer with what is kept.
// `alone(slot, act)` lets one tab at a time act on a record; always read again inside it.
import { sha256, toText, utf8 } from "./hashes.js";
import { shelf } from "./shelf.js";

const SIZE = 16; // bytes, as `slot_of` in pulse/ballots/invites.py

export const { load, all, drop, save } = shelf("pulse-ballots", "ballots", "slot");

export const slotOf = async (invite) => toText((await sha256(utf8(`pulse/1|device|${invite}`))).slice(0, SIZE));

export const alone = (slot, act) => navigator.locks.request(`pulse:${slot}`, act);

/** Whether anything can be kept here at all: some browsers have storage and refuse to use it. */
export async function keeps() {
  try {
    await save({ slot: "trial" });
    await drop("trial");
    return true;
  } catch {
    return false;
  }
}
