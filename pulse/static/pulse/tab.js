// What this tab alone remembers, until it is closed; where the browser refuses, until the page is.
const TOLD = "pulse-told"; // what the server told, so that reloading works without asking again
const WAY = "pulse-way"; // until then, the way in
const WHO = "pulse-who"; // who answered here, for the page of answers
const memory = {};

function write(name, value) {
  memory[name] = value;
  try {
    if (value) sessionStorage.setItem(name, value);
    else sessionStorage.removeItem(name);
  } catch {
    /* kept for this page only */
  }
}

function read(name) {
  try {
    return sessionStorage.getItem(name) ?? memory[name];
  } catch {
    return memory[name];
  }
}

export const way = () => read(WAY) || "";
export const comeBy = (hash) => write(WAY, hash);
export const who = () => read(WHO) || "";
export const here = (someone) => write(WHO, someone);

export function told() {
  try {
    return JSON.parse(read(TOLD) || "null");
  } catch {
    return null;
  }
}

export function tell(said) {
  write(TOLD, JSON.stringify(said));
  write(WAY);
}

export const forget = () => [TOLD, WAY, WHO].forEach((name) => write(name));
