"""Quantiles of Fisher's F, without scipy, from the incomplete beta function."""

from functools import lru_cache
from math import exp, lgamma, log, log1p

TINY = 1e-300
STEPS = 500
CLOSE = 1e-15


@lru_cache(maxsize=256)
def f_quantile(p: float, above: float, below: float) -> float:
    """Return the p-quantile of F with `above` and `below` degrees of freedom, 0 < p < 1, to 1e-9 or better.

    F = below x / (above (1 - x)) with x the quantile of Beta(above / 2, below / 2), found by bisection.
    """
    if not 0.0 < p < 1.0 or above <= 0 or below <= 0:
        raise ValueError("p must lie between 0 and 1, degrees of freedom above 0")
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if incomplete_beta(middle, above / 2, below / 2) < p else (low, middle)
    x = (low + high) / 2
    return below * x / (above * (1 - x))


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return P(X <= x) of Beta(a, b): Lentz's continued fraction (Abramowitz & Stegun 26.5.8)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1) / (a + b + 2):  # where the fraction converges fast
        return 1.0 - incomplete_beta(1.0 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d, c = 1.0 / _away(1 + step * d), _away(1 + step / c)
            found *= d * c
        if abs(d * c - 1.0) < CLOSE:
            break
    return found


def _away(value: float) -> float:
    """Keep a divisor away from nothing."""
    return value if abs(value) > TINY else TINY
