"""Scales of customer scores, and how a value on one of them is told from 0 to 100."""

from dataclasses import dataclass

SATISFIED = 75.0  # from 0 to 100: 4 and 5 of five, 8 to 10 of ten


@dataclass(frozen=True)
class ValueScale:
    """The lowest and the highest value that can be given."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Tell whether a value lies on the scale."""
        return self.low <= value <= self.high

    def rescaled(self, value: float) -> float:
        """Return a value from 0 (the lowest) to 100 (the highest)."""
        return (value - self.low) * 100 / (self.high - self.low)

    def told(self, points: float) -> float:
        """Return 0 to 100 points as a value of the scale."""
        return self.low + points * (self.high - self.low) / 100


SCALES = {
    "1-5": ValueScale(1, 5),
    "1-7": ValueScale(1, 7),
    "0-10": ValueScale(0, 10),
    "1-10": ValueScale(1, 10),
    "percent": ValueScale(0, 100),
    "recommend": ValueScale(-100, 100),  # promoters less detractors
}
