"""What one cell of a file of scores says: each reader returns the value, or raises Misread with a code."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from pulse.people.readings import Misread

MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.ASCII,
)
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d\d?)[/.](\d\d?)(?:[T ,]+\d\d?:\d\d.*)?", re.ASCII)
DOTTED = re.compile(r"(\d\d?)\. ?(\d\d?)\. ?(\d{4})(?:[T ,]+\d\d?:\d\d.*)?", re.ASCII)
SLASHED = re.compile(r"(\d\d?)([/-])(\d\d?)\2(\d{4})(?:[T ,]+\d\d?:\d\d.*)?", re.ASCII)
# Behind a point or nothing stand two digits: 2026.1 is how a spreadsheet writes 2026.10, and 20261 is no month.
MONTH = re.compile(r"(\d{4})(?:(?:[-/ ]?M|[-/ ])(\d\d?)|\.?(\d\d))|(\d\d?)[-/.](\d{4})", re.ASCII)
QUARTER = re.compile(r"(?<![^\W\d_])Q(?![^\W\d_])|quart|trim|kwart|квартал|çeyrek|ربع", re.IGNORECASE)
NUMBER = re.compile(r"([-+−–]?)\s*(\d{1,9}(?:[.,]\d{1,15})?|[.,]\d{1,15})\s*(%?)", re.ASCII)
COUNT = re.compile(r"(\d{1,9})(?:[.,]0+)?", re.ASCII)
GROUPED = re.compile(r"(\d{1,3}(?:([.,' ’٬])\d{3})(?:\2\d{3}){0,2})(?:(?!\2)[.,]0+)?", re.ASCII)
DECIMALS = re.compile(r"\d+([.,])(?!\d{3}\Z)\d+|\d{4,}([.,])\d{3}", re.ASCII)
ONLY_ZEROS = re.compile(r"\d{1,3}([.,])000", re.ASCII)
YEARS = range(1990, 2200)
LONGEST_TICKET = 400
DAY_FIRST, MONTH_FIRST = "day", "month"  # of dates with slashes


def day(text: str, zone: tzinfo, order: str = "") -> date:
    """Return the day in the company's zone; `order` says what stands first where two numbers come before the year."""
    if match := MOMENT.fullmatch(text):
        return _moment(match, zone)
    if match := YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := DOTTED.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := SLASHED.fullmatch(text):
        return _slashed(int(match[1]), int(match[3]), int(match[4]), order)
    if QUARTER.search(text):
        raise Misread("quarter")
    raise Misread("missing" if not text else "day_odd")


@lru_cache(maxsize=4096)
def month(text: str, zone: tzinfo, order: str = "") -> date:
    """Return the first day of a month written 2026-05, 05/2026 or as any of its days."""
    if match := MONTH.fullmatch(text):
        year, number = (match[1], match[2] or match[3]) if match[1] else (match[5], match[4])
        return _day(int(year), int(number), 1)
    return day(text, zone, order).replace(day=1)


def _moment(match: re.Match[str], zone: tzinfo) -> date:
    found = _day(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return found
    hour, minute = int(match[4]), int(match[5])
    if hour > 23 or minute > 59 or int(match[6] or 0) > 60:
        raise Misread("day_odd")
    if match[7] is None or 3 <= found.day <= 26:
        return found  # no zone moves it into another month, and months are all that counts
    there = datetime(found.year, found.month, found.day, hour, minute, tzinfo=_offset(match[7]))
    return there.astimezone(zone).date()


@lru_cache(maxsize=256)
def _offset(text: str) -> tzinfo:
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes > 15 * 60:
        raise Misread("day_odd")
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _slashed(first: int, second: int, year: int, order: str) -> date:
    if first != second and first <= 12 and second <= 12 and not order:
        raise Misread("day_ambiguous")
    day_first = second <= 12 and (order == DAY_FIRST or first > 12)
    return _day(year, second, first) if day_first else _day(year, first, second)


@lru_cache(maxsize=8192)
def _day(year: int, number: int, day_of_month: int) -> date:
    if year not in YEARS:
        raise Misread("day_odd")
    try:
        return date(year, number, day_of_month)
    except ValueError as error:
        raise Misread("day_odd") from error


@lru_cache(maxsize=8192)
def score(text: str) -> float:
    """Return a number, with a comma or a point; a percent sign may follow."""
    match = NUMBER.fullmatch(text)
    if match is None:
        raise Misread("score_odd" if text else "missing")
    value = float(match[2].replace(",", "."))
    return -value if match[1] not in {"", "+"} else value


@lru_cache(maxsize=8192)
def answers(text: str, decimal: str = "") -> int | None:
    """Return how many answered; nothing for an empty cell.

    Three digits behind a mark are thousands, for nobody counts thousandths of answers; `decimal` is the mark that
    stands before decimals in this file all the same.
    """
    if not text:
        return None
    grouped = GROUPED.fullmatch(text)
    if grouped and grouped[2] != decimal:
        return int(grouped[1].replace(grouped[2], ""))
    if match := COUNT.fullmatch(text):
        return int(match[1])
    raise Misread("answers_odd")


def decimal_of(texts: list[str]) -> str:
    """Return the mark that stands before decimals in a column of counts; "" when none does."""
    for text in texts:
        if match := DECIMALS.fullmatch(text):
            return match[1] or match[2]
    zeros = [match[1] if (match := ONLY_ZEROS.fullmatch(text)) else "" for text in texts if text]
    return zeros[0] if len(zeros) > 2 and len(set(zeros)) == 1 else ""  # 12.000, 9.000, 31.000: made by a machine


def ticket(text: str) -> str:
    """Return what the source calls a rating, or nothing."""
    if len(text) > LONGEST_TICKET:
        raise Misread("too_long", str(LONGEST_TICKET))
    return text


def order_of(texts: list[str]) -> str:
    """Return what stands first in dates with slashes, where some of them leave no doubt and none objects."""
    found = {
        DAY_FIRST if int(match[1]) > 12 else MONTH_FIRST
        for text in texts
        if (match := SLASHED.fullmatch(text)) and (int(match[1]) > 12) != (int(match[3]) > 12)
    }
    return found.pop() if len(found) == 1 else ""
