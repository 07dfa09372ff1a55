// What the server tells of a round to whoever opens the pulse: by an invitation, by a session, or to anybody.
import { device, Offline, post, Refused } from "./booth.js";

const language = document.documentElement.lang;

export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

export const csrf = () => (meta("csrf-token") ? { "X-CSRFToken": meta("csrf-token") } : null);

/** Ask the server what this round is; what this tab was told before will do without a network, or without a way in. */
export async function visited(round, { invite, slot, before }) {
  const visit = (said, options) => post("/visit", { ...said, lang: language }, { expects: 200, ...options });
  if (invite) return visit({ invite }, { credentials: "omit" });
  if (!slot && csrf()) return visit({ round }, { credentials: "same-origin", headers: csrf() });
  if (before?.lang === language) return before;
  try {
    return { ...before, ...(await open(round, slot && (await device.look(slot)).cohort)) };
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
