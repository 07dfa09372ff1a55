// Records of before, one per round: each is put where its invitation finds it, or aside when it does not say whose it is.
// Answers are not taken over: they may be somebody else's. Rights to answer and sealed ballots are: nobody can draw twice.
import { shelf } from "./shelf.js";
import { alone, drop, load, save, slotOf } from "./store.js";

const before = shelf("pulse", "rounds", "round");

const aside = (round) => `before.${round}`;

const worth = ({ state, ballot, blinded }) => ballot || state === "ready" || state === "done" || (state === "asked" && blinded);

/** What may be kept of a record of before; a ballot that was to be sent as soon as there is a network still is. */
function bare({ draft, ...held }) {
  return draft?.send && held.invite ? { ...held, draft } : held;
}

async function take(round) {
  const held = await before.load(round);
  if (!held) return;
  const slot = held.invite ? await slotOf(held.invite) : aside(round);
  const free = !(await load(slot));
  if (free && (worth(held) || held.draft?.send)) await save({ ...bare(held), slot, touched: Date.now() });
  await before.drop(round);
}

/** Do it for every record that is still there. The lock is the one a tab with the program of before holds. */
export async function takeOver() {
  for (const { round } of await before.all()) await alone(round, () => take(round));
}

/** Return the record of a round that does not say whose it is, if it would be of use to its owner. */
export async function unclaimed(round) {
  const held = await load(aside(round));
  return held && !held.ballot ? held : null;
}

/** Give it to an invitation. */
export async function hand(round, slot, who) {
  const held = await unclaimed(round);
  if (!held) return;
  await save({ ...held, slot, who });
  await drop(held.slot);
}
