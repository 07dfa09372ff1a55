"""The outside-in gap: what teams think their customers would say, beside what the customers say."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from pulse.customers.course import Span

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


def gap(inside: Span, outside: Span) -> Gap:
    """Return the gap of a unit: independent ranges add as squares."""
    points = inside.mean - outside.mean
    half = sqrt(((inside.high - inside.low) / 2) ** 2 + ((outside.high - outside.low) / 2) ** 2)
    clear = abs(points) >= max(half, SMALLEST)
    view = (View.HIGHER if points > 0 else View.LOWER) if clear else View.UNCLEAR
    return Gap(inside, outside, points, points - half, points + half, view)
