"""Answer scales: which answers are valid, and in which of three bands each one counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FAVOURABLE: Final = 0
NEUTRAL: Final = 1
UNFAVOURABLE: Final = 2

TEXT_BYTES: Final = 2000


class Scale(StrEnum):
    """How a question is answered; the value is what is stored."""

    AGREE5 = "agree5"
    ZERO_TO_TEN = "0-10"
    TEXT = "text"
    KEPT = "kept"


@dataclass(frozen=True)
class Choice:
    """One answer a person can pick: its stored value, the code a view words it by, and the English words."""

    value: int
    code: str
    label: str


_AGREE5 = (
    Choice(1, "strongly-disagree", "Strongly disagree"),
    Choice(2, "disagree", "Disagree"),
    Choice(3, "neither", "Neither agree nor disagree"),
    Choice(4, "agree", "Agree"),
    Choice(5, "strongly-agree", "Strongly agree"),
)
# Only the ends have words; a bare number in between reads the same in every language.
_ENDS = {0: ("not-at-all-likely", "Not at all likely"), 10: ("extremely-likely", "Extremely likely")}
_ZERO_TO_TEN = tuple(Choice(value, *_ENDS.get(value, (str(value), str(value)))) for value in range(11))
_KEPT = (
    Choice(1, "yes", "Yes"),
    Choice(2, "partly", "Partly"),
    Choice(3, "no", "No"),
    Choice(4, "cannot-tell", "I cannot tell"),
)
_CHOICES: Mapping[Scale, tuple[Choice, ...]] = {
    Scale.AGREE5: _AGREE5,
    Scale.ZERO_TO_TEN: _ZERO_TO_TEN,
    Scale.KEPT: _KEPT,
    Scale.TEXT: (),
}
# "Cannot tell" has no band: it is an answer, but it is not counted.
_BANDS: Mapping[Scale, Mapping[int, int]] = {
    Scale.AGREE5: {1: UNFAVOURABLE, 2: UNFAVOURABLE, 3: NEUTRAL, 4: FAVOURABLE, 5: FAVOURABLE},
    Scale.ZERO_TO_TEN: dict.fromkeys(range(7), UNFAVOURABLE) | {7: NEUTRAL, 8: NEUTRAL, 9: FAVOURABLE, 10: FAVOURABLE},
    Scale.KEPT: {1: FAVOURABLE, 2: NEUTRAL, 3: UNFAVOURABLE},
    Scale.TEXT: {},
}
# A reverse-keyed answer is turned round before it is banded: lowest + highest - answer.
_LOWEST_PLUS_HIGHEST: Mapping[Scale, int] = {Scale.AGREE5: 6, Scale.ZERO_TO_TEN: 10, Scale.KEPT: 4}


def choices(scale: Scale) -> tuple[Choice, ...]:
    """Return the answers to pick from, in the order they are shown; none for text."""
    return _CHOICES[scale]


def is_valid(scale: Scale, answer: object) -> bool:
    """Tell whether `answer`, as parsed from JSON, can be an answer on this scale (a skip is no answer)."""
    if scale is Scale.TEXT:
        return isinstance(answer, str) and _is_storable(answer)
    # bool is an int in Python, and 1.0 == 1: only a plain whole number is an answer.
    return type(answer) is int and any(choice.value == answer for choice in _CHOICES[scale])


def band(scale: Scale, answer: object, *, reverse: bool = False) -> int | None:
    """Return 0 favourable, 1 neutral, 2 unfavourable; None where an answer is not counted (text, cannot tell).

    Raises ValueError for an answer that is not valid on the scale. Bands: 4-5, 3, 1-2 of five points;
    9-10, 7-8, 0-6 of 0-10; yes, partly, no.
    """
    if not is_valid(scale, answer):
        raise ValueError(f"not an answer on the scale {scale}")
    if not isinstance(answer, int) or answer not in _BANDS[scale]:
        return None
    return _BANDS[scale][_LOWEST_PLUS_HIGHEST[scale] - answer if reverse else answer]


def _is_storable(text: str) -> bool:
    """Tell whether a text says something, fits a ballot, and can be kept by every database."""
    # JSON can carry half a surrogate pair, which no encoding accepts, and NUL, which PostgreSQL refuses.
    if not text.strip() or "\x00" in text:
        return False
    try:
        return len(text.encode()) <= TEXT_BYTES
    except UnicodeEncodeError:
        return False
