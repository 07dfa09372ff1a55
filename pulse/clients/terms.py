"""What is said of customers: how close an account is, what a contact has to do with us, when one is asked."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from pulse.programmes.recurrence import LAST, Rhythm
from pulse.programmes.terms import Timing, rhythm

LONGEST_NAME: Final = 120
LONGEST_COMMENT: Final = 2000
AT_LEAST: Final = 5  # replies of a group before it is shown where names are not
OPENS_AT: Final = 9  # o'clock
REST: Final = timedelta(days=30)  # between two invitations to one contact, of whatever survey


class Stage(StrEnum):
    """How close a customer has come, as the account's owner sees it."""

    ACQUAINTANCE = "acquaintance"
    FRIEND = "friend"
    REGULAR = "regular"
    COMMITTED = "committed"
    PARTNER = "partner"


class Level(StrEnum):
    """What a contact has to do with the service."""

    USER = "user"  # uses it
    DECIDER = "decider"  # decides about it


class SurveyState(StrEnum):
    """A survey is drafted, runs, may pause, and ends for good."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


def timing(every: int, starts_on: date, open_days: int, zone: str, *, reminds: bool) -> Timing:
    """Return when a survey asks: on its first day, then on the same weekday of the month."""
    nth = (starts_on.day - 1) // 7 + 1
    return Timing(
        every=every,
        weekday=starts_on.weekday(),
        nth=nth if nth < 5 else LAST,
        hour=OPENS_AT,
        open_days=open_days,
        timezone=zone,
        starts_on=starts_on,
        reminders=1 if reminds else 0,
    )


def rhythm_of(asked: Timing, weekend: frozenset[int]) -> Rhythm:
    """Return the rhythm of a survey. Raises RhythmError."""
    return rhythm(asked, weekend)
