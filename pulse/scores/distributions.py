"""Quantiles and tail probabilities, without scipy: normal, t and hypergeometric."""

from functools import lru_cache
from math import atan, ceil, cos, erfc, pi, sin, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def two_sided(z: Floats) -> Floats:
    """Return P(|Z| >= |z|) for a standard normal Z, element by element."""
    return np.array([erfc(abs(float(value)) / sqrt(2.0)) for value in z.ravel()], dtype=np.float64).reshape(z.shape)


@lru_cache(maxsize=1024)
def t_quantile(p: float, df: int) -> float:
    """Return the p-quantile of Student's t with `df` >= 1 degrees of freedom, 0 < p < 1, to 1e-9 or better.

    Abramowitz & Stegun 26.7.3-4 (finite sums) solved by bisection below 200 degrees, else their expansion 26.7.5.
    """
    if not 0.0 < p < 1.0 or df < 1:
        raise ValueError("p must lie between 0 and 1, df must be at least 1")
    if p < 0.5:
        return -t_quantile(1.0 - p, df)
    if df >= 200:
        return _expanded(NormalDist().inv_cdf(p), df)
    low, high = 0.0, 1.0
    while _within(high, df) < 2.0 * p - 1.0:
        high *= 2.0
    for _ in range(100):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _within(middle, df) < 2.0 * p - 1.0 else (low, middle)
    return (low + high) / 2.0


def _within(t: float, df: int) -> float:
    """P(|T| <= t)."""
    angle = atan(t / sqrt(df))
    c, s = cos(angle), sin(angle)
    term = total = c if df % 2 else 1.0
    for step in range(3 if df % 2 else 2, df - 1, 2):
        term *= c * c * ((step - 1) / step)
        total += term
    if df % 2 == 0:
        return s * total
    return 2.0 / pi * (angle + (s * total if df > 1 else 0.0))


def _expanded(z: float, df: int) -> float:
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(sum(term / df**power for power, term in enumerate(terms)))


def hypergeometric_at_most(drawn: int, total: int, marked: int, draws: int) -> float:
    """Return P(X <= drawn), X = marked ones among `draws` of `total` without replacement, `marked` of them marked."""
    lowest, highest = max(0, draws - (total - marked)), min(draws, marked)
    if drawn < lowest:
        return 0.0
    if drawn >= highest:
        return 1.0
    logs = _log_factorials(1 << max(4, ceil(np.log2(total + 1))))
    x = np.arange(lowest, drawn + 1)
    chosen = logs[marked] - logs[x] - logs[marked - x]
    others = logs[total - marked] - logs[draws - x] - logs[total - marked - draws + x]
    everything = logs[total] - logs[draws] - logs[total - draws]
    return float(min(1.0, np.exp(chosen + others - everything).sum()))


def hypergeometric_at_least(drawn: int, total: int, marked: int, draws: int) -> float:
    """Return P(X >= drawn): the unmarked ones among the draws are at most draws - drawn."""
    return hypergeometric_at_most(draws - drawn, total, total - marked, draws)


@lru_cache(maxsize=32)
def _log_factorials(top: int) -> Floats:
    return np.concatenate([np.zeros(1), np.cumsum(np.log(np.arange(1, top + 1)))])
