// Everything that touches a credential, for the pulse page, and what its first screen does not need; built into one file
// with the library it stands on.
export * as device from "./device.js";
export { over, room } from "./letters.js";
export { Offline, post, Refused } from "./post.js";
export { Mistrust, wordsLeft } from "./protocol.js";
export { warnings } from "./warnings.js";
