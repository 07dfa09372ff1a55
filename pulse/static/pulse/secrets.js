// The secrets of what was written on this device, apart from the rounds: nothing here says which round, receipt or text is
// whose. `who` keeps people apart who share the device; "" is whoever wrote before Pulse kept them apart.
import { shelf } from "./shelf.js";

const held = shelf("pulse-replies", "secrets", "secret");

export const keepSecret = (secret, who = "") => held.save({ secret, who });

export const forgetSecret = (secret) => held.drop(secret);

export const secrets = async (who = "") =>
  (await held.all()).filter((one) => (one.who ?? "") === who).map(({ secret }) => secret);

export const anySecret = async () => (await held.all()).length > 0;
