"""The fixed questions to customers: how they are answered, what a posted form says, and what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from unicodedata import category

from pulse.clients.terms import LONGEST_COMMENT, Level

OVERALL: Final = "satisfaction"
YES_NO: Final = ("recommend", "again")  # definitely yes (5) to definitely no (1), or not mine to decide (0)
PROMISE: Final = "promise"
ELEMENTS: Final = ("generosity", "trust", "purpose", "candour", "fairness", "ease")  # of a partnership
CODES: Final = (OVERALL, *YES_NO, PROMISE, *ELEMENTS)
NOT_MINE: Final = 0

# One scale for all, five boxes that fit a phone: satisfaction from 1 to 5 too. On eleven numbers customers of different
# countries tick differently, and 4 and 5 of five are what the pages of measures call satisfied.
LOW, HIGH = 1, 5


class AnswerFault(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    TOO_LONG = "too-long"


@dataclass(frozen=True)
class Filled:
    """A form as it was posted: answers by question, a comment, and what is wrong by question."""

    answers: dict[str, int] = field(default_factory=dict)
    comment: str = ""
    level: Level | None = None
    faults: dict[str, AnswerFault] = field(default_factory=dict)


def choices(code: str) -> tuple[int, ...]:
    """Return what may be answered, in the order it is offered."""
    return (5, 4, 3, 2, 1, NOT_MINE) if code in YES_NO else tuple(range(LOW, HIGH + 1))


def read(posted: Mapping[str, str]) -> Filled:
    """Return what a form says; only overall satisfaction must be answered."""
    answers, faults = {}, {}
    for code in CODES:
        given = posted.get(code, "").strip()
        if given in {str(choice) for choice in choices(code)}:
            answers[code] = int(given)
        elif given:
            faults[code] = AnswerFault.UNKNOWN
    if OVERALL not in answers and OVERALL not in faults:
        faults[OVERALL] = AnswerFault.MISSING
    comment = plain(posted.get("comment", ""))
    if len(comment) > LONGEST_COMMENT:
        faults["comment"] = AnswerFault.TOO_LONG
    level = posted.get("level", "")
    return Filled(answers, comment, Level(level) if level in set(Level) else None, faults)


def plain(text: str) -> str:
    """Return text as it can be stored: lines, and no other control characters."""
    lines = "\n".join(text.replace("\r\n", "\n").split("\r"))
    return "".join(sign for sign in lines if sign == "\n" or category(sign) not in {"Cc", "Cs"}).strip()


def points(code: str, answer: int) -> float | None:
    """Return an answer from 0 to 100; None where it is not the customer's to decide."""
    if code in YES_NO and answer == NOT_MINE:
        return None
    return (answer - LOW) * 100 / (HIGH - LOW)
