// What everybody in a hall sees, asked for every two seconds without a cookie: polling tells nobody apart.
//
//   follow({hall, key}, show, away)  show(snapshot) after every change; away(true | false) when the network goes or comes
//                                    returns {soon}: ask again at once, after something was done here
const PACE = 2000; // ms
const JITTER = 0.15;
const SLOWEST = 30_000;
const PATIENCE = 10_000;
const OVER = new Set(["ended", "cancelled"]);

export function follow({ hall, key }, show, away) {
  let tag;
  let wait = PACE;
  let timer;
  let asking = false;
  let over = false;

  async function ask() {
    if (document.hidden || asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      const said = await fetched();
      away(false);
      if (said) {
        show(said);
        over = OVER.has(said.hall);
      }
      wait = over ? SLOWEST : PACE;
    } catch {
      away(true);
      wait = Math.min(SLOWEST, wait * 2);
    } finally {
      asking = false;
    }
    timer = setTimeout(ask, wait * (1 - JITTER + 2 * JITTER * Math.random()));
  }

  async function fetched() {
    const reply = await fetch(`/halls/${hall}/snapshot.json`, {
      headers: { "Hall-Key": key, ...(tag ? { "If-None-Match": tag } : {}) },
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (reply.status === 304) return null;
    if (!reply.ok) throw new Error(String(reply.status));
    tag = reply.headers.get("ETag");
    return reply.json();
  }

  document.addEventListener("visibilitychange", ask);
  globalThis.addEventListener("online", ask);
  ask();
  return { soon: ask };
}
