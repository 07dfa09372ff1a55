// The page of a round: what the server published is checked here, without cookies; a pasted receipt never leaves.
import { sha256, toHex, utf8 } from "./hashes.js";
import { all } from "./store.js";
import { counted, manifestFaults, receiptsHash } from "./verify.js";

const RECEIPT = /^[0-9a-f]{64}$/;
const byId = (id) => document.getElementById(id);
const { round, fingerprint, ballots, tookPart, receiptsHash: promised, before, beforeFingerprint, beforeTables } =
  byId("facts").dataset;

async function published(name, uid = round) {
  const reply = await fetch(`/rounds/${uid}/${name}.json`, { credentials: "omit" });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.json();
}

const print = async (header) => toHex(await sha256(utf8(header)));

let list;
const receipts = () => (list ??= published("receipts").then((said) => said.receipts).catch((fault) => {
  list = undefined; // the next try asks again
  throw fault;
}));

const manifest = published("manifest");

const checks = {
  async manifest() {
    const { header, leaves } = await manifest;
    return (await print(header)) === fingerprint && (await manifestFaults(header, leaves)).length === 0;
  },
  async receipts() {
    const found = await receipts();
    const few = tookPart === undefined; // fewer than three took part: how many is not said
    const fits = found.length === Number(ballots) && (few || found.length <= Number(tookPart));
    return fits && new Set(found).size === found.length && (await receiptsHash(found)) === promised;
  },
  async chain() {
    const named = JSON.parse((await manifest).header).previous;
    if (!named || !before) return false; // one of the two is gone: the page shows this check only when the other is there
    // The tables are not public: their hash is compared as the earlier round's page shows it to everybody.
    if (named.manifest !== beforeFingerprint || named.tables !== beforeTables) return false;
    const [{ header }, last] = await Promise.all([published("manifest", before), published("receipts", before)]);
    return named.manifest === (await print(header)) && named.receipts === (await receiptsHash(last.receipts));
  },
};

async function check(line) {
  let state;
  try {
    state = (await checks[line.dataset.check]()) ? "good" : "bad";
  } catch {
    return; // no network: still waiting, which is true
  }
  line.dataset.state = state;
  for (const part of line.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
}

const answer = (shown) => {
  for (const id of ["counted", "missing", "malformed", "away"]) byId(id).hidden = id !== shown;
};

async function look(event) {
  event?.preventDefault();
  const receipt = byId("receipt").value.replaceAll(/\s/g, "").toLowerCase();
  answer();
  if (!RECEIPT.test(receipt)) return answer("malformed");
  try {
    answer(counted(await receipts(), receipt) ? "counted" : "missing");
  } catch {
    answer("away");
  }
}

/** The receipts this device keeps of this round; several people may share it. */
const kept = async () => (await all().catch(() => [])).filter((held) => held.round === round && held.state === "done");

async function start() {
  byId("late").hidden = true;
  for (const line of document.querySelectorAll("[data-check]")) check(line);
  const form = byId("look");
  if (!form) return;
  form.addEventListener("submit", look);
  const who = document.querySelector("meta[name='pulse-who']")?.content;
  const here = await kept();
  const given = location.hash.slice(1) || here.find((held) => who && held.who === who)?.receipt; // nobody else's
  byId("own").hidden = !given || !here.some((held) => held.receipt === given);
  if (!given) return;
  byId("receipt").value = given;
  history.replaceState(null, "", location.pathname + location.search);
  look();
}

start();
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // perhaps somebody else by now
