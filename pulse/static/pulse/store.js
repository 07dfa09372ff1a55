// What this device keeps of each round, in IndexedDB: one record per round, on disk before a promise settles.
// Saving replaces the whole record, so that nothing that was dropped from it stays.
// `alone(round, act)` lets one tab at a time act on a round; always read again inside it.
import { shelf } from "./shelf.js";

export const { load, all, drop, save } = shelf("pulse", "rounds", "round");

export const alone = (round, act) => navigator.locks.request(`pulse:${round}`, act);
