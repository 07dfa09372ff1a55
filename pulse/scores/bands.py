"""A cell's three bands as numbers: its score, and the ends of the class that a near-unanimous cell stands for."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulse.tallies.clamp import POINTS, members_of
from pulse.tallies.tables import Cell

Bands = tuple[float, float, float]  # favourable, neutral, unfavourable


def value(bands: Bands) -> float:
    """Return the sum of the answers' points: 100 a favourable one, 50 a neutral one, 0 an unfavourable one."""
    return sum(points * count for points, count in zip(POINTS, bands, strict=True))


def score(bands: Bands) -> float:
    """Return (100 favourable + 50 neutral) / n, 0 to 100."""
    return value(bands) / sum(bands)


@dataclass(frozen=True)
class Ends:
    """The lowest and the highest sum of points that a published cell allows; equal when it is not clamped."""

    least: float
    most: float


def ends(cell: Cell) -> Ends:
    """Return the hull over the cell's class: from two answers at one far end to two at the other, or none astray."""
    if cell.clamped is None:
        return Ends(value(cell.shares), value(cell.shares))
    values = [value(bands) for bands in members_of(cell.n, cell.clamped)]
    return Ends(min(values), max(values))


def together(cells: Iterable[Cell]) -> Bands:
    """Return the bands of several cells of one question, a clamped one by its stand-in."""
    shares = [cell.shares for cell in cells]
    return sum(s[0] for s in shares), sum(s[1] for s in shares), sum(s[2] for s in shares)
