// The pulse page: from the link in the mail to the receipt. What a person says stays here until it is sealed.
import { device, Mistrust, Offline, Refused, wordsLeft } from "./booth.js";
import { fits, laid, spoken } from "./course.js";
import { copy, draw } from "./handing.js";
import { byId, fill, keys, limit, named, question, review, show, shown, verifyLinks, welcome } from "./screens.js";
import * as tab from "./tab.js";
import { csrf, meta, visited } from "./visited.js";

const PAUSE = 300; // ms
const MINUTE = 60_000; // ms
const TAB = Math.random().toString(36); // whose draft it is, when two tabs are open
const language = document.documentElement.lang;

let told; // what /visit said
let slot; // the record of whoever answers here; none as long as nobody has said who they are
let draft = { answers: {}, texts: {}, teams: null, at: -1, send: false }; // teams: none named is [], not said is null
let state = "new";
let busy = false;
let moving = false;

/**
 * Who answers here: whom the link names; with `?round=`, who is signed in and nobody else; else whoever this tab was
 * opened for. So nobody meets the answers of who sat here before.
 */
async function start() {
  const asked = new URLSearchParams(location.search).get("round");
  const way = device.readFragment(location.hash || (asked ? "" : tab.way()));
  const before = asked || way?.invite || !tab.told()?.slot ? null : tab.told();
  const round = way?.round ?? asked ?? before?.round;
  // The token leaves the address bar at once: a screenshot or a shared address must not give it away.
  if (location.hash) tab.comeBy(location.hash);
  history.replaceState(null, "", location.pathname + location.search);
  if (!(await device.ready())) return show("unable");
  device.watch(changed);
  if (!round) return show("invalid");
  try {
    slot = way?.invite ? await device.slotOf(way.invite) : (way?.slot ?? (asked ? undefined : before?.slot));
    device.resume().catch(() => {});
    if (way?.move) await take(way.move);
    told = await visited(round, { invite: way?.invite, slot, before: before?.slot === slot ? before : null });
    slot ??= told.slot;
    tab.tell({ ...told, slot, lang: language });
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

async function enter(way) {
  if (!slot) return show("welcome");
  const { round, header, who, closes_at: closes } = told;
  const fingerprint = way?.fingerprint ?? told.fingerprint;
  const about = { round, header, fingerprint, invite: way?.invite, who, closes: Date.parse(closes) || undefined };
  const view = await device.open(slot, about);
  tab.here(view.who);
  await takeUp(view);
}

async function takeUp(view) {
  listed(view);
  state = view.state;
  draft = { ...draft, ...view.draft };
  byId("lapsed").hidden = !view.lapsed;
  if (state === "new") return told.collected ? elsewhere() : show("welcome");
  if (state === "sending") return show("waiting");
  if (state !== "asked" && state !== "ready") return changed(view);
  if (draft.send) return send();
  if (draft.at < 0) return show("welcome");
  ask(draft.at);
  if (state === "asked") collect();
}

/** Somebody began with this invitation: perhaps here, with the program of before, which did not note for whom. */
async function elsewhere() {
  const held = await device.older(told.round);
  byId("older").hidden = !held || !fits(told.questions, held);
  show("elsewhere");
}

async function claim() {
  await device.claim(slot, told);
  await device.open(slot, { header: told.header, fingerprint: told.fingerprint });
  await takeUp(await device.look(slot));
}

/** Whoever was here leaves: what they answered goes, also out of this tab. */
async function leave() {
  const mine = slot;
  slot = undefined;
  tab.forget();
  if (mine) await device.leave(mine);
  show("left");
}

/** A page that lay open, or comes back by the Back button, shows nothing that has been forgotten or is somebody else's. */
async function fresh() {
  if (!slot || shown("moved")) return;
  if (draft.at >= 0 && state !== "sending" && (await device.look(slot)).lapsed) location.reload();
}

/** Something happened to the round on this device, perhaps in another tab. */
function changed(view, fault) {
  if (!told || !slot || view.slot !== slot) return;
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
  if (!receipt) return show("counted");
  fill({ receipt });
  verifyLinks(told.round, receipt);
  if (!shown("done")) show("done");
}

function begin() {
  if (!slot) return signIn();
  byId("lapsed").hidden = true;
  ask(draft.at);
  collect();
}

const collected = () => device.collect(slot, csrf() ?? {}).then(listed);

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
  question(asked, { number: at, of: all.length, told: { ...told, fits: fitting(asked) }, given });
}

/** Whether a text fits beside the others of this ballot. */
const fitting = ({ version }) => (text) => wordsLeft({ ...draft.texts, [version]: text }) >= 0;

const remember = () => device.keepDraft(slot, { ...draft, tab: TAB }).catch(failed);

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
  const asked = course()[draft.at];
  const { open: written, teams, most } = asked;
  if (teams && draft.teams?.length > most) return;
  if (written && limit(byId("words"), fitting(asked))) return byId("words").focus();
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
    changed(await device.cast(slot, said()));
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
    const text = await device.exportMove(slot);
    const link = `${location.origin}${location.pathname}?lang=${language}#${text}`;
    fill({ move: link }); // at once: from here on the right to answer is nowhere else
    show("moved");
    await draw(link);
  } catch (fault) {
    moving = false;
    await failed(fault);
  }
}

const ENDINGS = { 401: "signin", 404: "invalid", 409: "elsewhere", 410: "closed", 422: "invalid" };

async function failed(fault, round = told?.round) {
  if (fault instanceof Mistrust) return show("mistrust");
  if (fault instanceof DOMException) return show("unable"); // storage that is full, or was taken away
  if (fault instanceof Offline && told && !draft.send) return (byId("offline").hidden = false);
  if (fault instanceof Offline) return show(told ? "waiting" : "fault");
  const ending = fault instanceof Refused ? ENDINGS[fault.status] : null;
  if (ending === "closed") return closed(round);
  if (ending === "signin") return signIn(round);
  show(ending ?? "fault");
}

function signIn(round = told.round) {
  byId("sign-in").search = new URLSearchParams({ next: `/p?round=${round}` });
  show("signin");
}

/** Show the receipt to whose it is: whom the link names, or who is signed in. */
async function closed(round) {
  const who = slot ? undefined : meta("pulse-who");
  const kept = await device.receipts();
  const mine = kept.find((held) => (slot ? held.slot === slot : held.round === round && who && held.who === who));
  tab.here(mine?.who ?? who);
  if (mine?.receipt) verifyLinks(round, mine.receipt);
  show(mine?.receipt ? "counting" : "closed");
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
on("forget", leave);
on("forget-receipt", leave);
on("claim", claim);
addEventListener("hashchange", () => location.reload()); // another link was opened in this tab
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // the Back button, after somebody else
document.addEventListener("visibilitychange", fresh);
setInterval(fresh, MINUTE);
start();
