// The page of answers: one file for everybody is downloaded without cookies; what is mine in it is found here.
import { over, room } from "./letters.js";
import { Offline, post, Refused } from "./post.js";
import { anySecret, forgetSecret, keepSecret, secrets } from "./secrets.js";
import * as tab from "./tab.js";
import { entries, fits, found, isSecret, sealed, TooLong } from "./threads.js";

const byId = (id) => document.getElementById(id);
const part = (id) => byId(id).content.cloneNode(true);
const words = (id) => byId(id).content.textContent.trim();
const within = (place, name) => place.querySelector(`[data-part="${name}"]`);
const act = (place, name) => place.querySelector(`[data-act="${name}"]`);

// Whose answers: of whoever came from the pulse in this tab, else of who is signed in; not known is "".
const signedIn = document.querySelector("meta[name='pulse-who']")?.content;
const who = location.hash === "#pulse" ? tab.who() : signedIn || tab.who();

const mine = new Set(); // those that were entered without keeping them are gone with the page

function fill(place, values) {
  for (const [name, value] of Object.entries(values))
    for (const found of place.querySelectorAll(`[data-fill="${name}"]`)) found.textContent = value;
  return place;
}

const note = (shown) => {
  for (const one of document.querySelectorAll("[data-note]")) one.hidden = one.dataset.note !== shown;
};

let file;

async function fetched() {
  const reply = await fetch("/replies.bin", { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
  if (!reply.ok) throw new Offline(String(reply.status));
  return entries(new Uint8Array(await reply.arrayBuffer()));
}

async function show() {
  note("loading");
  try {
    file ??= await fetched();
  } catch {
    return note("away");
  }
  const threads = (await Promise.all([...mine].map((secret) => found(file, secret)))).flat();
  byId("threads").replaceChildren(...threads.map(thread));
  if (threads.length) return note("");
  const strange = !mine.size && (await anySecret().catch(() => false));
  note(mine.size ? "none" : strange ? "whose" : "nothing");
}

let counted = 0;

function thread({ chain, letters }) {
  const made = part("thread").firstElementChild;
  const about = letters.find((letter) => letter.about)?.about ?? "";
  fill(made, { about });
  named(made, "about", "h2");
  made.querySelector(".letters").replaceChildren(...letters.map(letter));
  talk(made, chain);
  return made;
}

/** Give a part an id of its own, and whoever names it that name. */
function named(made, name, selector) {
  const id = `${name}-${(counted += 1)}`;
  made.querySelector(selector).id = id;
  made.setAttribute("aria-labelledby", id);
}

function letter({ by, said, text, team }) {
  const made = part("letter").firstElementChild;
  const role = fill(part(`who-${by === "lead" && !team ? "hr" : by}`), { team }).textContent.trim();
  made.classList.toggle("author", by === "author");
  return fill(made, { who: role, what: text || words(`said-${said}`) });
}

/** Writing back: what it may give away is said first, and has to be confirmed. */
function talk(made, chain) {
  const form = within(made, "confirm");
  const area = form.querySelector("textarea");
  const label = form.querySelector("label");
  area.addEventListener("input", () => limit(form, area));
  area.id = label.htmlFor = `words-${(counted += 1)}`;
  let said;
  const choose = (chosen) => {
    said = chosen;
    form.hidden = !chosen;
    within(made, "choices").hidden = Boolean(chosen);
    within(made, "words").hidden = chosen !== "text";
    within(made, "sent").hidden = true;
    wrong(form);
    if (chosen) form.querySelector("[tabindex]").focus();
    else act(made, "write").focus();
  };
  act(made, "write").addEventListener("click", () => choose("text"));
  act(made, "thanks").addEventListener("click", () => choose("thanks"));
  act(made, "silent").addEventListener("click", () => choose());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = said === "text" ? area.value.trim() : "";
    if (said === "text" && !text) return wrong(form, "empty");
    if (limit(form, area)) return area.focus();
    const button = act(form, "send");
    button.disabled = true;
    const fault = await send(chain, { said, text });
    button.disabled = false;
    if (fault) return wrong(form, fault);
    area.value = "";
    choose();
    within(made, "sent").hidden = false;
    within(made, "sent").focus();
  });
}

/** Say how many letters are too many, or that few may follow; return the former. */
function limit(form, area) {
  const many = over(area.value, fits);
  const left = many ? null : room(area.value, fits);
  within(form, "over").hidden = !many;
  within(form, "room").hidden = left === null;
  fill(form, { over: many, left });
  return many;
}

function wrong(form, fault) {
  const place = within(form, "wrong");
  place.hidden = !fault;
  place.textContent = fault ? words(`wrong-${fault}`) : "";
}

/** Return what went wrong, if anything did. */
async function send(chain, letter) {
  try {
    await post("/replies", await sealed(chain, letter), { expects: 204, credentials: "omit" });
  } catch (fault) {
    if (fault instanceof TooLong) return "long";
    if (fault instanceof Offline) return "offline";
    return fault instanceof Refused && [403, 409].includes(fault.status) ? String(fault.status) : "other";
  }
}

async function list() {
  const kept = who ? await secrets(who).catch(() => []) : [];
  for (const secret of kept) mine.add(secret);
  byId("save").hidden = kept.length === 0;
  byId("codes").replaceChildren(...kept.map(line));
  const older = await secrets().catch(() => []); // kept before people were kept apart
  byId("older").hidden = older.every((secret) => mine.has(secret));
}

/** Somebody says that what was kept before is theirs: from now on it is kept for them, if it is known who they are. */
async function claim() {
  for (const secret of await secrets()) {
    mine.add(secret);
    if (who) await keepSecret(secret, who);
  }
  await list();
  await show();
}

async function forgetOlder() {
  for (const secret of await secrets()) await forgetSecret(secret);
  await list();
  await show();
}

function line(code) {
  const made = fill(part("code-line").firstElementChild, { code });
  act(made, "copy").addEventListener("click", () => copy(made, code));
  act(made, "forget").addEventListener("click", async () => {
    await forgetSecret(code);
    mine.delete(code);
    await list();
    await show();
    byId("code").focus();
  });
  return made;
}

async function copy(made, code) {
  try {
    await navigator.clipboard.writeText(code);
    made.querySelector("[role=status]").textContent = words("copied-words");
  } catch {
    getSelection().selectAllChildren(made.querySelector("code")); // the browser says no: the person copies what is marked
  }
}

async function enter(event) {
  event.preventDefault();
  const code = byId("code").value.replaceAll(/\s/g, "");
  byId("malformed").hidden = isSecret(code);
  if (!isSecret(code)) return byId("code").focus();
  mine.add(code);
  byId("unkept").hidden = true;
  if (byId("keep").checked) {
    await keepSecret(code, who).catch(() => (byId("unkept").hidden = false));
    await list();
  }
  byId("code").value = "";
  await show();
}

async function start() {
  byId("late").hidden = true;
  if (!globalThis.isSecureContext) return note("unable");
  byId("enter").addEventListener("submit", enter);
  byId("claim").addEventListener("click", claim);
  byId("forget-older").addEventListener("click", forgetOlder);
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // perhaps somebody else by now
  addEventListener("online", show);
  await list();
  await show();
}

start();
