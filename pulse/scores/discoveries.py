"""Benjamini and Hochberg: how surprising each of many tests is, given that there were many."""

import numpy as np

from pulse.scores.distributions import Floats


def adjusted(p: Floats) -> Floats:
    """Return the adjusted p-values (q) in the given order: q_(i) = min over j >= i of p_(j) m / j, at most 1.

    Benjamini & Hochberg 1995: reject where q <= the false discovery rate one accepts.
    """
    if p.size == 0:
        return p.copy()
    order = np.argsort(p, kind="stable")
    steps = p[order] * p.size / np.arange(1, p.size + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q
