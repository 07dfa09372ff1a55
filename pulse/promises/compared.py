"""Before and after a promise was kept: what the seals' own rules of change say of it, and of nothing shorter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pulse.reports.figure_signs import Turn
from pulse.reports.readings import is_wide, turn
from pulse.scores.change import LATELY, Verdict
from pulse.scores.stored import Score

BEFORE = 6  # rounds that are shown from before a promise was made
MOST = 24  # rounds on the picture
SISTERS = 3  # quiet lines


class ComparedFinding(StrEnum):
    """What may be said of the rounds after against those before."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "unclear"
    WITH_COMPANY = "with company"
    HIDDEN = "hidden"
    CANNOT_TELL = "cannot tell"
    TOO_EARLY = "too early"
    OPEN = "open"  # it is not kept: there is no after


@dataclass(frozen=True)
class Compared:
    """A finding, with the score of the round that it was said in; `since`: rounds after it was kept."""

    finding: ComparedFinding
    score: Score | None = None
    since: int = 0


_SAID = {Turn.HIGHER: ComparedFinding.HIGHER, Turn.LOWER: ComparedFinding.LOWER, Turn.UNCLEAR: ComparedFinding.UNCLEAR}


def compared(days: Mapping[int, date], kept_on: date | None, scores: Mapping[int, Score]) -> Compared:
    """Return what the third round after said: its windows are the three rounds after, and up to six before.

    `days`: of rounds, oldest first; `scores`: of the team, by round.
    """
    if kept_on is None:
        return Compared(ComparedFinding.OPEN)
    after = [round_id for round_id, day in days.items() if day > kept_on]
    if len(after) < LATELY:
        return Compared(ComparedFinding.TOO_EARLY, since=len(after))
    score = scores.get(after[LATELY - 1])
    if score is None or score.score is None or is_wide(score):
        return Compared(ComparedFinding.HIDDEN, since=len(after))
    return Compared(_finding(score), score, len(after))


def _finding(score: Score) -> ComparedFinding:
    if score.verdict and Verdict(score.verdict) is Verdict.MOVED_WITH_COMPANY:
        return ComparedFinding.WITH_COMPANY
    went = turn(score)
    return _SAID.get(went, ComparedFinding.CANNOT_TELL) if went else ComparedFinding.CANNOT_TELL


def window(days: Sequence[date], made_on: date) -> slice:
    """Return which of all rounds are shown: some from before it was made, and those after."""
    first = next((place for place, day in enumerate(days) if day >= made_on), len(days))
    start = max(0, first - BEFORE)
    return slice(start, start + MOST)


def nearest(levels: Mapping[str, float], own: float | None) -> list[str]:
    """Return the sister teams whose usual level lay nearest before, as those to look at beside."""
    if own is None:
        return sorted(levels)[:SISTERS]
    return sorted(levels, key=lambda team: (abs(levels[team] - own), team))[:SISTERS]
