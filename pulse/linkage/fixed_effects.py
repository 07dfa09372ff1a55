"""What is left of series when each unit's usual level and what all units share is taken out."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CLOSE = 1e-11  # alternate until nothing changes by more
MOST_STEPS = 10_000


def two_way(values: Floats) -> Floats:
    """Return values (..., units, periods) less the means of units and of periods, each over the cells there are.

    A missing cell is NaN, and 0 in what is returned: it adds nothing to any sum of products. The means are taken out in
    turn until they vanish: the residuals of two-way fixed effects, on unbalanced panels too.
    """
    here = ~np.isnan(values)
    left = np.where(here, values, 0.0)
    of_unit = np.maximum(here.sum(axis=-1, keepdims=True), 1)
    of_period = np.maximum(here.sum(axis=-2, keepdims=True), 1)
    for _ in range(MOST_STEPS):
        left = np.where(here, left - left.sum(axis=-1, keepdims=True) / of_unit, 0.0)
        shared = left.sum(axis=-2, keepdims=True) / of_period
        left = np.where(here, left - shared, 0.0)
        if not shared.size or np.abs(shared).max() < CLOSE:
            break
    return left


def without_lines(values: Floats) -> Floats:
    """Return values (units, periods) less each unit's own straight line and what all units share; missing cells NaN.

    A unit with fewer than three cells has no line of its own to take out, and is dropped.
    """
    here = ~np.isnan(values) & ((~np.isnan(values)).sum(axis=1, keepdims=True) >= 3)
    left, slopes = np.where(here, values, 0.0), _centred(here)
    squares = np.maximum((slopes**2).sum(axis=1, keepdims=True), 1e-300)
    of_unit = np.maximum(here.sum(axis=1, keepdims=True), 1)
    of_period = np.maximum(here.sum(axis=0, keepdims=True), 1)
    for _ in range(MOST_STEPS):
        left = np.where(here, left - left.sum(axis=1, keepdims=True) / of_unit, 0.0)
        left = left - slopes * ((left * slopes).sum(axis=1, keepdims=True) / squares)
        shared = left.sum(axis=0, keepdims=True) / of_period
        left = np.where(here, left - shared, 0.0)
        if np.abs(shared).max() < CLOSE:
            break
    return np.where(here, left, np.nan)


def _centred(here: Flags) -> Floats:
    """Return the number of each period less its mean over a unit's own cells; 0 where there is no cell."""
    number = np.where(here, np.arange(here.shape[1], dtype=np.float64), 0.0)
    mean = number.sum(axis=1, keepdims=True) / np.maximum(here.sum(axis=1, keepdims=True), 1)
    return np.where(here, number - mean, 0.0)
