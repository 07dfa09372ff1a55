"""Two panels side by side, units by periods: what teams say, and what their customers say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import numpy as np

from pulse.customers.demeaning import Flags, Floats, Ints


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

    def with_both(self) -> "Panels":
        """Return panels of the units that have figures on both sides, from the first of their periods to the last."""
        has_x: Flags = np.logical_or.reduce(~np.isnan(self.sentiment), axis=0)
        has_y: Flags = ~np.isnan(self.customers)
        kept = np.flatnonzero(has_x.any(axis=1) & has_y.any(axis=1))
        some = np.flatnonzero((has_x | has_y)[kept].any(axis=0))
        span = slice(int(some[0]), int(some[-1]) + 1) if some.size else slice(0, 0)
        return Panels(
            tuple(self.units[place] for place in kept),
            self.periods[span],
            self.sentiment[:, kept, span],
            self.customers[kept, span],
            self.events[kept, span],
        )
