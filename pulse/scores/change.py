"""Whether a team's score changed: the last three rounds against up to six before, with luck taken seriously."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pulse.scores.apart import NORMAL_MAD, apart
from pulse.scores.dimension import ScorePoint, Scores, Subject
from pulse.scores.discoveries import adjusted
from pulse.scores.distributions import Floats, two_sided
from pulse.scores.published import SCORED, spread_of
from pulse.scores.spread import Spreads

LATELY = 3  # rounds
BEFORE = 6  # rounds at most: with six a step is seen whole in more than one window
FEWEST_BEFORE = 3  # rounds
FIRST_TEST = LATELY + FEWEST_BEFORE  # rounds of a programme: before there are so many, nothing is tested
NEEDED = 2  # rounds on each side in which the team must have a point
FALSE_DISCOVERIES = 0.10
SMALLEST = 5.0  # points: organisations move 3.5 (SD) from year to year by themselves
PEERS = 5  # teams from which on a median shift of the company means something
SAID_BEFORE = LATELY + BEFORE - 1  # rounds in which the same news is not said again


class Verdict(StrEnum):
    """What may be said about a team's change."""

    CHANGED_UP = "changed up"
    CHANGED_DOWN = "changed down"
    NOT_CLEARLY = "not clearly changed"
    MOVED_WITH_COMPANY = "moved with company"
    CANNOT_JUDGE = "cannot be judged yet"  # no test was possible: never told as "nothing has changed"

    @property
    def tested(self) -> bool:
        """Whether a test was made: only then may anything be said of change, that there is none included."""
        return self is not Verdict.CANNOT_JUDGE


@dataclass(frozen=True)
class Change:
    """A team's change on a dimension; `points` as it happened, `beyond` after the company's shift is removed."""

    verdict: Verdict
    points: float | None = None
    beyond: float | None = None
    q: float | None = None


@dataclass(frozen=True)
class Difference:
    """The later window minus the earlier one, n-weighted; least and most over the ends of clamped cells."""

    points: float
    least: float
    most: float
    scale: float  # sqrt(1/n1 + 1/n2) times the spread: the z of `points` is points / scale


def difference(rounds: Sequence[ScorePoint | None], spread: float) -> Difference | None:
    """Return the difference of the last three rounds and up to six before, or None when points are missing."""
    earlier = [point for point in rounds[-LATELY - BEFORE : -LATELY] if point is not None]
    later = [point for point in rounds[-LATELY:] if point is not None]
    if min(len(earlier), len(later)) < NEEDED:
        return None
    before, after = _window(earlier), _window(later)
    scale = spread * float(np.sqrt(1 / sum(p.n for p in earlier) + 1 / sum(p.n for p in later)))
    return Difference(after[0] - before[0], after[1] - before[2], after[2] - before[1], scale)


def _window(points: Sequence[ScorePoint]) -> tuple[float, float, float]:
    """Return the n-weighted score, least and most."""
    n = sum(point.n for point in points)
    return (
        sum(point.n * point.score for point in points) / n,
        sum(point.n * point.least for point in points) / n,
        sum(point.n * point.most for point in points) / n,
    )


def differences(
    history: Sequence[Scores], same: Sequence[frozenset[str]], spreads: Spreads, items: Mapping[str, int]
) -> dict[Subject, Difference]:
    """Return the differences of all teams that have one; scores oldest first, all under the same item effects.

    `same`: for each round the teams that are today's ones: points before a team's line broke play no part.
    `items`: dimension -> number of its questions in a round, which picks the spread.
    """
    found = {}
    for team, dimension in history[-1] if len(history) >= FIRST_TEST else ():
        course = [
            scores.get((team, dimension)) if team in its else None for scores, its in zip(history, same, strict=True)
        ]
        points = [result if isinstance(result, ScorePoint) else None for result in course]
        change = difference(points, spreads.of(spread_of(dimension), items[dimension])[0])
        if change is not None:
            found[team, dimension] = change
    return found


def company_shifts(tested: Mapping[Subject, Difference]) -> dict[str, float]:
    """Return each dimension's median difference over the teams; 0 when there are fewer than five."""
    shifts = {}
    for dimension in SCORED:
        points = [change.points for (_, of), change in sorted(tested.items()) if of == dimension]
        shifts[dimension] = float(np.median(points)) if len(points) >= PEERS else 0.0
    return shifts


def wobble(z: Floats) -> float:
    """Return how many times more than luck the teams really move from window to window: max(1, MAD(z) / .6745).

    Fewer than five tests cannot tell a wobble from a change: 1.
    """
    return max(1.0, float(np.median(np.abs(z - np.median(z)))) / NORMAL_MAD) if z.size >= PEERS else 1.0


def verdicts(
    changes: Mapping[Subject, Difference], company: Mapping[str, Change], whole: frozenset[str]
) -> dict[Subject, Change]:
    """Return the verdict on every team but the company itself (`whole`: the teams with none above).

    Two tests a subject, one false discovery rate over all: against what teams really do, and against what this team's
    other dimensions did, which takes out the mood of the team and who happened to answer.
    """
    tested = {subject: changes[subject] for subject in sorted(changes) if subject[0] not in whole}
    shifts = company_shifts(tested)
    beyond = np.array([change.points - shifts[dimension] for (_, dimension), change in tested.items()])
    z = beyond / np.array([change.scale for change in tested.values()])
    z /= wobble(z)
    q = adjusted(np.concatenate([two_sided(z), apart(list(tested), z)])).reshape(2, -1).min(axis=0)
    return {
        subject: Change(
            _verdict(change, shifts[subject[1]], q[place], company.get(subject[1])),
            round(change.points, 10),
            round(float(beyond[place]), 10),
            round(float(q[place]), 10),
        )
        for place, (subject, change) in enumerate(tested.items())
    }


def _verdict(change: Difference, shift: float, q: float, company: Change | None) -> Verdict:
    """Say "changed" only when the team moved, moved beyond the company, and both survive the clamped cells."""
    if q <= FALSE_DISCOVERIES and _clear(change.least, change.most, 0.0) and _clear(change.least, change.most, shift):
        if change.least > max(0.0, shift):
            return Verdict.CHANGED_UP
        if change.most < min(0.0, shift):
            return Verdict.CHANGED_DOWN
    moved = company is not None and company.verdict in (Verdict.CHANGED_UP, Verdict.CHANGED_DOWN)
    if moved and abs(change.points) >= SMALLEST and (change.points > 0) == (shift > 0):
        return Verdict.MOVED_WITH_COMPANY
    return Verdict.NOT_CLEARLY


def _clear(least: float, most: float, shift: float) -> bool:
    return least - shift >= SMALLEST or most - shift <= -SMALLEST


def company_changes(changes: Mapping[Subject, Difference], whole: frozenset[str]) -> dict[str, Change]:
    """Return the verdict on the company as a whole, by dimension: tested once, q over the dimensions.

    Teams move for reasons of their own, so the unit is the team and a thousand people are not a thousand witnesses:
    z = median shift / its standard error over G teams (1.2533 SD / sqrt(G), SD by the MAD).
    """
    tested = {subject: change for subject, change in changes.items() if subject[0] not in whole}
    shifts = company_shifts(tested)
    z = {}
    for dimension in SCORED:
        points = np.array([change.points for (_, of), change in sorted(tested.items()) if of == dimension])
        if points.size >= PEERS:
            deviation = float(np.median(np.abs(points - shifts[dimension]))) / NORMAL_MAD
            z[dimension] = shifts[dimension] / (1.2533 * max(deviation, 1e-9) / float(np.sqrt(points.size)))
    q = adjusted(two_sided(np.array(list(z.values()))))
    return {dimension: _company(shifts[dimension], float(value)) for dimension, value in zip(z, q, strict=True)}


def _company(shift: float, q: float) -> Change:
    changed = Verdict.CHANGED_UP if shift > 0 else Verdict.CHANGED_DOWN
    clear = q <= FALSE_DISCOVERIES and abs(shift) >= SMALLEST
    return Change(changed if clear else Verdict.NOT_CLEARLY, round(shift, 10), 0.0, round(q, 10))


def is_news(verdict: Verdict, announced: Sequence[Verdict]) -> bool:
    """Tell whether a verdict is said for the first time: its windows overlap with those of the rounds before.

    `announced`: what was announced of the same team and dimension in the last `SAID_BEFORE` rounds.
    """
    return verdict in (Verdict.CHANGED_UP, Verdict.CHANGED_DOWN) and verdict not in announced
