"""Satisfaction is not loyalty: units by both, and customers who are satisfied and would not buy again."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from pulse.customers.series import Span

Z2 = 1.959964**2


class Quarter(StrEnum):
    """Where a unit stands: above or below the company on satisfaction, then on loyalty."""

    BOTH = "both"
    ONLY_SATISFIED = "only-satisfied"
    ONLY_LOYAL = "only-loyal"
    NEITHER = "neither"


@dataclass(frozen=True)
class UnitStanding:
    """A unit's two scores; `sure` when neither range holds the line between the quarters."""

    satisfaction: Span
    loyalty: Span
    quarter: Quarter
    sure: bool


def standing(satisfaction: Span, loyalty: Span, middle: tuple[float, float]) -> UnitStanding:
    """Place a unit; `middle`: where the lines run, the company's means of satisfaction and loyalty."""
    satisfied, loyal = satisfaction.mean >= middle[0], loyalty.mean >= middle[1]
    quarter = (Quarter.BOTH if loyal else Quarter.ONLY_SATISFIED) if satisfied else Quarter.ONLY_LOYAL
    if not satisfied and not loyal:
        quarter = Quarter.NEITHER
    sure = not any(span.low <= line <= span.high for span, line in zip((satisfaction, loyalty), middle, strict=True))
    return UnitStanding(satisfaction, loyalty, quarter, sure)


def share_range(some: int, of: int) -> tuple[float, float, float]:
    """Return a share and its 95 % range in percent (Wilson 1927). ValueError when it is of nobody."""
    if of < 1:
        raise ValueError("a share of nobody")
    p = some / of
    middle = (p + Z2 / (2 * of)) / (1 + Z2 / of)
    half = sqrt(Z2 * (p * (1 - p) / of + Z2 / (4 * of * of))) / (1 + Z2 / of)
    return 100 * p, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)
