// What anybody can check of a round: its manifest as a whole, and that a receipt was counted. Needs no credentials library.
//
//   manifestFaults(header, leaves)   -> [] or names of what is wrong: foreign, count, small, shared key (texts, as published)
//   receiptsHash(receipts)           -> hexadecimal; stands in the next round's manifest under `previous`
//   counted(receipts, receipt)       -> whether a receipt (hexadecimal, as pasted) is in the published list
import { fromHex, leafHash, node, toHex } from "./hashes.js";

async function root(leaves) {
  let level = leaves.length ? leaves : [await leafHash("")];
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at + 1 < level.length; at += 2) above.push(await node(level[at], level[at + 1]));
    level = level.length % 2 ? [...above, level.at(-1)] : above;
  }
  return toHex(level[0]);
}

export async function manifestFaults(headerText, leafTexts) {
  const header = JSON.parse(headerText);
  const leaves = leafTexts.map((text) => JSON.parse(text));
  const distinct = (part) => new Set(leaves.map((leaf) => leaf[part])).size === leaves.length;
  const members = leaves.reduce((sum, leaf) => sum + leaf.size, 0);
  const wrong = {
    foreign: (await root(await Promise.all(leafTexts.map(leafHash)))) !== header.root,
    count: leaves.length !== header.cohorts || members !== header.members,
    small: leaves.some((leaf) => !(leaf.size >= header.thresholds.cohort)),
    "shared key": !distinct("id") || !distinct("key"),
  };
  return Object.keys(wrong).filter((fault) => wrong[fault]);
}

export async function receiptsHash(receipts) {
  return root(await Promise.all([...receipts].sort().map((receipt) => leafHash(fromHex(receipt)))));
}

export const counted = (receipts, receipt) => receipts.includes(receipt.trim().toLowerCase());
