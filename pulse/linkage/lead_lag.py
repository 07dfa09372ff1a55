"""Who moves first: at which lag the link peaks, over again in resamples of the units."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pulse.linkage.fixed_effects import Floats
from pulse.linkage.pairings import LAGS

RESAMPLES = 1000
SURE = 0.90  # of the resamples


class First(StrEnum):
    """What moved first, as far as can be told."""

    SENTIMENT = "sentiment"
    CUSTOMERS = "customers"
    TOGETHER = "together"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Precedence:
    """The shares of resamples whose strongest correlation lies at each side of the same period."""

    sentiment: float
    customers: float
    together: float

    @property
    def first(self) -> First:
        """Return what moved first in at least nine of ten resamples."""
        shares = {First.SENTIMENT: self.sentiment, First.CUSTOMERS: self.customers, First.TOGETHER: self.together}
        return next((first for first, share in shares.items() if share >= SURE), First.UNCLEAR)


def precedence(sums: tuple[Floats, ...], kept: list[bool], draw: np.random.Generator) -> Precedence:
    """Return who moves first; `sums`: each unit's own x y, x squared and y squared, of shape (lags, units)."""
    units = sums[0].shape[1]
    drawn = draw.multinomial(units, np.full(units, 1 / units), size=RESAMPLES).astype(np.float64)
    products, of_x, of_y = (drawn @ each.T for each in sums)
    scale = np.sqrt(of_x * of_y)
    r = np.abs(np.divide(products, scale, out=np.zeros_like(products), where=scale > 0))
    r[:, ~np.array(kept)] = -1.0
    peak = np.array(LAGS)[r.argmax(axis=1)]
    return Precedence(*(float(np.mean(side)) for side in (peak > 0, peak < 0, peak == 0)))
