"""Whether one dimension of a team moved otherwise than the team's other dimensions did."""

from collections.abc import Sequence

import numpy as np

from pulse.scores.dimension import Subject
from pulse.scores.distributions import Floats, two_sided
from pulse.scores.published import DIMENSIONS

TEAMS = 10  # with all dimensions, from which on it can be said how dimensions move together
CLIPPED = 2.0  # |z| beyond this does not pull the correlation
CLOSEST = 0.9
NORMAL_MAD = 0.6745  # median |z| of a standard normal
OTHERS = len(DIMENSIONS) - 1


def apart(subjects: Sequence[Subject], z: Floats) -> Floats:
    """Return a two-sided p for each subject (team, dimension): is its z more than its team's other dimensions explain?

    The same people and the same mood stand behind all dimensions of a team. With rho the mean correlation of two
    dimensions over the teams, the best guess of one z from the others is rho / (1 + (d-2) rho) times their sum; what
    is left has variance 1 - (d-1) rho^2 / (1 + (d-2) rho), or what its MAD says if that is more. 1 where a team lacks
    a dimension, where there are too few teams, and where the others moved further the same way.
    """
    at = {subject: place for place, subject in enumerate(subjects)}
    full = sorted({team for team, _ in subjects if all((team, dimension) in at for dimension in DIMENSIONS)})
    p = np.ones(len(subjects))
    if len(full) < TEAMS:
        return p
    places = np.array([[at[team, dimension] for dimension in DIMENSIONS] for team in full])
    moved = z[places]
    rho = correlation(moved)
    others = moved.sum(axis=1, keepdims=True) - moved
    left = moved - rho / (1 + (OTHERS - 1) * rho) * others
    least = np.sqrt(1 - OTHERS * rho**2 / (1 + (OTHERS - 1) * rho))
    seen = np.median(np.abs(left - np.median(left, axis=0)), axis=0) / NORMAL_MAD
    p[places] = np.where(left * moved > 0, two_sided(left / np.maximum(least, seen)), 1.0)
    return p


def correlation(moved: Floats) -> float:
    """Return the mean correlation of two columns, 0 to .9; `moved`: teams x dimensions, centred already."""
    near = np.clip(moved, -CLIPPED, CLIPPED)
    products = near.T @ near
    lengths = np.sqrt(np.diag(products))
    if not lengths.all():
        return 0.0
    together = products / np.outer(lengths, lengths)
    return float(np.clip((together.sum() - len(DIMENSIONS)) / (len(DIMENSIONS) * OTHERS), 0.0, CLOSEST))
