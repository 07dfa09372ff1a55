// The questions of a pulse in their order, and whether they are those that everybody of the group is asked. Pure.

/** Lay out the questions; those about teams follow the screen on which the teams were named (their uids). */
export const laid = (questions, named) =>
  questions.flatMap((asked) => (asked.teams ? [asked, ...about(asked, named)] : [asked]));

const about = ({ teams, asks }, named) =>
  teams
    .filter(([uid]) => named.includes(uid))
    .flatMap(([uid, team]) =>
      asks.map(({ version, scale, text }) => ({
        version: `${version}/${uid}`,
        scale,
        team,
        text: text.replaceAll("{team}", () => team),
      })),
    );

/** Return what the ballot says: an answer or a skip to each question, and the words that were written. */
export function spoken(laidOut, { answers, texts }) {
  const closed = laidOut.filter((asked) => !asked.open && !asked.teams);
  return {
    answers: Object.fromEntries(closed.map(({ version }) => [version, answers[version] ?? null])),
    texts: Object.fromEntries(Object.entries(texts).filter(([, words]) => words.trim())),
  };
}

/** Compare with what the manifest lists (of a moved ballot without teams): nobody is asked anything of their own. */
export function fits(questions, { questions: listed, teams: offered }) {
  const names = questions.flatMap(({ version, asks }) => asks?.map((each) => `${each.version}/*`) ?? version);
  const strange = questions.some(({ teams = [] }) => offered && teams.some(([uid]) => !offered.includes(uid)));
  return !listed || (listed.join() === names.join() && !strange);
}
