// What the phone's and the big screen's page share: filling sentences that stand in the template, and telling a tally.
export const byId = (id) => document.getElementById(id);

/** The text of a template, or "" when there is none. */
export const words = (id) => byId(id)?.content.textContent.trim() ?? "";

export const cloned = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** Put values into every place with their name; only what differs is touched, so that nothing is read aloud again. */
export function fill(values, where = document) {
  for (const [name, value] of Object.entries(values))
    for (const place of where.querySelectorAll(`[data-fill="${name}"]`)) set(place, String(value ?? ""));
}

export function set(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** Show the parts of a card that have something to say. */
export function reveal(values, where) {
  for (const [name, shown] of Object.entries(values))
    for (const place of where.querySelectorAll(`[data-when="${name}"]`)) place.hidden = !shown;
}

export function show(id, shown) {
  const place = byId(id);
  if (place && place.hidden === shown) place.hidden = !shown;
}

/** "12", "12 to 17", or "" when fewer than five votes must not be told. */
export function tally(votes) {
  if (!votes) return "";
  const [low, high] = votes;
  return low === high ? String(low) : words("range").replace("{low}", low).replace("{high}", high);
}

/** The first half of a hash, in groups that can be compared at a glance. */
export const print = (hash = "") => hash.slice(0, 16).replaceAll(/(.{4})(?=.)/g, "$1 ");
