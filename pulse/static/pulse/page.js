// The pulse page: from the link in the mail to the receipt. What a person says stays here until it is sealed.
import * as device from "./device.js";
import { Offline, post, Refused } from "./post.js";
import { Mistrust, wordsLeft } from "./protocol.js";
import { byId, fill, question, show, tooLong, welcome } from "./screens.js";

const TOLD = "pulse-told"; // what the server told, for this tab only: reloading must work without a network
const language = document.documentElement.lang;

let told; // what /visit said
let draft = { answers: {}, texts: {}, at: 0, send: false };
let state = "new";

const csrf = () => {
  const token = document.querySelector("meta[name='csrf-token']")?.content;
  return token ? { "X-CSRFToken": token } : {};
};

async function start() {
  if (!device.ready()) return show("unable");
  device.watch(changed);
  const found = device.readFragment(location.hash);
  const round = found?.round ?? new URLSearchParams(location.search).get("round") ?? kept()?.round;
  // The token leaves the address bar at once: a screenshot or a shared address must not give it away.
  history.replaceState(null, "", location.pathname + location.search);
  if (!round) return show("invalid");
  try {
    const view = found?.move ? await device.importMove(found.move) : null;
    told = await tell(round, found, view);
    sessionStorage.setItem(TOLD, JSON.stringify(told));
    welcome(told);
    await enter(found);
  } catch (fault) {
    failed(fault);
  }
}

/** Ask the server what this round is; without a network, what this tab was told before. */
async function tell(round, found, view) {
  try {
    if (view) return await open(round);
    const asked = found?.invite ? { invite: found.invite, lang: language } : { round, lang: language };
    if (!found?.invite && !csrf()["X-CSRFToken"]) return kept()?.round === round ? kept() : await open(round);
    const credentials = found?.invite ? "omit" : "same-origin";
    return await post("/visit", asked, { expects: 200, credentials, headers: found?.invite ? {} : csrf() });
  } catch (fault) {
    if (fault instanceof Offline && kept()?.round === round) return kept();
    throw fault;
  }
}

async function open(round) {
  const reply = await fetch(`/rounds/${round}/pulse.json?lang=${language}`, { credentials: "omit" });
  if (!reply.ok) throw new Refused(reply.status);
  return reply.json();
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(TOLD));
  } catch {
    return null;
  }
}

async function enter(found) {
  const { header, fingerprint } = told;
  const pinned = found?.fingerprint ?? fingerprint;
  const view = await device.open(told.round, { header, fingerprint: pinned, invite: found?.invite });
  state = view.state;
  draft = { ...draft, ...view.draft };
  await device.resume();
  if (state === "new" && told.collected) return show("elsewhere");
  if (state === "ready" && draft.send) return send();
  if (state === "asked" || state === "ready") return ask(draft.at);
  if (state === "new") return show("welcome");
  changed(view);
}

/** Something happened to the round on this device, perhaps in another tab. */
function changed(view, fault) {
  if (!told || view.round !== told.round) return;
  if (fault) return failed(fault);
  const before = state;
  state = view.state;
  byId("offline").hidden = !view.waiting;
  if (state === "done") return done(view);
  if (state === "sending" && view.waiting) return show("waiting");
  if (state === "refused") return show({ 409: "counted", 410: "closed" }[view.refusal] ?? "fault");
  if (state === "moved" && before !== "moved" && !draft.moving) return show("gone");
  if (state === "ready" && draft.send && before !== "ready") send();
}

function done({ receipt }) {
  fill({ receipt });
  byId("verify").href = `/rounds/${told.round}#${receipt}`;
  show("done");
}

async function begin() {
  ask(0);
  await collect();
}

async function collect() {
  try {
    const { state: now } = await device.collect(told.round, csrf());
    state = now;
    return true;
  } catch (fault) {
    if (!(fault instanceof Offline)) failed(fault);
    return false;
  }
}

function ask(at) {
  const { questions } = told;
  draft.at = Math.max(0, Math.min(at, questions.length));
  remember();
  if (draft.at === questions.length) return review();
  const asked = questions[draft.at];
  const given = asked.open ? draft.texts[asked.version] : draft.answers[asked.version];
  question(asked, { number: draft.at, of: questions.length, given, told });
}

function review() {
  const said = Object.values(draft.answers).filter((answer) => answer !== null).length;
  const written = Object.values(draft.texts).filter((words) => words.trim()).length;
  fill({ answered: said + written });
  show("check");
}

const remember = () => device.keepDraft(told.round, draft).catch(() => {});

/** Take what stands in the form; false when a text is too long. */
function take() {
  const asked = told.questions[draft.at];
  if (asked.open) {
    draft.texts[asked.version] = byId("words").value;
    const over = -wordsLeft(draft.texts);
    tooLong(over);
    return over <= 0;
  }
  const picked = byId("form").querySelector(":checked");
  draft.answers[asked.version] = picked ? Number(picked.value) : null;
  return true;
}

function skip() {
  const asked = told.questions[draft.at];
  if (asked.open) delete draft.texts[asked.version];
  else draft.answers[asked.version] = null;
  ask(draft.at + 1);
}

async function send() {
  draft.send = true;
  await remember();
  byId("send").disabled = true;
  if (state !== "ready" && !(await collect())) {
    byId("send").disabled = false;
    return state === "asked" || state === "new" ? show("waiting") : undefined;
  }
  try {
    const texts = Object.fromEntries(Object.entries(draft.texts).filter(([, words]) => words.trim()));
    const view = await device.cast(told.round, { answers: draft.answers, texts });
    changed(view);
  } catch (fault) {
    failed(fault);
  } finally {
    byId("send").disabled = false;
  }
}

async function move() {
  draft.moving = true;
  if (state !== "ready" && !(await collect())) return;
  const text = await device.exportMove(told.round);
  fill({ move: `${location.origin}${location.pathname}${location.search}#${text}` });
  show("moved");
}

function failed(fault) {
  if (fault instanceof Mistrust) return show("mistrust");
  if (fault instanceof Offline) return show(told ? "waiting" : "fault");
  if (fault instanceof Refused) {
    const screen = { 401: "invalid", 404: "invalid", 409: "elsewhere", 410: "closed", 422: "invalid" }[fault.status];
    return show(screen ?? "fault");
  }
  show("fault");
}

byId("begin").addEventListener("click", begin);
byId("back").addEventListener("click", () => (take(), ask(draft.at - 1)));
byId("skip").addEventListener("click", skip);
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (take()) ask(draft.at + 1);
});
byId("look-again").addEventListener("click", () => ask(told.questions.length - 1));
byId("send").addEventListener("click", send);
byId("try-again").addEventListener("click", () => (draft.send && state !== "sending" ? send() : device.resume()));
byId("move-now").addEventListener("click", move);
byId("reload").addEventListener("click", () => location.reload());
byId("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(byId("moved").querySelector("code").textContent);
  byId("copied").hidden = false;
});
start();
