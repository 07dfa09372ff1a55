"""What single ratings say together, and how portions of a month are put together: pure arithmetic."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pulse.customers.scales import SATISFIED


@dataclass(frozen=True, slots=True)
class Share:
    """How many ratings there are, their mean (0 to 100), the squares of their distances from it, and the satisfied.

    Of a month's figure as somebody brought it, only the mean is known for sure; the rest may be None.
    """

    n: int | None
    mean: float
    squares: float | None
    satisfied: int | None

    @property
    def sd(self) -> float | None:
        """Return the standard deviation of the ratings (n - 1); None when there is no telling."""
        if self.squares is None or self.n is None or self.n < 2:
            return None
        return math.sqrt(max(0.0, self.squares) / (self.n - 1))


def share(values: Sequence[float]) -> Share:
    """Return what ratings from 0 to 100 say together; there must be one at least."""
    mean = math.fsum(values) / len(values)
    squares = math.fsum((value - mean) ** 2 for value in values)
    return Share(len(values), mean, squares, sum(value >= SATISFIED for value in values))


def together(shares: Iterable[Share]) -> Share:
    """Return what shares of ratings say together, as if all of their ratings had come at once.

    Chan, Golub and LeVeque 1983: squares around the common mean, without the ratings themselves.
    """
    known = [each for each in shares if each.n]
    n = sum(each.n or 0 for each in known)
    mean = math.fsum((each.n or 0) * each.mean for each in known) / n
    squares = math.fsum((each.squares or 0.0) + (each.n or 0) * (each.mean - mean) ** 2 for each in known)
    return Share(n, mean, squares, sum(each.satisfied or 0 for each in known))


def averaged(shares: Sequence[Share]) -> Share:
    """Return one figure of a month for several teams of a unit: weighted by answers where all of them are told."""
    if len(shares) == 1:
        return shares[0]
    weights = [each.n or 0 for each in shares] if all(each.n for each in shares) else [1] * len(shares)
    mean = math.fsum(weight * each.mean for weight, each in zip(weights, shares, strict=True)) / sum(weights)
    return Share(sum(each.n or 0 for each in shares) if all(each.n for each in shares) else None, mean, None, None)
