"""Sums of products of every unit's sentiment with every unit's customers: what any pairing of them adds up to."""

from dataclasses import dataclass

import numpy as np

from pulse.linkage.fixed_effects import Floats, Ints, two_way
from pulse.linkage.panels import REACH

LAGS = tuple(range(-REACH, REACH + 1))  # above 0: sentiment is that many periods earlier
FEWEST_UNITS = 8  # of a lag that is kept ...
FEWEST_SHARED = 6  # ... with so many shared periods each
AT_ONCE = 1000  # shuffles


Place = tuple[int, int]  # the number of a dimension, and of a lag


@dataclass(frozen=True)
class Pairings:
    """Sentiment and customers as they can meet at each lag: demeaned, 0 where missing; and where they are there."""

    x: Floats  # (dimensions, lags, units, periods)
    y: Floats  # (lags, units, periods)
    has_x: Floats
    has_y: Floats

    def own(self, place: Place) -> tuple[Floats, Floats, Floats, Ints]:
        """Return each unit's own sums of x y, x squared, y squared over the cells both have, and how many they are."""
        x, y = self.x[place], self.y[place[1]]
        both = self.has_x[place] * self.has_y[place[1]]
        sums = (each.sum(axis=1) for each in (x * y, x**2 * both, y**2 * both))
        return (*sums, np.rint(both.sum(axis=1)).astype(np.int64))

    def every(self, place: Place) -> tuple[Floats, Floats]:
        """Return the sums of x y and of x squared for each pairing `[i, j]`: sentiment of i with customers of j."""
        return self.x[place] @ self.y[place[1]].T, self.x[place] ** 2 @ self.has_y[place[1]].T

    @property
    def places(self) -> list[Place]:
        """Return the dimensions and lags with enough units of enough shared periods, in which something varies."""
        return [(int(d), int(lag)) for d, lag in np.ndindex(self.x.shape[:2]) if self._is_kept((int(d), int(lag)))]

    def _is_kept(self, place: Place) -> bool:
        products, squares, _, shared = self.own(place)
        return (shared >= FEWEST_SHARED).sum() >= FEWEST_UNITS and slope(products, squares) is not None


def pairings(x: Floats, y: Floats, lags: tuple[int, ...] = LAGS) -> Pairings:
    """Return how sentiment (dimensions, units, periods) meets customers (units, periods); NaN is missing.

    At each lag both series are cut to the periods that can meet, and each is demeaned on its own cells of them.
    """
    x_at = np.stack([_cut(x, lag) for lag in lags], axis=1)
    y_at = np.stack([_later(y, lag) for lag in lags])
    return Pairings(two_way(x_at), two_way(y_at), *((~np.isnan(each)).astype(np.float64) for each in (x_at, y_at)))


def _cut(values: Floats, lag: int) -> Floats:
    """Return values with the periods missing that have no partner `lag` periods later."""
    kept = np.full_like(values, np.nan)
    periods = values.shape[-1]
    some = slice(max(0, -lag), max(0, periods - max(0, lag)))
    kept[..., some] = values[..., some]
    return kept


def _later(values: Floats, lag: int) -> Floats:
    """Return what is `lag` periods later, in each period."""
    found = np.full_like(values, np.nan)
    periods = values.shape[-1]
    if abs(lag) < periods:
        here = slice(max(0, -lag), periods - max(0, lag))
        there = slice(max(0, lag), periods - max(0, -lag))
        found[..., here] = values[..., there]
    return found


@dataclass(frozen=True)
class Slope:
    """A coefficient with its error, clustered by unit (CR1), on two-way residuals."""

    b: float
    se: float

    @property
    def t(self) -> float:
        """Return how many errors away from nothing it is."""
        return self.b / self.se


def slope(products: Floats, squares: Floats) -> Slope | None:
    """Return b = sum S / sum Q of units' own sums, and its CR1 error; None where nothing varies."""
    with_cells = squares > 0
    units, total = int(with_cells.sum()), float(squares.sum())
    if units < 2 or total <= 0.0:
        return None
    b = float(products.sum()) / total
    se = float(np.sqrt(((products - b * squares) ** 2).sum() * units / (units - 1))) / total
    return Slope(b, se) if se > 0.0 else None


def shuffles(units: int, count: int, draw: np.random.Generator) -> Ints:
    """Return random pairings (count, units): whose customers each unit's sentiment is laid beside."""
    return draw.permuted(np.tile(np.arange(units), (count, 1)), axis=1)


def strongest(found: Pairings, orders: Ints) -> Floats:
    """Return for each pairing the largest |t| over all dimensions and lags that are kept."""
    most = np.zeros(len(orders))
    for place in found.places:
        products, squares = found.every(place)
        for start in range(0, len(orders), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            np.maximum(most[some], _t_squared(products, squares, orders[some]), out=most[some])
    return np.sqrt(most)


def _t_squared(products: Floats, squares: Floats, orders: Ints) -> Floats:
    """Return t squared of each pairing: (sum S)^2 (G - 1) / (G sum (S - b Q)^2), written out in sums of products."""
    where = orders + np.arange(orders.shape[1]) * orders.shape[1]
    s, q = products.take(where), squares.take(where)
    total, weight = s.sum(axis=1), q.sum(axis=1)
    units = (q > 0).sum(axis=1)
    b = np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)
    spread = np.einsum("ij,ij->i", s, s) - 2 * b * np.einsum("ij,ij->i", s, q) + b**2 * np.einsum("ij,ij->i", q, q)
    safe = (spread > 0) & (units > 1)
    found: Floats = np.divide(total**2 * (units - 1), units * spread, out=np.zeros_like(total), where=safe)
    return found
