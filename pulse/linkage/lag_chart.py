"""Where the marks of the link's two small charts stand: x in percent of the width, y in pixels from the top."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from pulse.linkage.linkage import BINS, Lagged, Linkage
from pulse.linkage.pairings import LAGS

PER = 10.0  # points of sentiment
HEADROOM = 12.0  # px
MOST_TICKS = 6


@dataclass(frozen=True)
class Stem:
    """One lag: its point, and its range from top to bottom; None where too little is known."""

    lag: int
    x: float
    lagged: Lagged | None
    y: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    best: bool = False


@dataclass(frozen=True)
class GridLine:
    """A line of the grid."""

    y: float
    value: float


@dataclass(frozen=True)
class LagPicture:
    """The links of one dimension at all lags; `zero` is the y of no link at all."""

    stems: tuple[Stem, ...]
    lines: tuple[GridLine, ...]
    zero: float
    floor: float


@dataclass(frozen=True)
class Bar:
    """Shuffles of one strength: place and height in percent; whether they reach what was found."""

    x: float
    width: float
    height: float
    reaches: bool


@dataclass(frozen=True)
class Luck:
    """What chance alone does, and where the found link stands in it."""

    bars: tuple[Bar, ...]
    found: float  # x
    limit: float


def lag_picture(found: Linkage, height: float = 200.0) -> LagPicture:
    """Return the picture of the dimension that is spoken of, in customer points for ten points of sentiment."""
    at = {each.lag: each for each in found.lags if each.dimension == found.best.dimension}
    low = min(0.0, *(PER * each.low for each in at.values()))
    high = max(0.0, *(PER * each.high for each in at.values()))
    step = _step(high - low)
    first, last = step * floor(low / step), step * ceil(high / step)

    def y(value: float) -> float:
        return round(HEADROOM + height * (last - value) / (last - first), 2)

    stems = tuple(_stem(lag, at.get(lag), y, found.best) for lag in LAGS)
    values = [first + step * number for number in range(round((last - first) / step) + 1)]
    return LagPicture(stems, tuple(GridLine(y(value), value) for value in values), y(0.0), HEADROOM + height)


def _step(span: float) -> float:
    """Return 1, 2 or 5 times a power of ten, so that few lines cover the span."""
    least = max(span, 1e-9) / MOST_TICKS
    power: float = 10.0 ** floor(log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least)


def _stem(lag: int, lagged: Lagged | None, y: Callable[[float], float], best: Lagged) -> Stem:
    x = round(100 * (LAGS.index(lag) + 0.5) / len(LAGS), 3)
    if lagged is None:
        return Stem(lag, x, None)
    return Stem(lag, x, lagged, y(PER * lagged.b), y(PER * lagged.high), y(PER * lagged.low), lagged == best)


def luck(found: Linkage) -> Luck:
    """Return the shuffles by their strongest pattern, and the found one among them."""
    most, width, strength = max(found.chance), 100 / BINS, abs(found.best.t)
    bars = tuple(
        Bar(round(place * width, 3), round(width, 3), round(100 * count / most, 2), _middle(place, found) >= strength)
        for place, count in enumerate(found.chance)
    )
    return Luck(bars, round(100 * strength / found.top, 3), round(100 * found.limit / found.top, 3))


def _middle(place: int, found: Linkage) -> float:
    return (place + 0.5) * found.top / BINS


@dataclass(frozen=True)
class UnitSpot:
    """Where a unit stands on both: x and y in percent, y downwards; and whether it is among the third at either end."""

    unit: int
    x: float
    y: float
    high: bool
    low: bool


def snapshot(levels: Sequence[tuple[int, float, float]]) -> tuple[UnitSpot, ...]:
    """Return where units stand by their level of sentiment and of customers (unit, both levels).

    High on both: in the upper third of units on each; low on both: in the lower third on each.
    """
    if not levels:
        return ()
    ends = [(min(values), max(values)) for values in zip(*(row[1:] for row in levels), strict=True)]
    thirds = [_thirds([row[side] for row in levels]) for side in (1, 2)]
    apart = all(lower < upper for lower, upper in thirds)
    return tuple(
        UnitSpot(
            unit=unit,
            x=_share(level, *ends[0]),
            y=100 - _share(customers, *ends[1]),
            high=apart and level >= thirds[0][1] and customers >= thirds[1][1],
            low=apart and level <= thirds[0][0] and customers <= thirds[1][0],
        )
        for unit, level, customers in levels
    )


def _thirds(values: Sequence[float]) -> tuple[float, float]:
    """Return the highest value of the lower third, and the lowest of the upper."""
    ordered, third = sorted(values), max(1, len(values) // 3)
    return ordered[third - 1], ordered[-third]


def _share(value: float, low: float, high: float) -> float:
    """Return a place between 4 and 96 percent."""
    return round(50.0 if high == low else 4 + 92 * (value - low) / (high - low), 2)
