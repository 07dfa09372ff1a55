"""Head figures of promises: how many were kept on time, and how long it took; never a score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from pulse.promises.terms import State

AT_LEAST = 3  # fewer promises say nothing


@dataclass(frozen=True)
class PromiseOutcome:
    """One promise as the figures see it."""

    state: State
    made_on: date
    first_due: date
    settled_on: date | None


@dataclass(frozen=True)
class Figures:
    """Of promises whose first date is over, or that are settled: how many were kept by that first date.

    median_days: from the day it was made to the day it was kept. None: too few to say.
    """

    due: int
    on_time: int
    later: int  # kept, but after its first date
    median_days: int | None

    @property
    def share(self) -> int | None:
        """The percentage kept on time; None when there are too few to say."""
        return round(100 * self.on_time / self.due) if self.due >= AT_LEAST else None


def figures(outcomes: Iterable[PromiseOutcome], today: date) -> Figures:
    """Count what became of promises. One that is settled early counts at once, an open one when its date is over."""
    counted = [one for one in outcomes if one.settled_on is not None or one.first_due < today]
    kept = [(one, one.settled_on) for one in counted if one.state is State.KEPT and one.settled_on is not None]
    on_time = sum(day <= one.first_due for one, day in kept)
    days = [(day - one.made_on).days for one, day in kept]
    return Figures(
        due=len(counted),
        on_time=on_time,
        later=len(kept) - on_time,
        median_days=round(median(days)) if len(days) >= AT_LEAST else None,
    )
