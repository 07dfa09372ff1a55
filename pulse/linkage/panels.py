"""Two panels side by side, units by periods: what teams say, and what their customers say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import numpy as np

from pulse.linkage.fixed_effects import Flags, Floats, Ints

REACH = 3  # periods by which one side may be earlier than the other


@dataclass(frozen=True)
class Panels:
    """The same units and periods in both; NaN where there is no figure that counts."""

    units: tuple[int, ...]
    periods: tuple[date, ...]  # the first day of each month, or of each quarter
    sentiment: Floats  # (dimensions, units, periods), 0 to 100
    customers: Floats  # (units, periods), 0 to 100
    events: Flags  # (units, periods): something special happened

    @property
    def shared(self) -> Ints:
        """Return in how many periods each unit has both, whatever the dimension."""
        counted: Ints = (~np.isnan(self.sentiment) & ~np.isnan(self.customers)).sum(axis=-1).max(axis=0)
        return counted

    @property
    def fingerprint(self) -> str:
        """Return the hash of everything in it; differences that rounding makes do not count."""
        parts = [repr((self.units, self.periods)).encode(), np.packbits(self.events).tobytes()]
        parts += [np.nan_to_num(np.round(each, 9), nan=-1.0).tobytes() for each in (self.sentiment, self.customers)]
        return sha256(b"|".join(parts)).hexdigest()

    def without(self, taking: Callable[[Floats], Floats]) -> "Panels":
        """Return panels of which something is taken out of each series (units, periods)."""
        sentiment = np.stack([taking(each) for each in self.sentiment])
        return replace(self, sentiment=sentiment, customers=taking(self.customers))

    def without_events(self) -> "Panels":
        """Return panels in which months of events are missing."""
        return self.without(lambda values: np.where(self.events, np.nan, values))

    def less(self, unit: int) -> "Panels":
        """Return panels without one unit, counted from 0."""
        kept = [place for place in range(len(self.units)) if place != unit]
        return Panels(
            tuple(self.units[place] for place in kept),
            self.periods,
            self.sentiment[:, kept],
            self.customers[kept],
            self.events[kept],
        )

    @property
    def both(self) -> Flags:
        """Return the cells (units, periods) that have figures on both sides, in any dimension."""
        both: Flags = np.logical_or.reduce(~np.isnan(self.sentiment), axis=0) & ~np.isnan(self.customers)
        return both

    def with_both(self) -> "Panels":
        """Return panels of the units that have figures on both sides, in the periods that can meet at some lag."""
        has_x: Flags = np.logical_or.reduce(~np.isnan(self.sentiment), axis=0)
        has_y: Flags = ~np.isnan(self.customers)
        kept = np.flatnonzero(has_x.any(axis=1) & has_y.any(axis=1))
        span = _meeting(has_x[kept], has_y[kept])
        return Panels(
            tuple(self.units[place] for place in kept),
            self.periods[span],
            self.sentiment[:, kept, span],
            self.customers[kept, span],
            self.events[kept, span],
        )


def _meeting(has_x: Flags, has_y: Flags) -> slice:
    """Return the periods from the later beginning to the earlier end, and as many around them as lags reach."""
    some = [np.flatnonzero(np.logical_or.reduce(each, axis=0)) for each in (has_x, has_y)]
    if not all(each.size for each in some):
        return slice(0, 0)
    ends = [(int(each[0]), int(each[-1])) for each in some]
    first = max(min(end[0] for end in ends), max(end[0] for end in ends) - REACH)
    last = min(max(end[1] for end in ends), min(end[1] for end in ends) + REACH)
    return slice(first, max(first, last + 1))
