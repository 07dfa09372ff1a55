// Posting JSON without leaving traces, and telling a dead network from a refusal.
const PATIENCE = 20_000; // ms

/** The network, or the server behind it, is away for now; what was kept will be sent again. */
export class Offline extends Error {}

/** The server said no. `status` is its number, `reply` its JSON when it sent any. */
export class Refused extends Error {
  constructor(status, reply) {
    super(`refused: ${status}`);
    this.status = status;
    this.reply = reply;
  }
}

const away = (status) => status < 400 || status >= 500 || status === 408 || status === 429;

/**
 * Post and return the JSON reply (null for 204). `credentials`: "omit" or "same-origin".
 * Only the expected status is a yes: a portal between us and the server may answer 200 to anything.
 */
export async function post(path, said, { expects, credentials, headers = {} }) {
  let response;
  let reply = null;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(said),
      credentials,
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const type = response.headers.get("Content-Type") ?? "";
    if (type.includes("json") && response.status !== 204) reply = await response.json();
  } catch (fault) {
    throw new Offline(fault.message);
  }
  const { status } = response;
  if (status === expects) return reply;
  throw away(status) ? new Offline(String(status)) : new Refused(status, reply);
}
