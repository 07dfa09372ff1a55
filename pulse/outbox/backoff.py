"""When to try again after a failure: a mail by itself, and a mail server that is away."""

from datetime import datetime, timedelta
from typing import Final

FIRST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(hours=1)
LASTS: Final = timedelta(days=14)  # what has waited for so long is given up, unless its kind says otherwise
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=15)


def next_try(tries: int, now: datetime, lasts: timedelta | None = LASTS) -> datetime | None:
    """Return when to try a mail again after so many refusals of its own; None when it has waited for too long."""
    waited = sum((_grown(FIRST, each, LONGEST) for each in range(1, tries)), timedelta())
    if lasts is not None and waited >= lasts:
        return None
    return now + _grown(FIRST, tries, LONGEST)


def pause(failures: int) -> timedelta:
    """Return for how long a mail server is left alone after it failed so often in a row."""
    return _grown(FIRST_PAUSE, failures, LONGEST_PAUSE)


def _grown(first: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(first * (1 << min(max(times - 1, 0), 10)), longest)
