// The hall on the phone: shows, hides and fills what stands in townhalls/floor.html.
import * as guest from "./guest.js";
import { byId, cloned, fill, print, reveal, set, show, tally, words } from "./page.js";
import { over, room } from "../pulse/letters.js";
import { follow } from "./snapshots.js";

const { hall, key, part } = byId("hall").dataset;
const SAID = 4000; // ms until the same sentence may be said again
const cards = new Map(); // id -> card
const NOTHING = { entered: false, left: 0, asked: [], voted: [] };

let mine = NOTHING; // what this device holds
let seen; // the newest snapshot
let drawing = false;
let broken = false; // keys that changed, a proof that failed
let locked; // why this browser cannot take part: elsewhere, unable
let following;
let clearing;

const headers = () => ({ "X-CSRFToken": document.querySelector("meta[name='csrf-token']").content });

function say(id) {
  clearTimeout(clearing);
  byId("said").textContent = words(id);
  clearing = setTimeout(() => (byId("said").textContent = ""), SAID);
}

function refuse(id) {
  set(byId("refused"), id ? words(id) : "");
  byId("words")?.toggleAttribute("aria-invalid", Boolean(id));
}

/** Tell a fault in words; what was kept for want of a network is no fault. */
function told(fault) {
  if (fault instanceof guest.Offline) return say("said-kept");
  if (fault instanceof guest.Mistrust) broken = true;
  else if (fault.status === 410) refuse("refused-closed");
  else refuse(words(`refused-${fault.reply?.error}`) ? `refused-${fault.reply.error}` : "refused-fault");
}

function draw() {
  const over = ["ended", "cancelled"].includes(seen?.hall) || seen?.floor === "closed";
  if (seen?.print && mine.print && seen.print !== mine.print) broken = true;
  const may = part && !broken && !over && !locked;
  const open = seen?.floor === "open";
  show("mistrust", broken);
  show("over", over);
  show("enter", Boolean(may && !mine.entered && !drawing));
  show("drawing", Boolean(may && drawing));
  show("waiting", Boolean(may && mine.entered && seen && !open));
  show("ask", Boolean(may && mine.entered && open && mine.left > 0));
  show("spent", Boolean(may && mine.entered && open && mine.left === 0));
  show("elsewhere", locked === "elsewhere" && !over);
  show("unable", locked === "unable" && !over);
  fill({ needed: seen?.needed, left: mine.left, print: print(mine.print ?? seen?.print) });
  if (seen) list(may && mine.entered && open);
}

/** New questions come to the end, so that nothing moves under a finger; a button puts those with most votes first. */
function list(votable) {
  const shown = seen.questions;
  const names = new Set(shown.map(({ id }) => id));
  for (const [id, card] of cards) {
    if (names.has(id)) continue;
    card.remove();
    cards.delete(id);
  }
  for (const question of shown) {
    if (!cards.has(question.id)) {
      cards.set(question.id, made(question));
      byId("questions").append(cards.get(question.id));
    }
    update(cards.get(question.id), question, votable);
  }
  const order = [...byId("questions").children].map((card) => card.dataset.id);
  show("sort", shown.some(({ id }, at) => order[at] !== id));
  const kept = mine.asked.filter(({ waiting }) => waiting);
  byId("kept").replaceChildren(...kept.map(waitingCard));
  show("none", shown.length === 0 && kept.length === 0);
}

function made({ id }) {
  const card = cloned("question");
  card.dataset.id = id;
  card.querySelector(".words").id = `words-${id}`;
  const button = card.querySelector(".vote");
  button.setAttribute("aria-describedby", `words-${id}`);
  button.addEventListener("click", () => vote(id));
  return card;
}

function waitingCard({ text }) {
  const card = cloned("waiting-question");
  fill({ text }, card);
  return card;
}

function update(card, question, votable) {
  const { id, slot, state, votes, by, reason, answer, parts = [] } = question;
  const own = mine.asked.find((one) => one.id === id);
  const yours = own ?? mine.asked.find((one) => parts.includes(one.id));
  const count = tally(votes);
  const voted = mine.voted.includes(slot);
  const open = votable && slot !== undefined && state !== "declined";
  const became = words(`state-${state}`); // a new one has none
  fill({ votes: count || words("fresh"), state: became, text: question.text ?? own?.text, by, reason, answer }, card);
  reveal({ votes: count, state: became, mine: yours, by, reason, answer, parts: parts.length > 0 }, card);
  card.classList.toggle("declined", state === "declined");
  card.querySelector(".tally").hidden = slot === undefined; // nobody votes for a question under a name
  const button = card.querySelector(".vote");
  button.hidden = !(open || voted);
  button.setAttribute("aria-disabled", String(voted));
  if (voted) set(button.querySelector("span"), words("voted"));
}

const fits = (text) => Array.from(guest.cleaned(text)).length <= Number(byId("words").dataset.longest);

/** Say how many letters are too many, or that few may follow; return the former. */
function limit() {
  const text = byId("words").value;
  const many = over(text, fits);
  const left = many ? null : room(text, fits);
  show("over-long", many > 0);
  show("room", left !== null);
  fill({ over: many, room: left });
  return many;
}

async function enter() {
  if (drawing) return;
  drawing = true;
  draw();
  try {
    mine = await guest.enter(hall, headers(), (share) => (byId("drawn").value = share));
    say("said-entered");
    following.soon();
  } catch (fault) {
    if (fault.status === 409) locked = "elsewhere";
    else if (fault instanceof guest.Mistrust) broken = true;
    else if ([401, 403].includes(fault.status)) location.reload();
    else say(fault instanceof guest.Offline ? "said-kept" : "refused-fault");
  } finally {
    drawing = false;
    draw();
  }
}

async function vote(id) {
  const { slot } = seen.questions.find((question) => question.id === id) ?? {};
  if (slot === undefined || mine.voted.includes(slot)) return;
  await act(() => guest.vote(hall, slot), "said-voted");
}

async function ask(event) {
  event.preventDefault();
  const text = guest.cleaned(byId("words").value);
  if (!text) return refuse("refused-empty");
  if (limit()) return byId("words").focus();
  refuse();
  const button = byId("ask").querySelector("button");
  button.disabled = true;
  if (await act(() => guest.ask(hall, text), "said-asked")) byId("words").value = "";
  button.disabled = false;
}

/** Do it, say so, look anew. True when it is done or kept. */
async function act(what, done) {
  let fine = true;
  try {
    mine = await what();
    say(done);
  } catch (fault) {
    told(fault);
    fine = fault instanceof guest.Offline;
    mine = await guest.look(hall);
  }
  draw();
  following.soon();
  return fine;
}

async function saw(snapshot) {
  seen = snapshot;
  if (part && !locked && (snapshot.floor === "closed" || snapshot.hall === "cancelled")) mine = await guest.close(hall);
  draw();
}

async function away(gone) {
  show("away", gone);
  if (!gone && mine.waiting) {
    mine = await guest.resume(hall).catch(() => guest.look(hall));
    draw();
  }
}

function sort() {
  byId("questions").append(...seen.questions.map(({ id }) => cards.get(id)));
  draw();
}

async function start() {
  byId("late").hidden = true;
  if (!(await guest.ready())) locked = "unable";
  else mine = await guest.look(hall).catch(() => ((locked = "unable"), NOTHING));
  byId("draw")?.addEventListener("click", enter);
  byId("ask")?.addEventListener("submit", ask);
  byId("words")?.addEventListener("input", () => (refuse(), limit()));
  byId("sort").addEventListener("click", sort);
  following = follow({ hall, key }, saw, away);
  draw();
}

addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // perhaps somebody else by now
start();
