"""What lies ahead of a programme: its next rounds, and the ways it may begin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from pulse.programmes.recurrence import DAY, Occurrence, Rhythm, Unit, due, keys, moment, occurrences

ROUNDS: Final = 4
MOST_KEYS: Final = 60  # how far ahead rounds are looked for when holidays swallow them


@dataclass(frozen=True)
class Coming:
    """One date of the rhythm that lies ahead; without an occurrence holidays leave it too little time.

    `holiday` is the name of the holiday in its way, perhaps ""; None when there is none.
    """

    key: date
    occurrence: Occurrence | None
    holiday: str | None
    cut: bool  # closes earlier than planned, because the next round is due

    @property
    def moved(self) -> bool:
        """Whether it opens later than the rhythm says."""
        return self.occurrence is not None and self.occurrence.opens_on != self.key


@dataclass(frozen=True)
class Pulse:
    """What one round will ask, and about how many seconds that takes."""

    codes: tuple[str, ...]
    seconds: int


class Caution(StrEnum):
    """What to think twice about; none of it stops a programme."""

    TOO_FEW_PEOPLE = "too-few-people"
    TOO_MANY_FOR_SQLITE = "too-many-for-sqlite"
    MANY_QUESTIONS = "many-questions"
    SAME_PEOPLE = "same-people"


@dataclass(frozen=True)
class Preview:
    """What terms would lead to: the next dates, what each of their rounds asks, of how many people."""

    zone: str
    dates: tuple[Coming, ...]
    pulses: tuple[Pulse, ...]
    people: int
    cautions: tuple[Caution, ...]

    @property
    def rounds(self) -> tuple[tuple[Occurrence, Pulse], ...]:
        """Return the rounds with what they ask; none while dates or questions are wrong."""
        held = (ahead.occurrence for ahead in self.dates if ahead.occurrence)
        return tuple(zip(held, self.pulses, strict=False))


def coming(
    rhythm: Rhythm, names: Mapping[date, str], now: datetime, since: date | None = None, count: int = ROUNDS
) -> tuple[Coming, ...]:
    """Return the next `count` rounds, with the dates lost to holidays between them.

    names: each holiday's name; since: the date of the last round dealt with. A round that is due this moment is the
    first of them; one whose time has nearly gone by is none.
    """
    found: list[Coming] = []
    for ahead in islice(_ahead(rhythm, names, now, since), MOST_KEYS):
        found.append(ahead)
        if sum(1 for each in found if each.occurrence) == count:
            break
    return tuple(found)


def next_opening(rhythm: Rhythm, now: datetime, since: date | None = None) -> Occurrence | None:
    """Return the round that opens next (or is due now), or None at the end of the calendar."""
    rounds = (ahead.occurrence for ahead in coming(rhythm, {}, now, since, 1))
    return next((occurrence for occurrence in rounds if occurrence), None)


def from_next(rhythm: Rhythm, now: datetime) -> Rhythm | None:
    """Return the rhythm begun on its next date still to come, in the same step; None at the end of the calendar."""
    plain = replace(rhythm, first_on=None)
    upcoming = (key for key in keys(plain, _today(plain, now) - DAY, 2) if moment(key, plain.at, plain.zone) > now)
    start = next(upcoming, None)
    return replace(plain, starts_on=start) if start else None


def at_once(rhythm: Rhythm, now: datetime) -> Rhythm | None:
    """Return the rhythm with one round before it that is due this moment; None when that cannot be.

    The regular rounds follow from their next date on, or from the one after when the first round would lose too much
    of its time to it.
    """
    plain = replace(rhythm, first_on=None)
    today = _today(plain, now)
    day = today if moment(today, plain.at, plain.zone) <= now else today - DAY
    for regular in keys(plain, day, 2):
        begun = replace(plain, first_on=day, starts_on=regular)
        if 2 * (regular - day).days >= plain.open_days and due(begun, None, now):
            return begun
    return None


def _ahead(rhythm: Rhythm, names: Mapping[date, str], now: datetime, since: date | None) -> Iterator[Coming]:
    today = _today(rhythm, now)
    running = due(rhythm, since, now)
    # A round moved by a holiday opens later than its date, yet before the next one.
    back = timedelta(days=(7 if rhythm.unit is Unit.WEEKS else 35) * rhythm.every)
    for key in keys(rhythm, max(today - back, since or date.min), MOST_KEYS):
        occurrence = next((each for each in occurrences(rhythm, key - DAY, 1) if each.key == key), None)
        opens_at = occurrence.opens_at if occurrence else moment(key, rhythm.at, rhythm.zone)
        if opens_at > now or (running and running.key == key):
            yield _coming(rhythm, names, key, occurrence)


def _coming(rhythm: Rhythm, names: Mapping[date, str], key: date, occurrence: Occurrence | None) -> Coming:
    planned = rhythm.open_days * DAY
    closes_on = occurrence.closes_at.astimezone(ZoneInfo(rhythm.zone)).date() if occurrence else None
    cut = occurrence is not None and closes_on is not None and closes_on - occurrence.opens_on < planned
    return Coming(key, occurrence, names.get(key, "") if key in rhythm.holidays else None, cut)


def _today(rhythm: Rhythm, now: datetime) -> date:
    return now.astimezone(ZoneInfo(rhythm.zone)).date()
