"""How sure a score is: ranges for a finite team, exact ranges of shares, and bounds that need no assumption."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from pulse.scores.distributions import hypergeometric_at_least, hypergeometric_at_most, t_quantile
from pulse.tallies.clamp import Band
from pulse.tallies.tables import Cell

TOO_WIDE = 40.0  # points: "too few answers to say"
BOUNDS_BELOW = 0.8  # response below which the hard bounds are shown


@dataclass(frozen=True)
class Range:
    """From low to high, both included."""

    low: float
    high: float

    @property
    def says_something(self) -> bool:
        """False: too few answers to say."""
        return self.high - self.low <= TOO_WIDE


def half_width(spread: tuple[float, int], n: int, members: int, level: float = 0.95) -> float:
    """Return t s sqrt((1/n)(1 - n/N)), in points; 0 when all N members answered.

    `spread` is (s in points, degrees of freedom). The last factor is that of a finite population (Cochran 1977, 2.8).
    """
    points, df = spread
    return t_quantile(0.5 + level / 2, df) * points * sqrt((1 / n) * (1 - n / members))


def score_range(least: float, most: float, half: float) -> Range | None:
    """Return the range of a score, 0 to 100, round the hull of the scores its cells allow; None: nothing is unknown."""
    if half == 0.0 and least == most:
        return None
    return Range(max(0.0, least - half), min(100.0, most + half))


def hard_bounds(least: float, most: float, n: int, members: int) -> Range:
    """Return what the score of all members must lie between, whatever the silent ones think.

    `least` and `most` are scores of the n who answered; the N - n others could all be at 0 or all at 100.
    """
    return Range(least * n / members, (most * n + 100.0 * (members - n)) / members)


def count_range(seen: int, n: int, members: int, level: float = 0.95) -> tuple[int, int]:
    """Return the numbers of members in a band that fit `seen` of n answers: 8 of 9 answered, 6 favourable: 6 or 7.

    Exact (hypergeometric), each tail above (1 - level) / 2.
    """
    tail = (1.0 - level) / 2
    lowest = _first(seen, members - n + seen, lambda total: hypergeometric_at_least(seen, members, total, n) > tail)
    highest = _first(
        0, members - n, lambda gone: hypergeometric_at_most(seen, members, members - n + seen - gone, n) > tail
    )
    return lowest, members - n + seen - highest


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first whole number from low to high where `holds`, which then holds up to high."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def band_range(cell: Cell, band: Band) -> tuple[int, int] | None:
    """Return the range of members in a band of one cell; of a clamped cell for its own band only, else None."""
    if cell.bands is not None:
        return count_range(cell.bands[band], cell.n, cell.members)
    if band != cell.clamped:
        return None
    return count_range(cell.n - 2, cell.n, cell.members)[0], count_range(cell.n, cell.n, cell.members)[1]
