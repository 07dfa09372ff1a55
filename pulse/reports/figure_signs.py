"""The few signs a results page uses: why something is hidden, and which way a score went."""

from enum import StrEnum


class Hidden(StrEnum):
    """Why there is no number; the three never look alike."""

    TOO_FEW = "too-few"
    NO_DATA = "no-data"  # was not asked; a team that was asked and sent nothing is TOO_FEW
    HIGHER_UP = "higher-up"


class Turn(StrEnum):
    """What may be said about a change: a direction only outside the noise, and nothing where no test was made."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "unclear"  # tested, and within what luck does
    CANNOT_JUDGE = "cannot-judge"  # not tested: it may have changed or not
