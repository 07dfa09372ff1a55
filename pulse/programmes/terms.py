"""What HR decides about a programme, as plain values: the form fills them in, the rules read them."""

from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum

from pulse.programmes import holiday_lists
from pulse.programmes.plan import Lists, default_lists
from pulse.programmes.recurrence import WEEKEND, Pace, Rhythm, Unit, evenly


class Inside(StrEnum):
    """Whether a programme asks about teams that serve others, and who says which."""

    NONE = "none"
    SERVED = "served"  # who serves whom was recorded before
    NAMED = "named"  # each person names the teams they relied on


@dataclass(frozen=True)
class Timing:
    """When a programme asks: the parts of a rhythm as they are stored, perhaps wrong ones."""

    unit: str = Unit.MONTHS
    every: int = 1
    weekday: int = 1
    nth: int = 1
    hour: int = 9
    minute: int = 0
    open_days: int = 7
    timezone: str = "UTC"
    holidays: str = ""
    starts_on: date = date.max
    first_on: date | None = None
    reminders: int = 1


@dataclass(frozen=True)
class Thresholds:
    """From how many answers, in groups of how many members, and from how many answers comments are shown."""

    ballots: int = 5
    cohort: int = 7
    comments: int = 10


@dataclass(frozen=True)
class Terms:
    """A whole programme; `branches` are uids of teams, none of them means the whole company."""

    name: str
    timing: Timing
    lists: Lists = field(default_factory=default_lists)
    thresholds: Thresholds = field(default_factory=Thresholds)
    comment: bool = True
    branches: tuple[str, ...] = ()
    inside: Inside = Inside.NONE


def rhythm(timing: Timing, weekend: frozenset[int] = WEEKEND) -> Rhythm:
    """Return the rhythm of these parts in a company with this weekend.

    Raises RhythmError; ValueError for an hour that no clock shows.
    """
    return Rhythm(
        unit=Unit(timing.unit),
        every=timing.every,
        weekday=timing.weekday,
        at=time(timing.hour, timing.minute),
        zone=timing.timezone,
        starts_on=timing.starts_on,
        open_days=timing.open_days,
        nth=timing.nth,
        reminders=evenly(timing.reminders, timing.open_days),
        holidays=holiday_lists.parse(timing.holidays).days,
        weekend=weekend,
        first_on=timing.first_on,
    )


def same_days(one: Timing, other: Timing) -> bool:
    """Tell whether two timings ask on the same days at the same hour, holidays and reminders aside."""
    return replace(one, holidays="", reminders=0, first_on=None) == replace(
        other, holidays="", reminders=0, first_on=None
    )


def pace_of(unit: str, every: int) -> Pace:
    """Return how HR names a rhythm; months that are neither one nor three read as the nearer of the two."""
    if unit == Unit.MONTHS:
        return Pace.MONTHLY if every < 2 else Pace.QUARTERLY
    return {1: Pace.WEEKLY, 2: Pace.TWO_WEEKLY}.get(every, Pace.WEEKS)
