// How long a draft is kept: until the pulse closes, and no longer than a day after the last touch. Pure.
export const DAY = 24 * 60 * 60 * 1000; // ms

/** Whether the draft of a record is to be forgotten. One that was sent, and waits for a network, has until the close. */
export const lapsed = ({ draft, touched = 0, closes = Infinity }, now) =>
  Boolean(draft) && (now >= closes || (!draft.send && now - touched >= DAY));

/** The record without its draft; that there was one is remembered, to be told. */
export const without = ({ draft, ...held }) => ({ ...held, lapsed: true });
