"""Whether the members of a cell agree: what the bands of its questions say about how far opinions lie apart."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from pulse.scores.bands import Bands, value
from pulse.tallies.clamp import POINTS
from pulse.tallies.tables import Cell

FROM = 10  # answers
SPLIT_BELOW = 0.30
EVEN = 5000 / 3  # variance of an even spread over 0, 50 and 100


class Agreement(StrEnum):
    """Our conventions, not a law of nature: below .30, to .60, above."""

    SPLIT = "split"
    MIXED = "mixed"
    MOSTLY = "mostly agree"


def variance(cell: Cell) -> float | None:
    """Return the variance (n below the line, like that of the even spread) of the 0/50/100 scores; None: not shown."""
    return None if cell.clamped is not None else of_bands(cell.shares)


def of_bands(bands: Bands) -> float | None:
    """Return the variance of the 0/50/100 scores behind three bands that are counts; None below ten answers."""
    n = sum(bands)
    if n < FROM:
        return None
    mean = value(bands) / n
    return sum(count * (points - mean) ** 2 for points, count in zip(POINTS, bands, strict=True)) / n


def a_star(variances: Iterable[float | None]) -> float | None:
    """Return 1 - (mean variance of the questions) / 1666.7, of those that have one; None without any."""
    known = [found for found in variances if found is not None]
    return 1.0 - sum(known) / len(known) / EVEN if known else None


def worded(found: float | None) -> Agreement | None:
    """Return the wording of an a*; None when the answers are too few or near-unanimous."""
    if found is None:
        return None
    if found < SPLIT_BELOW:
        return Agreement.SPLIT
    return Agreement.MIXED if found <= 0.60 else Agreement.MOSTLY


def agreement(cells: Sequence[Cell]) -> Agreement | None:
    """Return the wording for the questions of one team, or None when they are too few or near-unanimous."""
    return worded(a_star(map(variance, cells)))
