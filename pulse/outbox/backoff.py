"""When to try again after a failure, and when to stop: about two days in ten tries."""

from datetime import datetime, timedelta
from typing import Final

FIRST: Final = timedelta(minutes=5)
TRIES: Final = 10


def next_try(tries: int, now: datetime, most: int = TRIES) -> datetime | None:
    """Return when to try again after so many tries, each pause twice the last; None when it was the last one."""
    if tries >= most:
        return None
    return now + FIRST * (1 << max(tries - 1, 0))
