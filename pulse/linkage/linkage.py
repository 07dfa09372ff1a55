"""The link between sentiment and customers: coefficients, how often chance alone does as well, and how firm it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

import numpy as np

from pulse.linkage.fixed_effects import Floats, Ints, without_lines
from pulse.linkage.lead_lag import Precedence, precedence
from pulse.linkage.pairings import LAGS, Pairings, Place, pairings, shuffles, slope, strongest
from pulse.linkage.panels import Panels
from pulse.scores.published import DIMENSIONS

SHUFFLES = 9999
FIRM = 0.05  # of shuffles that may do as well
STILL = 0.10  # in a check
LONG = 12  # periods from which units' own straight lines can be told from their moves
POWER = 0.84  # standard errors: four links of this size in five are seen
BINS = 40  # of the picture of chance


@dataclass(frozen=True)
class Lagged:
    """One dimension at one lag: customer points per point of sentiment, with the range that holds for all at once."""

    dimension: str
    lag: int
    b: float
    se: float
    t: float
    low: float
    high: float
    p: float  # against all dimensions and lags
    units: int
    cells: int


@dataclass(frozen=True)
class Checks:
    """Whether the sign stays when something is taken away; None: there was nothing to take away."""

    lines: bool | None  # each unit's own straight line
    events: bool | None  # months in which something special happened
    anyone: bool  # any one unit

    @property
    def steady(self) -> bool:
        """Return whether the first check holds: neither lines nor events make it."""
        return self.lines is not False and self.events is not False

    @property
    def hold(self) -> bool:
        """Return whether both checks hold."""
        return self.steady and self.anyone


@dataclass(frozen=True)
class Smallest:
    """The smallest link that would probably have been seen: in customer points per point, and as a correlation."""

    b: float
    r: float


@dataclass(frozen=True)
class Linkage:
    """What the panels say: every lag that is kept, the one with the largest |t|, and what chance does."""

    lags: tuple[Lagged, ...]
    best: Lagged
    limit: float  # |t| that one in twenty shuffles reaches
    reached: int  # shuffles that did as well as the best
    chance: tuple[int, ...]  # shuffles by their largest |t|, in bins of equal width from 0 to `top`
    top: float
    smallest: Smallest
    precedence: Precedence
    checks: Checks | None  # None: chance does as well, there is nothing to check


def linkage(panels: Panels, seed: int) -> Linkage | None:
    """Return the link of sentiment and customers; None where no lag has enough units."""
    draw = np.random.default_rng(seed)
    found = pairings(panels.sentiment, panels.customers)
    if not found.places:
        return None
    orders = shuffles(len(panels.units), SHUFFLES, draw)
    by_chance = strongest(found, orders)
    limit = float(np.quantile(by_chance, 1 - FIRM))
    lags = tuple(_lagged(found, place, by_chance, limit) for place in found.places)
    best = max(lags, key=lambda each: abs(each.t))
    bins, top = _bins(by_chance, best)
    return Linkage(
        lags=lags,
        best=best,
        limit=limit,
        reached=int((by_chance >= abs(best.t)).sum()),
        chance=bins,
        top=top,
        smallest=_smallest(found, lags, best, limit),
        precedence=_precedence(found, best, draw),
        checks=_checks(panels, best, orders) if best.p < FIRM else None,
    )


def _lagged(found: Pairings, place: Place, by_chance: Floats, limit: float) -> Lagged:
    products, squares, _, shared = found.own(place)
    fitted = slope(products, squares)
    assert fitted is not None
    return Lagged(
        dimension=DIMENSIONS[place[0]],
        lag=LAGS[place[1]],
        b=fitted.b,
        se=fitted.se,
        t=fitted.t,
        low=fitted.b - limit * fitted.se,
        high=fitted.b + limit * fitted.se,
        p=_p(by_chance, fitted.t),
        units=int((shared > 0).sum()),
        cells=int(shared.sum()),
    )


def _p(by_chance: Floats, t: float) -> float:
    """Return the share of pairings, the true one among them, that are at least as strong."""
    return (1 + int((by_chance >= abs(t)).sum())) / (len(by_chance) + 1)


def _bins(by_chance: Floats, best: Lagged) -> tuple[tuple[int, ...], float]:
    top = 1.05 * max(float(by_chance.max()), abs(best.t))
    counts, _ = np.histogram(by_chance, BINS, (0.0, top))
    return tuple(int(count) for count in counts), top


def _smallest(found: Pairings, lags: Sequence[Lagged], best: Lagged, limit: float) -> Smallest:
    """Return (c + 0.84) times the median error, over the lags of the dimension that is spoken of."""
    of_it = [each for each in lags if each.dimension == best.dimension]
    b = (limit + POWER) * median(each.se for each in of_it)
    _, of_x, of_y, _ = found.own(_place(best))
    return Smallest(b, b * sqrt(of_x.sum() / of_y.sum()))


def _place(lagged: Lagged) -> Place:
    return DIMENSIONS.index(lagged.dimension), LAGS.index(lagged.lag)


def _precedence(found: Pairings, best: Lagged, draw: np.random.Generator) -> Precedence:
    row = _place(best)[0]
    sums = [found.own((row, lag))[:3] for lag in range(len(LAGS))]
    of_lags = (np.array([each[part] for each in sums]) for part in range(3))
    kept = {place[1] for place in found.places if place[0] == row}
    return precedence(tuple(of_lags), [lag in kept for lag in range(len(LAGS))], draw)


def _checks(panels: Panels, best: Lagged, orders: Ints) -> Checks:
    lines = panels.without(without_lines) if len(panels.periods) >= LONG else None
    calm = panels.without_events() if panels.events.any() else None
    return Checks(
        lines=None if lines is None else _still(lines, best, orders),
        events=None if calm is None else _still(calm, best, orders),
        anyone=all(_same_sign(panels.less(unit), best) for unit in range(len(panels.units))),
    )


def _still(panels: Panels, best: Lagged, orders: Ints) -> bool:
    """Return whether the sign stays, and few shuffles do as well."""
    found = pairings(panels.sentiment, panels.customers)
    fitted = slope(*found.own(_place(best))[:2])
    if _place(best) not in found.places or fitted is None or fitted.b * best.b <= 0:
        return False
    return _p(strongest(found, orders), fitted.t) < STILL


def _same_sign(panels: Panels, best: Lagged) -> bool:
    found = pairings(panels.sentiment[[_place(best)[0]]], panels.customers, (best.lag,))
    fitted = slope(*found.own((0, 0))[:2])
    return fitted is not None and fitted.b * best.b > 0
