"""Whether the members of a cell agree: what the bands of its questions say about how far opinions lie apart."""

from collections.abc import Sequence
from enum import StrEnum

from pulse.scores.bands import value
from pulse.tallies.clamp import POINTS
from pulse.tallies.tables import Cell

FROM = 10  # answers
EVEN = 5000 / 3  # variance of an even spread over 0, 50 and 100


class Agreement(StrEnum):
    """Our conventions, not a law of nature: below .30, to .60, above."""

    SPLIT = "split"
    MIXED = "mixed"
    MOSTLY = "mostly agree"


def variance(cell: Cell) -> float | None:
    """Return the variance (n below the line, like that of the even spread) of the 0/50/100 scores; None: not shown."""
    if cell.clamped is not None or cell.n < FROM:
        return None
    mean = value(cell.shares) / cell.n
    return sum(count * (points - mean) ** 2 for points, count in zip(POINTS, cell.shares, strict=True)) / cell.n


def a_star(cells: Sequence[Cell]) -> float | None:
    """Return 1 - (mean variance of the questions) / 1666.7, from unclamped cells of 10 or more; None without any."""
    known = [found for found in map(variance, cells) if found is not None]
    return 1.0 - sum(known) / len(known) / EVEN if known else None


def agreement(cells: Sequence[Cell]) -> Agreement | None:
    """Return the wording for the questions of one team, or None when they are too few or near-unanimous."""
    found = a_star(cells)
    if found is None:
        return None
    if found < 0.30:
        return Agreement.SPLIT
    return Agreement.MIXED if found <= 0.60 else Agreement.MOSTLY
