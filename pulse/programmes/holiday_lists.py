"""A list of holidays as HR types it: one date or range a line, with or without a name."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from pulse.programmes.recurrence import FIRST_YEAR, LAST_YEAR

MOST_LINES: Final = 1000
MOST_DAYS: Final = 366

_DATE: Final = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}"
_UNTIL: Final = r"(?:-|–|—|\.\.\.?|…|/|to\b|bis\b)"
# What looks like the end of a range or a second date is no name: better a question back than a day lost.
_LINE: Final = re.compile(
    rf"(?P<first>{_DATE})(?:\s*{_UNTIL}\s*(?P<last>{_DATE}))?"
    rf"(?:[\s,;:]+(?!{_UNTIL}|{_DATE})(?P<name>[^\s,;:].*)|[\s,;:]*)"
)


class HolidayTrouble(StrEnum):
    """Why a line could not be read."""

    NOT_A_DATE = "not-a-date"
    NO_SUCH_DAY = "no-such-day"
    BACKWARDS = "backwards"
    TOO_LONG = "too-long"
    OUT_OF_CALENDAR = "out-of-calendar"
    TOO_MANY_LINES = "too-many-lines"


@dataclass(frozen=True)
class BadLine:
    """A line that could not be read: its number (from 1), the reason, and what stood there."""

    line: int
    trouble: HolidayTrouble
    text: str


@dataclass(frozen=True)
class Holidays:
    """What was read: each day with its name (perhaps empty), in order, and the lines that could not be read."""

    names: dict[date, str]
    bad_lines: tuple[BadLine, ...]

    @property
    def days(self) -> frozenset[date]:
        """The days, as a rhythm wants them."""
        return frozenset(self.names)


class _Unreadable(ValueError):
    def __init__(self, trouble: HolidayTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def parse(text: str) -> Holidays:
    """Read `2026-12-25 Christmas`, `25.12.2026`, `2026-12-24 - 2026-12-26 Christmas`; blank lines do not count."""
    lines = text.splitlines()
    names: dict[date, str] = {}
    bad_lines: list[BadLine] = []
    for number, line in enumerate(lines[:MOST_LINES], start=1):
        if not line.strip():
            continue
        try:
            names |= _read(line.strip())
        except _Unreadable as error:
            bad_lines.append(BadLine(number, error.trouble, line.strip()))
    if len(lines) > MOST_LINES:
        bad_lines.append(BadLine(MOST_LINES + 1, HolidayTrouble.TOO_MANY_LINES, ""))
    return Holidays(dict(sorted(names.items())), tuple(bad_lines))


def _read(line: str) -> dict[date, str]:
    found = _LINE.fullmatch(line)
    if not found:
        raise _Unreadable(HolidayTrouble.NOT_A_DATE)
    first = _date(found["first"])
    last = _date(found["last"]) if found["last"] else first
    if last < first:
        raise _Unreadable(HolidayTrouble.BACKWARDS)
    length = (last - first).days + 1
    if length > MOST_DAYS:
        raise _Unreadable(HolidayTrouble.TOO_LONG)
    return dict.fromkeys((first + timedelta(days=day) for day in range(length)), found["name"] or "")


def _date(text: str) -> date:
    if "-" in text:
        year, month, day = map(int, text.split("-"))
    else:
        day, month, year = map(int, text.split("."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Unreadable(HolidayTrouble.OUT_OF_CALENDAR)
    try:
        return date(year, month, day)
    except ValueError:
        raise _Unreadable(HolidayTrouble.NO_SUCH_DAY) from None
