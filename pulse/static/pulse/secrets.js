// The secrets of what this device wrote, apart from the rounds: nothing here says which round, receipt or text is whose.
import { shelf } from "./shelf.js";

const held = shelf("pulse-replies", "secrets", "secret");

export const keepSecret = (secret) => held.save({ secret });

export const forgetSecret = (secret) => held.drop(secret);

export const secrets = async () => (await held.all()).map(({ secret }) => secret);
