"""Where rounds stand on a line of time: distances as long as the days between them, and where rounds are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import floor
from statistics import median

MISSING_FROM = 1.8  # times the usual step: a holiday moves a round by less, one round left out makes it twice as long
AROUND = 2  # steps on each side that say what is usual there
MONTH = 365.25 / 12  # days


@dataclass(frozen=True)
class Timeline:
    """The place of each round in percent, and the rounds (by number, from 0) before which some are missing."""

    places: tuple[float, ...]
    gaps: tuple[int, ...] = ()

    def at(self, index: float) -> float:
        """Return the place of something between two rounds: 4.5 is half way from the fifth to the sixth."""
        if not self.places:
            return 50.0
        inside = max(0.0, min(len(self.places) - 1.0, index))
        before = min(floor(inside), max(0, len(self.places) - 2))
        since, until = self.places[before], self.places[min(before + 1, len(self.places) - 1)]
        return round(since + (inside - before) * (until - since), 3)

    def nearest(self, index: float) -> int:
        """Return the number of the round that stands nearest to a place between two, the later one of equals."""
        x = self.at(index)
        return max(range(len(self.places)), key=lambda k: (-abs(self.places[k] - x), k), default=0)


def even(count: int) -> Timeline:
    """Return so many rounds at equal distances, none missing; a single one stands in the middle."""
    return Timeline((50.0,) if count == 1 else tuple(round(100 * k / (count - 1), 3) for k in range(count)))


def by_date(days: Sequence[date], rhythm: float | None = None) -> Timeline:
    """Return rounds at the distances of their days (in order); `rhythm`: the usual days between two, if it is known.

    Rounds are missing where a step is MISSING_FROM times as long as the rhythm, and as the steps around it: a line
    whose rhythm was changed on purpose does not break.
    """
    span = (days[-1] - days[0]).days if days else 0
    if span <= 0:
        return even(len(days))
    places = tuple(round(100 * (day - days[0]).days / span, 3) for day in days)
    steps = [(later - sooner).days for sooner, later in pairwise(days)]
    return Timeline(places, tuple(at + 1 for at in range(len(steps)) if _is_gap(steps, at, rhythm)))


def usual_days(unit: str, every: int) -> float:
    """Return the days between two rounds of a programme that asks every so many weeks or months."""
    return every * (7.0 if unit == "weeks" else MONTH)


def _is_gap(steps: Sequence[int], at: int, rhythm: float | None) -> bool:
    beside = [*steps[max(0, at - AROUND) : at], *steps[at + 1 : at + 1 + AROUND]]
    usual = ([rhythm] if rhythm else []) + ([median(beside)] if beside else [])
    return bool(usual) and all(steps[at] > MISSING_FROM * each for each in usual)
