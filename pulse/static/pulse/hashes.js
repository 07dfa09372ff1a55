// Hashes and spellings shared by the protocol and the verify page: SHA-256, Merkle nodes, base64url, hexadecimal.
const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

export const toText = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export const join = (...parts) => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** The hash of an entry (text or bytes); the prefix keeps an inner node from posing as an entry. */
export const leafHash = (entry) => sha256(join(Uint8Array.of(0), typeof entry === "string" ? utf8(entry) : entry));

export const node = (left, right) => sha256(join(Uint8Array.of(1), left, right));
