"""What is wrong with the terms of a programme: codes with the field they are about, for the views to word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pulse.programmes import holiday_lists, plan
from pulse.programmes.recurrence import MOST_REMINDERS, RhythmError, RhythmFault
from pulse.programmes.terms import Terms, Thresholds, Timing, rhythm

LONGEST_NAME: Final = 120
LONGEST_HOLIDAYS: Final = 60_000
RANGES: Final[Mapping[str, tuple[int, int]]] = {"ballots": (5, 20), "cohort": (7, 40), "comments": (10, 40)}

NO_BRANCH: Final = ("",)  # as branches: some were wanted and none chosen, which is not the whole company


class Code(StrEnum):
    """What can be wrong beside the rhythm, the holidays and the plan, which have codes of their own."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    RANGE = "range"
    LOWERED = "lowered"
    BELOW_BALLOTS = "below-ballots"
    NO_BRANCH = "no-branch"


@dataclass(frozen=True)
class ProgrammeFault:
    """One thing wrong: the field, the code, and what the sentence needs (a value, the line or bounds of it)."""

    field: str
    code: StrEnum
    value: str = ""
    low: int = 0
    high: int = 0


# Where the form asks what the rhythm complains about.
_FIELDS: Final[Mapping[RhythmFault, str]] = {
    RhythmFault.EVERY: "weeks",
    RhythmFault.TIME: "at",
    RhythmFault.ZONE: "timezone",
    RhythmFault.OVERLAP: "open_days",
}


def faults(
    terms: Terms, dimension_of: Mapping[str, str], lowest: Thresholds | None = None
) -> tuple[ProgrammeFault, ...]:
    """Return everything that is wrong, in the order of the form; an empty tuple for terms that can be kept.

    dimension_of: the questions that may be asked, with what each is about; lowest: thresholds that were promised to
    a round already, below which none may fall.
    """
    return (
        *_name(terms.name),
        *([ProgrammeFault("branches", Code.NO_BRANCH)] if terms.branches == NO_BRANCH else []),
        *_timing(terms.timing),
        *_holidays(terms.timing.holidays),
        *_questions(terms, dimension_of),
        *_thresholds(terms.thresholds, lowest or Thresholds(0, 0, 0)),
    )


def _name(name: str) -> Iterator[ProgrammeFault]:
    if not name.strip():
        yield ProgrammeFault("name", Code.EMPTY)
    if len(name) > LONGEST_NAME:
        yield ProgrammeFault("name", Code.TOO_LONG, high=LONGEST_NAME)


def _timing(timing: Timing) -> Iterator[ProgrammeFault]:
    if not 0 <= timing.reminders <= MOST_REMINDERS:
        yield ProgrammeFault("reminders", Code.RANGE, high=MOST_REMINDERS)
    try:
        rhythm(timing)
    except RhythmError as error:
        yield ProgrammeFault(_FIELDS.get(error.code, error.code.value), error.code)
    except ValueError:
        yield ProgrammeFault("at", RhythmFault.TIME)


def _holidays(text: str) -> Iterator[ProgrammeFault]:
    if len(text) > LONGEST_HOLIDAYS:
        yield ProgrammeFault("holidays", Code.TOO_LONG, high=LONGEST_HOLIDAYS)
        return
    for bad in holiday_lists.parse(text).bad_lines:
        yield ProgrammeFault("holidays", bad.trouble, bad.text, low=bad.line)


def _questions(terms: Terms, dimension_of: Mapping[str, str]) -> Iterator[ProgrammeFault]:
    for problem in plan.problems(plan.assembled(terms.lists, dimension_of), dimension_of.keys()):
        if not problem.is_warning:
            yield ProgrammeFault("ask", problem.fault, problem.about, high=plan.MOST_QUESTIONS)


def _thresholds(asked: Thresholds, lowest: Thresholds) -> Iterator[ProgrammeFault]:
    for name, (low, high) in RANGES.items():
        value, promised = getattr(asked, name), getattr(lowest, name)
        if not low <= value <= high:
            yield ProgrammeFault(f"min_{name}", Code.RANGE, low=low, high=high)
        elif value < promised:
            yield ProgrammeFault(f"min_{name}", Code.LOWERED, low=promised)
    if asked.cohort < asked.ballots:
        yield ProgrammeFault("min_cohort", Code.BELOW_BALLOTS, low=asked.ballots)
