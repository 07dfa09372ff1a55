// The pulse page's screens: showing one at a time, filling in what the server told, one question at a time.
import { warnings } from "./warnings.js";

export const byId = (id) => document.getElementById(id);

/** Put values into every place that asks for them; text only, never markup. */
export function fill(values, within = document) {
  for (const [name, value] of Object.entries(values))
    for (const place of within.querySelectorAll(`[data-fill="${name}"]`)) place.textContent = value ?? "";
}

/** Show one screen and bring the reader, whoever or whatever reads, to its beginning. */
export function show(id) {
  for (const screen of document.querySelectorAll("main > section")) screen.hidden = screen.id !== id;
  const heading = byId(id).querySelector("[tabindex='-1']");
  if (heading) heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

export function welcome(told) {
  fill({
    count: told.questions.length,
    k: told.thresholds.ballots,
    c: told.thresholds.comments,
    cohort: told.counted_with ? told.counted_with - 1 : "",
    closes: told.closes,
    next: told.next,
    of: told.questions.length,
  });
  byId("next-date").hidden = !told.next;
  byId("nothing-yet").hidden = told.said_done.length > 0;
  byId("said-done").hidden = told.said_done.length === 0;
  byId("said-done").replaceChildren(...told.said_done.map(line));
  byId("names").replaceChildren(...(told.names ?? []).map(line));
}

function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}

/** Lay out one question; `given` is its answer so far, `told` what the page knows. */
export function question(asked, { number, of, given, told }) {
  const form = byId("form");
  const part = byId(`scale-${asked.open ? "text" : asked.scale}`).content.cloneNode(true);
  const words = asked.comment ? byId("comment-words").content.textContent : asked.text;
  const label = part.querySelector("legend, label[for]");
  label.textContent = words;
  form.replaceChildren(part);
  fill({ c: told.thresholds.comments }, form);
  fill({ now: number + 1, of });
  byId("bar").value = number;
  byId("bar").max = of;
  byId("back").hidden = number === 0;
  byId("skip").hidden = asked.open;
  byId("next").textContent = byId(number + 1 === of ? "last-words" : "next-words").content.textContent;
  if (asked.open) text(form, given ?? "", told);
  else choice(form, given);
  show("ask");
  (form.querySelector(":checked") ?? form.querySelector("legend") ?? form.querySelector("textarea")).focus();
}

function choice(form, given) {
  const picked = form.querySelector(`[value="${given}"]`);
  if (picked) picked.checked = true;
  const ready = () => (byId("next").disabled = !form.querySelector(":checked"));
  form.onchange = ready;
  form.oninput = null;
  ready();
}

function text(form, given, told) {
  const area = form.querySelector("textarea");
  area.value = given;
  form.onchange = null;
  let waiting;
  const look = () => byId("warnings").replaceChildren(...warnings(area.value, told.watch).map(warning));
  form.oninput = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 400);
  };
  byId("next").disabled = false;
  look();
}

function warning({ kind, what }) {
  const part = byId(`warn-${kind}`).content.cloneNode(true);
  fill({ what }, part);
  return part;
}

/** Say that the text is too long by so many bytes, or that it is fine again. */
export function tooLong(over) {
  const place = byId("words-left");
  if (!place) return;
  place.hidden = over <= 0;
  fill({ over }, place);
}
