// Everything that touches a credential, for the pulse page; built into one file with the library it stands on.
export * as device from "./device.js";
export { Offline, post, Refused } from "./post.js";
export { Mistrust, wordsLeft } from "./protocol.js";
