// The pulse page: from the link in the mail to the receipt. What a person says stays here until it is sealed.
import { device, Mistrust, Offline, post, Refused, wordsLeft } from "./booth.js";
import { fits, laid, spoken } from "./course.js";
import { byId, fill, keys, named, question, review, show, shown, tooLong, verifyLinks, welcome } from "./screens.js";

// For this tab only: what the server told, so that reloading works without asking again, and until then the way in.
const TOLD = "pulse-told";
const WAY = "pulse-way";
const PAUSE = 300; // ms
const TAB = Math.random().toString(36); // whose draft it is, when two tabs are open
const language = document.documentElement.lang;

let told; // what /visit said
let draft = { answers: {}, texts: {}, teams: null, at: -1, send: false }; // teams: none named is [], not said is null
let state = "new";
let busy = false;
let moving = false;

const csrf = () => {
  const token = document.querySelector("meta[name='csrf-token']")?.content;
  return token ? { "X-CSRFToken": token } : null;
};

function kept(round) {
  try {
    const held = JSON.parse(sessionStorage.getItem(TOLD));
    return !round || held?.round === round ? held : null;
  } catch {
    return null;
  }
}

async function start() {
  if (!device.ready()) return show("unable");
  device.watch(changed);
  const way = device.readFragment(location.hash || (sessionStorage.getItem(WAY) ?? ""));
  const asked = new URLSearchParams(location.search).get("round");
  const round = way?.round ?? asked ?? kept()?.round;
  // The token leaves the address bar at once: a screenshot or a shared address must not give it away.
  if (location.hash) sessionStorage.setItem(WAY, location.hash);
  history.replaceState(null, "", location.pathname + location.search);
  if (!round) return show("invalid");
  device.resume().catch(() => {});
  try {
    if (way?.move) await take(way.move);
    told = await tell(round, way);
    sessionStorage.setItem(TOLD, JSON.stringify({ ...told, lang: language }));
    sessionStorage.removeItem(WAY);
    welcome(told);
    await enter(way);
  } catch (fault) {
    await failed(fault, round);
  }
}

/** Take over a moved credential; a link that was opened here before is no fault. */
async function take(text) {
  try {
    await device.importMove(text);
  } catch (fault) {
    if (!(fault instanceof device.Misplaced)) throw fault;
  }
}

/** Ask the server what this round is; what this tab was told before will do without a network, or without a way in. */
async function tell(round, way) {
  const before = kept(round);
  const signedIn = csrf();
  if (way?.invite) return post("/visit", { invite: way.invite, lang: language }, { expects: 200, credentials: "omit" });
  try {
    if (!way && signedIn) {
      const options = { expects: 200, credentials: "same-origin", headers: signedIn };
      return await post("/visit", { round, lang: language }, options);
    }
    if (before?.lang === language) return before;
    return { ...before, ...(await open(round, (await device.look(round)).cohort)) };
  } catch (fault) {
    if (fault instanceof Offline && before) return before;
    throw fault;
  }
}

/** What anybody may know of a round and of a group: for a device to which the right to answer was moved. */
async function open(round, cohort = "") {
  let reply;
  try {
    reply = await fetch(`/rounds/${round}/pulse.json?lang=${language}&cohort=${cohort}`, { credentials: "omit" });
  } catch (fault) {
    throw new Offline(fault.message);
  }
  if (!reply.ok) throw new Refused(reply.status);
  return reply.json();
}

async function enter(way) {
  const { round, header } = told;
  const view = await device.open(round, { header, fingerprint: way?.fingerprint ?? told.fingerprint, invite: way?.invite });
  listed(view);
  state = view.state;
  draft = { ...draft, ...view.draft };
  if (state === "new") return show(told.collected ? "elsewhere" : "welcome");
  if (state === "sending") return show("waiting");
  if (state !== "asked" && state !== "ready") return changed(view);
  if (draft.send) return send();
  if (draft.at < 0) return show("welcome");
  ask(draft.at);
  if (state === "asked") collect();
}

/** Something happened to the round on this device, perhaps in another tab. */
function changed(view, fault) {
  if (!told || view.round !== told.round) return;
  if (fault) return failed(fault);
  state = view.state;
  byId("offline").hidden = !view.waiting;
  if (state === "done") return done(view);
  if (state === "moved") return moving || show("gone");
  if (state === "refused") return show({ 409: "counted", 410: "closed" }[view.refusal] ?? "fault");
  if (state === "sending") return view.waiting && show("waiting");
  if (view.draft && view.draft.tab !== TAB) follow(view.draft);
  if (state === "ready" && draft.send && !busy) send();
}

/** Another tab went on: go along, so that no tab overwrites the other's answers with older ones. */
function follow(theirs) {
  draft = { ...theirs, tab: TAB };
  if (shown("ask") || shown("check")) paint();
}

function done({ receipt }) {
  fill({ receipt });
  verifyLinks(told.round, receipt);
  if (!shown("done")) show("done");
}

function begin() {
  ask(draft.at);
  collect();
}

const collected = () => device.collect(told.round, csrf() ?? {}).then(listed);

const collect = () => collected().then(changed, failed);

/** What is asked here must be what the manifest lists for this group. */
function listed(view) {
  if (!fits(told.questions, view)) throw new Mistrust("questions");
  return view;
}

const course = () => laid(told.questions, draft.teams ?? []);

function ask(at) {
  draft.at = Math.max(0, Math.min(at, course().length));
  remember();
  paint();
}

function paint() {
  const { at, answers, texts, teams } = draft;
  const all = course();
  const asked = all[at];
  if (!asked) return review(all, draft, ask);
  const given = asked.teams ? teams : (asked.open ? texts : answers)[asked.version];
  question(asked, { number: at, of: all.length, told, given });
}

const remember = () => device.keepDraft(told.round, { ...draft, tab: TAB }).catch(() => {});

/** Take what stands in the form. */
function keep() {
  const asked = course()[draft.at];
  if (asked.teams) draft.teams = named();
  else if (asked.open) draft.texts[asked.version] = byId("words").value;
  else draft.answers[asked.version] = picked();
}

const picked = () => {
  const box = byId("form").querySelector(":checked");
  return box ? Number(box.value) : null;
};

function next(event) {
  event.preventDefault();
  keep();
  const { open: written, teams, most } = course()[draft.at];
  if (teams && draft.teams?.length > most) return;
  const over = written ? -wordsLeft(draft.texts) : 0;
  if (written) tooLong(over);
  if (over > 0) return;
  if (!written && (teams ? draft.teams : picked()) === null) return (byId("choose").hidden = false);
  ask(draft.at + 1);
}

let waiting;

/** What is being written or chosen is kept too: the page may be closed in the middle of a word. */
function typing() {
  keep();
  clearTimeout(waiting);
  waiting = setTimeout(remember, PAUSE);
}

function skip() {
  const asked = course()[draft.at];
  if (asked.teams) draft.teams = null;
  else draft.answers[asked.version] = null;
  ask(draft.at + 1);
}

const said = () => spoken(course(), draft);

async function send() {
  if (busy) return;
  busy = byId("send").disabled = true;
  draft.send = true;
  try {
    await remember();
    if (state !== "ready") await collected();
    changed(await device.cast(told.round, said()));
  } catch (fault) {
    await failed(fault);
  } finally {
    busy = byId("send").disabled = false;
  }
}

async function move() {
  if (moving) return;
  moving = true;
  try {
    if (state !== "ready") await collected();
    const text = await device.exportMove(told.round);
    const link = `${location.origin}${location.pathname}?lang=${language}#${text}`;
    fill({ move: link }); // at once: from here on the right to answer is nowhere else
    show("moved");
    await draw(link);
  } catch (fault) {
    moving = false;
    await failed(fault);
  }
}

/** Add the picture; without it the link alone will do. */
async function draw(link) {
  try {
    const picture = await import("./picture.js");
    byId("code").replaceChildren(picture.draw(link));
    byId("code").hidden = false;
  } catch {
    byId("code").hidden = true;
  }
}

const ENDINGS = { 401: "signin", 404: "invalid", 409: "elsewhere", 410: "closed", 422: "invalid" };

async function failed(fault, round = told?.round) {
  if (fault instanceof Mistrust) return show("mistrust");
  if (fault instanceof Offline && told && !draft.send) return (byId("offline").hidden = false);
  if (fault instanceof Offline) return show(told ? "waiting" : "fault");
  const ending = fault instanceof Refused ? ENDINGS[fault.status] : null;
  if (ending === "closed") return closed(round);
  if (ending === "signin") byId("sign-in").search = new URLSearchParams({ next: `/p?round=${round}` });
  show(ending ?? "fault");
}

async function closed(round) {
  const mine = (await device.receipts()).find((held) => held.round === round);
  if (mine) verifyLinks(round, mine.receipt);
  show(mine ? "counting" : "closed");
}

async function copy() {
  const place = byId("link");
  try {
    await navigator.clipboard.writeText(place.textContent);
    byId("copied").hidden = false;
  } catch {
    getSelection().selectAllChildren(place); // the browser says no: the person can copy what is marked
  }
}

const on = (id, act, event = "click") => byId(id).addEventListener(event, act);

on("begin", begin);
on("back", () => (keep(), ask(draft.at - 1)));
on("skip", skip);
on("form", next, "submit");
on("form", keys, "keydown");
on("form", typing, "input");
on("look-again", () => ask(course().length - 1));
on("send", send);
on("try-again", () => (state === "sending" ? device.resume() : send()));
on("move-now", move);
on("copy", copy);
on("reload", () => location.reload());
addEventListener("hashchange", () => location.reload()); // another link was opened in this tab
start();
