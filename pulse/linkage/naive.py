"""What correlating without care says of the same panels: company averages, pooled months, and usual levels.

It is there to be shown beside the link and why it misleads; nothing rests on it.
"""

from dataclasses import dataclass

import numpy as np

from pulse.linkage.fixed_effects import Floats
from pulse.linkage.pairings import shuffles
from pulse.linkage.panels import Panels
from pulse.scores.beta import incomplete_beta

TAKEN_FOR_SURE = 0.05
ORDERS = 1000
FEWEST = 4  # pairs of figures


@dataclass(frozen=True)
class Correlation:
    """A plain correlation of so many pairs, and the p-value that a textbook gives it."""

    r: float
    n: int
    p: float

    @property
    def says_link(self) -> bool:
        """Return whether it is usually taken for a finding."""
        return self.p < TAKEN_FOR_SURE


@dataclass(frozen=True)
class Naive:
    """Three plain correlations; `fooled`: the share of wrong pairings in which the pooled one says link too."""

    averages: Correlation | None  # of the company, period by period
    pooled: Correlation | None  # of every unit in every period
    levels: Correlation | None  # of units, over all periods
    fooled: float
    months: tuple[str, ...]  # the company's averages, for the two panels
    sentiment: tuple[float | None, ...]
    customers: tuple[float | None, ...]


def naive(panels: Panels, dimension: int, seed: int) -> Naive:
    """Return what plain correlations say of one dimension."""
    x, y = panels.sentiment[dimension], panels.customers
    of_months, of_units = (tuple(_means(each, axis) for each in (x, y)) for axis in (0, 1))
    return Naive(
        averages=correlation(*of_months),
        pooled=correlation(x.ravel(), y.ravel()),
        levels=correlation(*of_units),
        fooled=_fooled(x, y, np.random.default_rng(seed)),
        months=tuple(day.isoformat() for day in panels.periods),
        sentiment=_plain(of_months[0]),
        customers=_plain(of_months[1]),
    )


def correlation(x: Floats, y: Floats) -> Correlation | None:
    """Return Pearson's r of the pairs that are there, with Student's p; None where nothing varies."""
    both = ~np.isnan(x) & ~np.isnan(y)
    if both.sum() < FEWEST or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:
        return None
    r = float(np.clip(np.corrcoef(x[both], y[both])[0, 1], -1, 1))
    return Correlation(r, int(both.sum()), _p(r * r, int(both.sum())))


def _p(squared: float, n: float) -> float:
    """Return the two-sided p of t = r sqrt((n - 2) / (1 - r^2)): P(X > r^2) of Beta(1/2, (n - 2)/2)."""
    return incomplete_beta(1.0 - squared, (n - 2) / 2, 0.5)


def _means(values: Floats, axis: int) -> Floats:
    here = ~np.isnan(values)
    total = np.where(here, values, 0.0).sum(axis=axis)
    found: Floats = np.divide(total, here.sum(axis=axis), out=np.full(total.shape, np.nan), where=here.any(axis=axis))
    return found


def _plain(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)


def _fooled(x: Floats, y: Floats, draw: np.random.Generator) -> float:
    """Return how often the pooled correlation says link when every unit is given another's customers."""
    units = x.shape[0]
    orders = shuffles(units, ORDERS, draw) + np.arange(units) * units
    has_x, has_y = ((~np.isnan(each)).astype(np.float64) for each in (x, y))
    x0, y0 = (np.nan_to_num(each - np.nanmean(each)) for each in (x, y))
    matrices = (has_x @ has_y.T, x0 @ has_y.T, has_x @ y0.T, x0 @ y0.T, x0**2 @ has_y.T, has_x @ (y0**2).T)
    n, of_x, of_y, both, x_squared, y_squared = (each.take(orders).sum(axis=1) for each in matrices)
    shared = both - of_x * of_y / n
    spread = (x_squared - of_x**2 / n) * (y_squared - of_y**2 / n)
    r_squared = np.divide(shared**2, spread, out=np.zeros_like(shared), where=spread > 0)
    told = [_p(float(each), float(count)) < TAKEN_FOR_SURE for each, count in zip(r_squared, n, strict=True)]
    return float(np.mean(told))
