// How many letters a text may have, whatever script it is written in: limits are in bytes or characters, people count
// letters. Pure. `fits(text)` says whether a text is short enough; what is shorter always fits, too.
//
//   over(text, fits)   -> letters to take out at its end until it fits, 0 when it does
//   room(text, fits)   -> letters like these that may follow, or null when there are more than NEAR
export const NEAR = 200;

const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter();

/** What a reader counts as one: an emoji of seven characters, a letter with its accent. */
const letters = (text) => (segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : Array.from(text));

/** Return the largest number up to `most` that fits. */
function largest(most, fits) {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function over(text, fits) {
  if (fits(text)) return 0;
  const all = letters(text);
  return all.length - largest(all.length, (count) => fits(all.slice(0, count).join("")));
}

export function room(text, fits) {
  const like = letters(text.trim()).slice(-NEAR);
  if (!like.length) return null;
  const more = Array.from({ length: NEAR + 1 }, (_, at) => like[at % like.length]);
  const found = largest(NEAR + 1, (count) => fits(text + more.slice(0, count).join("")));
  return found > NEAR ? null : found;
}
