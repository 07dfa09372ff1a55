// The hall on the big screen: the questions moderators put on the list, those with most votes first.
import { draw } from "../pulse/picture.js";
import { byId, cloned, fill, print, reveal, show, tally, words } from "./page.js";
import { follow } from "./snapshots.js";

const { hall, key, address } = byId("hall").dataset;
const MOST = 6; // questions that can be read from the last row
const QUIET = 20_000; // ms between two sentences of a screen reader
const ANSWERED = new Set(["answered-live", "answered-written", "follow-up"]);
const cards = new Map();

let saying;
let said;

/** Say how many questions there are, when that changed, and not more often than one can listen to. */
function say(count) {
  const sentence = words("said-list").replace("{count}", count);
  if (sentence === said || saying) return;
  saying = setTimeout(() => (saying = undefined), QUIET);
  said = byId("said").textContent = sentence;
}

function saw({ hall: state, floor, entered: [least, most], needed, questions, print: hash }) {
  const over = ["ended", "cancelled"].includes(state);
  const listed = questions.filter((question) => question.state === "queued");
  const count = (wanted) => questions.filter((question) => wanted(question.state)).length;
  fill({
    needed,
    entered: least === most ? least : `${least}–${most}`,
    fresh: count((found) => found === "new"),
    answered: count((found) => ANSWERED.has(found)),
    more: listed.length - MOST,
    print: print(hash),
  });
  show("over", over);
  show("waiting", floor === "waiting" && !over);
  show("open", floor === "open" && !over);
  show("none", listed.length === 0 && !over && floor !== "waiting");
  show("more", listed.length > MOST);
  list(over ? [] : listed.slice(0, MOST));
  say(listed.length);
}

function list(shown) {
  const names = new Set(shown.map(({ id }) => id));
  for (const [id, card] of cards) {
    if (names.has(id)) continue;
    card.remove();
    cards.delete(id);
  }
  shown.forEach((question, at) => place(question, at));
}

function place({ id, votes, text, by }, at) {
  if (!cards.has(id)) cards.set(id, cloned("question"));
  const card = cards.get(id);
  const count = tally(votes);
  fill({ votes: count, text, by }, card);
  reveal({ votes: count, fresh: !count, by }, card);
  const list = byId("questions");
  if (list.children[at] !== card) list.insertBefore(card, list.children[at] ?? null);
}

byId("late").hidden = true;
byId("qr").append(draw(address));
follow({ hall, key }, saw, (gone) => show("away", gone));
