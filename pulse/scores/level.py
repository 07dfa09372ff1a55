"""A team's usual level: its own scores drawn towards the company's, the more so the less they tell."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pulse.scores.distributions import Floats

STEPS = 80  # halvings: far beyond what a float can tell apart


@dataclass(frozen=True)
class Levels:
    """Empirical-Bayes levels, and what they rest on."""

    mean: float  # mu
    between: float  # tau^2, variance between teams
    trust: Floats  # B = tau^2 / (tau^2 + v): how much of a team's own score is kept
    levels: Floats


def usual_levels(y: Floats, v: Floats) -> Levels:
    """Return the levels of teams with mean scores `y` and sampling variances `v` > 0 (two teams or more).

    Paule & Mandel 1982: tau^2 >= 0 solves sum (y - mu)^2 / (v + tau^2) = G - 1, mu weighted by 1 / (v + tau^2).
    """
    low, high = 0.0, float(np.ptp(y)) ** 2 * y.size + 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _surplus(y, v, middle) > 0 else (low, middle)
    between = 0.0 if _surplus(y, v, 0.0) <= 0 else (low + high) / 2
    weights = 1 / (v + between)
    mean = float(np.sum(weights * y) / np.sum(weights))
    trust = between / (between + v)
    return Levels(mean, between, trust, mean + trust * (y - mean))


def _surplus(y: Floats, v: Floats, between: float) -> float:
    weights = 1 / (v + between)
    mean = np.sum(weights * y) / np.sum(weights)
    return float(np.sum(weights * (y - mean) ** 2)) - (y.size - 1)


def in_order(teams: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """Return the teams from the highest usual level to the lowest (`teams`: team -> mean score, its variance)."""
    names = sorted(teams)
    if len(names) < 2:
        return tuple(names)
    found = usual_levels(np.array([teams[name][0] for name in names]), np.array([teams[name][1] for name in names]))
    return tuple(name for _, name in sorted(zip(-found.levels, names, strict=True)))
