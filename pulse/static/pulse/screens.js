// The pulse page's screens: showing one at a time, filling in what the server told, one question at a time.
import { over, room, warnings } from "./booth.js";

const PAUSE = 400; // ms without a key before a comment is looked at
const TAP = 1000; // ms after a tap in which a new screen is its doing
const STILL = 400; // ms in which nothing can be touched on a screen that has just come: a double tap meant the one before

export const byId = (id) => document.getElementById(id);

const part = (id) => byId(id).content.cloneNode(true);

export const words = (id) => byId(id).content.textContent.trim();

/** Put values into every place that asks for them; text only, never markup. */
export function fill(values, within = document) {
  for (const [name, value] of Object.entries(values))
    for (const place of within.querySelectorAll(`[data-fill="${name}"]`)) place.textContent = value ?? "";
}

let still;
let pressed = -TAP;

document.addEventListener("pointerdown", ({ timeStamp }) => (pressed = timeStamp), true);

/** After a tap let nothing be touched for a moment; keys go on working, and nothing looks different. */
function hold() {
  if (performance.now() - pressed > TAP) return;
  clearTimeout(still);
  document.documentElement.classList.add("still");
  still = setTimeout(() => document.documentElement.classList.remove("still"), STILL);
}

/** Show one screen and bring the reader, whoever or whatever reads, to its beginning. */
export function show(id) {
  hold();
  for (const screen of document.querySelectorAll("main > section")) screen.hidden = screen.id !== id;
  byId(id).querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

export const shown = (id) => !byId(id).hidden;

export function welcome({ round, words: said, questions, said_done, name, names = [], readers = [] }) {
  fill({ ...said, of: questions.length, name });
  byId("not-you").hidden = !name;
  byId("next-date").hidden = !said.next;
  byId("nothing-yet").hidden = said_done.length > 0;
  byId("said-done").hidden = said_done.length === 0;
  byId("said-done").replaceChildren(...said_done.map(line));
  byId("who").hidden = names.length === 0;
  byId("names").replaceChildren(...names.map(line));
  byId("reading").hidden = readers.length === 0;
  byId("readers").replaceChildren(...readers.map(line));
  byId("public").href = `/rounds/${round}`;
}

export function verifyLinks(round, receipt) {
  for (const link of document.querySelectorAll("[data-verify]")) link.href = `/rounds/${round}#${receipt}`;
}

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

export const worded = (asked) => (asked.comment ? words("comment-words") : asked.text);

/** Lay out one question; `given` is its answer so far. */
export function question(asked, { number, of, told, given }) {
  const form = byId("form");
  form.replaceChildren(part(`scale-${asked.open ? "text" : asked.scale}`));
  fill({ question: worded(asked), now: number + 1, of, comments: told.words.comments, team: asked.team }, form);
  for (const place of form.querySelectorAll("[data-fill=team]")) place.hidden = !asked.team;
  byId("bar").value = number;
  byId("bar").max = of;
  byId("choose").hidden = true;
  byId("back").hidden = number === 0;
  byId("skip").hidden = asked.open;
  byId("next").textContent = words(number + 1 === of ? "last-words" : "next-words");
  if (asked.open) text(form, given ?? "", told);
  else if (asked.teams) teams(form, asked, given);
  else form.oninput = () => (byId("choose").hidden = true);
  show("ask");
  if (!asked.open && !asked.teams && given !== undefined && given !== null) pick(form, given);
}

/** Lay out the teams to name; `given` are those named so far, null when nothing was said. */
function teams(form, { teams: offered, most }, given) {
  const boxes = offered.map(([uid, name]) => {
    const made = part("team-box");
    fill({ name }, made);
    made.querySelector("input").value = uid;
    return made;
  });
  byId("none").parentNode.before(...boxes);
  const none = byId("none");
  const all = [...byId("teams").querySelectorAll("input")];
  for (const box of all) box.checked = box === none ? given?.length === 0 : (given ?? []).includes(box.value);
  const look = () => (byId("too-many").hidden = (named() ?? []).length <= most);
  form.oninput = ({ target }) => {
    for (const box of all) if ((box === none) !== (target === none)) box.checked &&= !target.checked;
    byId("choose").hidden = true;
    look();
  };
  look();
}

/** Return the teams that are named: [] when it says none, null when nothing is chosen. */
export function named() {
  const chosen = [...byId("teams").querySelectorAll(":checked")].map((box) => box.value);
  return chosen.length ? chosen.filter(Boolean) : null;
}

function pick(form, value) {
  const box = form.querySelector(`[value="${value}"]`);
  if (!box) return;
  box.checked = true;
  box.focus({ preventScroll: true });
  byId("choose").hidden = true;
}

let typed = "";
let typedAt = 0;

/** Keys on a question with boxes: a number chooses, arrows enter the boxes. Nothing anywhere else on the page. */
export function keys(event) {
  const form = byId("form");
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("fieldset")) return;
  if (/^\d$/.test(event.key)) {
    typed = event.timeStamp - typedAt < 600 ? typed + event.key : event.key; // "1" and "0" soon after it make 10
    typedAt = event.timeStamp;
    if (!form.querySelector(`[value="${typed}"]`)) typed = event.key;
    pick(form, typed);
  } else if (event.target.matches("h1") && /^Arrow/.test(event.key)) {
    const boxes = form.querySelectorAll("input");
    pick(form, boxes[/Down|Right/.test(event.key) ? 0 : boxes.length - 1].value);
    event.preventDefault();
  }
}

function text(form, given, { watch, fits, words: { help } }) {
  const area = form.querySelector("textarea");
  area.value = given;
  let waiting;
  const look = () => byId("warnings")?.replaceChildren(...warnings(area.value, watch).map((found) => warning(found, help)));
  form.oninput = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
    limit(area, fits);
  };
  look();
  limit(area, fits);
}

function warning({ kind, what }, help) {
  const made = part(`warn-${kind}`);
  fill({ what, help }, made);
  return made;
}

/** Say how many letters may follow when it is not many any more, or how many are too many; return the latter. */
export function limit(area, fits) {
  const many = over(area.value, fits);
  const left = many ? null : room(area.value, fits);
  byId("words-left").hidden = !many;
  byId("words-room").hidden = left === null;
  area.setAttribute("aria-invalid", many > 0);
  fill({ over: many, left });
  return many;
}

/** List what was answered, each line a way back to its question. */
export function review(questions, { answers, texts, teams: those }, back) {
  const lines = questions.map((asked, number) => {
    const made = part("given-line");
    const said = asked.open ? texts[asked.version]?.trim() : answerWords(asked, asked.teams ? those : answers[asked.version]);
    fill({ question: worded(asked), answer: said || words("skipped-words") }, made);
    made.querySelector("li").classList.toggle("skipped", !said);
    made.querySelector("button").addEventListener("click", () => back(number));
    return made;
  });
  byId("given").replaceChildren(...lines);
  show("check");
}

function answerWords(asked, value) {
  if (value === undefined || value === null) return "";
  if (asked.teams) return asked.teams.flatMap(([uid, name]) => (value.includes(uid) ? name : [])).join(", ") || words("none-words");
  if (asked.scale === "0-10") return String(value);
  const box = byId(`scale-${asked.scale}`).content.querySelector(`[value="${value}"]`);
  return box.nextElementSibling.querySelector("span").textContent;
}
