"""When a programme's rounds open, remind and close: pure calendar arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = timedelta(days=1)
LEAST_OPEN: Final = timedelta(hours=24)
MOST_REMINDERS: Final = 2
LAST: Final = -1  # as `nth`: the last such weekday of the month
WEEKEND: Final = frozenset({5, 6})
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2200  # the calendar ends here, so that no sum of dates can overflow


class Unit(StrEnum):
    """What a rhythm counts in; a quarter is every three months."""

    WEEKS = "weeks"
    MONTHS = "months"


class Pace(StrEnum):
    """How HR names a rhythm; WEEKS is every so many weeks."""

    WEEKLY = "weekly"
    TWO_WEEKLY = "two-weekly"
    WEEKS = "weeks"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class RhythmFault(StrEnum):
    """What is wrong with a rhythm."""

    EVERY = "every"
    WEEKDAY = "weekday"
    NTH = "nth"
    TIME = "time"
    ZONE = "zone"
    STARTS_ON = "starts_on"
    OPEN_DAYS = "open_days"
    OVERLAP = "overlap"
    REMINDERS = "reminders"
    WEEKEND = "weekend"


class RhythmError(ValueError):
    """A rhythm that cannot be kept; `code` says why."""

    def __init__(self, code: RhythmFault) -> None:
        """Name the fault."""
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class Rhythm:
    """How often a programme asks, at which local hour, and how long a round stays open.

    weekday: 0 Monday to 6 Sunday; nth: the 1st to 4th such weekday of the month, or LAST (months only);
    open_days: closes so many days later at the same local hour; reminders: days after opening;
    weekend: days on which nothing that had to move is opened; first_on: one round before all others, on whatever
    day it falls. Raises RhythmError when made of wrong parts.
    """

    unit: Unit
    every: int
    weekday: int
    at: time
    zone: str
    starts_on: date
    open_days: int
    nth: int = 1
    reminders: tuple[int, ...] = ()
    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = WEEKEND
    first_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a rhythm that could not be kept, naming the first fault."""
        for fault in _faults(self):
            raise RhythmError(fault)


@dataclass(frozen=True)
class Occurrence:
    """One round to be: `key`, the local date on which it was due by the rhythm, is its identity for ever.

    `opens_on` is the local date on which it really opens (later than the key after a holiday); the moments are UTC.
    """

    key: date
    opens_on: date
    opens_at: datetime
    reminds_at: tuple[datetime, ...]
    closes_at: datetime


def counted(pace: Pace, weeks: int) -> tuple[Unit, int]:
    """Return the unit and number a pace stands for; `weeks` counts for Pace.WEEKS only."""
    fixed = {
        Pace.WEEKLY: (Unit.WEEKS, 1),
        Pace.TWO_WEEKLY: (Unit.WEEKS, 2),
        Pace.MONTHLY: (Unit.MONTHS, 1),
        Pace.QUARTERLY: (Unit.MONTHS, 3),
    }
    return fixed.get(pace, (Unit.WEEKS, weeks))


def evenly(count: int, open_days: int) -> tuple[int, ...]:
    """Spread `count` reminders over the open days, as days after opening; fewer when the days do not suffice."""
    count = min(count, MOST_REMINDERS, open_days - 1)
    return tuple(max(1, open_days * step // (count + 1)) for step in range(1, count + 1))


def occurrences(rhythm: Rhythm, after: date, count: int) -> tuple[Occurrence, ...]:
    """Return the next `count` occurrences with a key later than `after`; fewer at the end of the calendar."""
    found = (_occurrence(rhythm, key) for key in _keys(rhythm, after))
    return tuple(islice((occurrence for occurrence in found if occurrence), count))


def keys(rhythm: Rhythm, after: date, count: int) -> tuple[date, ...]:
    """Return the next `count` dates later than `after` on which a round is due, those lost to holidays among them."""
    return tuple(islice(_keys(rhythm, after), count))


def due(rhythm: Rhythm, since_key: date | None, now: datetime) -> Occurrence | None:
    """Return the occurrence that should be open now and is later than `since_key` (the last one dealt with), if any.

    After downtime only the newest can still be open, since each closes before the next one's day. It is opened late,
    with its planned close, unless less than `least_open` of it is left.
    """
    key = _latest_key(rhythm, now)
    if key is None or (since_key is not None and key <= since_key):
        return None
    occurrence = _occurrence(rhythm, key)
    if occurrence is None or not occurrence.opens_at <= now:
        return None
    return occurrence if occurrence.closes_at - now >= least_open(occurrence) else None


def least_open(occurrence: Occurrence) -> timedelta:
    """Return for how long a round opened late must still be open: 24 hours, or half its time when that is less."""
    # A round planned for one day would otherwise be skipped by a tick that comes a second late.
    return min(LEAST_OPEN, (occurrence.closes_at - occurrence.opens_at) / 2)


def moment(day: date, at: time, zone: str) -> datetime:
    """Return the UTC moment of a local time: the first of two in autumn, the end of the gap in spring."""
    local = datetime.combine(day, at)
    here = ZoneInfo(zone)
    before, after = (local.replace(tzinfo=here, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if before >= after:
        return (local - before).replace(tzinfo=UTC)
    return _end_of_gap((local - after).replace(tzinfo=UTC), (local - before).replace(tzinfo=UTC), here)


def _end_of_gap(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Find the second at which the clock jumped: after `early`, at the latest at `late`."""
    ahead = late.astimezone(zone).utcoffset()
    low, high = 0, int((late - early).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        jumped = (early + timedelta(seconds=middle)).astimezone(zone).utcoffset() == ahead
        low, high = (low, middle) if jumped else (middle, high)
    return early + timedelta(seconds=high)


def _occurrence(rhythm: Rhythm, key: date) -> Occurrence | None:
    """Return the occurrence of a key, or None when holidays leave it too little time before the next one."""
    limit = next(_keys(rhythm, key), key + timedelta(days=rhythm.open_days))
    opens_on = _working_day(rhythm, key, limit)
    # A round that had to move closes early rather than run into the next one.
    closes_on = min(opens_on + timedelta(days=rhythm.open_days), limit)
    opens_at = moment(opens_on, rhythm.at, rhythm.zone)
    closes_at = moment(closes_on, rhythm.at, rhythm.zone)
    if closes_at - opens_at < min(LEAST_OPEN, rhythm.open_days * DAY / 2):
        return None
    days = (opens_on + timedelta(days=offset) for offset in rhythm.reminders)
    reminds_at = tuple(moment(day, rhythm.at, rhythm.zone) for day in days if day < closes_on)
    return Occurrence(key, opens_on, opens_at, reminds_at, closes_at)


def _working_day(rhythm: Rhythm, key: date, limit: date) -> date:
    """Return the key, or when it is a holiday the next day (up to `limit`) that is neither holiday nor weekend."""
    day = key
    while day < limit and (day in rhythm.holidays or (day != key and day.weekday() in rhythm.weekend)):
        day += DAY
    return day


def _latest_key(rhythm: Rhythm, now: datetime) -> date | None:
    """Return the last key whose hour has come by `now`."""
    today = now.astimezone(ZoneInfo(rhythm.zone)).date()
    # One period back is far enough: the key of today or the one before it.
    period = timedelta(days=7 * rhythm.every if rhythm.unit is Unit.WEEKS else 35 * rhythm.every)
    latest = None
    for key in _keys(rhythm, today - 2 * period):
        if moment(key, rhythm.at, rhythm.zone) > now:
            break
        latest = key
    return latest


def _keys(rhythm: Rhythm, after: date) -> Iterator[date]:
    """Yield the dates on which rounds are due by the rhythm, later than `after`, not before its start."""
    if rhythm.first_on and rhythm.first_on > after:
        yield rhythm.first_on
    weekly = rhythm.unit is Unit.WEEKS
    for key in _weekly_keys(rhythm, after) if weekly else _monthly_keys(rhythm, after):
        if key.year > LAST_YEAR:
            return
        yield key


def _weekly_keys(rhythm: Rhythm, after: date) -> Iterator[date]:
    first = rhythm.starts_on + timedelta(days=(rhythm.weekday - rhythm.starts_on.weekday()) % 7)
    step = timedelta(weeks=rhythm.every)
    key = first + max(0, (after - first) // step + 1) * step
    while True:
        yield key
        key += step


def _monthly_keys(rhythm: Rhythm, after: date) -> Iterator[date]:
    """Count months from the first one whose day is not before the start, so that a quarter begins at the start."""
    first = _month(rhythm.starts_on)
    if _nth_weekday(first, rhythm) < rhythm.starts_on:
        first += 1
    month = first + max(0, (_month(after) - first) // rhythm.every) * rhythm.every
    while True:
        key = _nth_weekday(month, rhythm)
        if key > after:
            yield key
        month += rhythm.every


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _nth_weekday(month: int, rhythm: Rhythm) -> date:
    """Return the n-th given weekday of a month counted from year 0."""
    if rhythm.nth == LAST:
        next_first = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        return next_first - timedelta(days=(next_first.weekday() - rhythm.weekday - 1) % 7 + 1)
    first = date(month // 12, month % 12 + 1, 1)
    return first + timedelta(days=(rhythm.weekday - first.weekday()) % 7, weeks=rhythm.nth - 1)


def _faults(rhythm: Rhythm) -> Iterator[RhythmFault]:
    weekly = rhythm.unit is Unit.WEEKS
    # The shortest distance between two n-th weekdays of neighbouring months is 28 days.
    shortest = rhythm.every * (7 if weekly else 28)
    offsets = rhythm.reminders
    checks = {
        RhythmFault.EVERY: 1 <= rhythm.every <= (52 if weekly else 12),
        RhythmFault.WEEKDAY: 0 <= rhythm.weekday <= 6,
        RhythmFault.NTH: rhythm.nth in (1, 2, 3, 4, LAST),
        RhythmFault.TIME: rhythm.at.tzinfo is None and not rhythm.at.second and not rhythm.at.microsecond,
        RhythmFault.ZONE: _is_zone(rhythm.zone),
        RhythmFault.STARTS_ON: FIRST_YEAR <= rhythm.starts_on.year <= LAST_YEAR
        and (rhythm.first_on is None or rhythm.first_on < rhythm.starts_on),
        RhythmFault.OPEN_DAYS: rhythm.open_days >= 1,
        RhythmFault.OVERLAP: rhythm.open_days <= shortest,
        RhythmFault.REMINDERS: len(offsets) <= MOST_REMINDERS
        and offsets == tuple(sorted(set(offsets)))
        and all(0 < offset < rhythm.open_days for offset in offsets),
        RhythmFault.WEEKEND: rhythm.weekend < frozenset(range(7)),
    }
    return (fault for fault, holds in checks.items() if not holds)


def _is_zone(name: str) -> bool:
    """Tell whether the machine knows a time zone of this name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a zone file; a folder or a name too long
        return False
    return True
