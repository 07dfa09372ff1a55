"""The outside-in gap: what teams think their customers would say, beside what the customers say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt

import numpy as np

from pulse.customers.series import FALSE_DISCOVERIES, NORMAL_95, Span
from pulse.scores.discoveries import adjusted
from pulse.scores.distributions import two_sided

SMALLEST = 5.0  # points


class View(StrEnum):
    """How a unit sees itself."""

    HIGHER = "higher"  # than its customers do
    LOWER = "lower"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Gap:
    """The team's own view less the customers', in points, with its range."""

    inside: Span
    outside: Span
    points: float
    low: float
    high: float
    view: View


def gaps(views: Mapping[int, tuple[Span, Span]]) -> dict[int, Gap]:
    """Return the gap of each unit from its own view and its customers': independent ranges add as squares.

    Clear gaps keep the false discovery rate over all units (Benjamini & Hochberg) and have SMALLEST points at least.
    """
    points = {unit: inside.mean - outside.mean for unit, (inside, outside) in views.items()}
    halves = {unit: sqrt(_half(inside) ** 2 + _half(outside) ** 2) for unit, (inside, outside) in views.items()}
    z = [NORMAL_95 * points[unit] / halves[unit] if halves[unit] else inf for unit in views]
    q = adjusted(two_sided(np.array(z)))
    return {
        unit: Gap(
            *views[unit],
            each,
            each - halves[unit],
            each + halves[unit],
            _view(each, clear=bool(found <= FALSE_DISCOVERIES)),
        )
        for (unit, each), found in zip(points.items(), q, strict=True)
    }


def _half(span: Span) -> float:
    return (span.high - span.low) / 2


def _view(points: float, *, clear: bool) -> View:
    if not clear or abs(points) < SMALLEST:
        return View.UNCLEAR
    return View.HIGHER if points > 0 else View.LOWER
