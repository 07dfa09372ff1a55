"""How long to wait after failed tries: a few are free, then each costs twice the last."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(hours=2)  # without a failure: the count starts again


class Counter(Enum):
    """What is counted, and how many tries are free."""

    ACCOUNT = ("account", 5)
    ADDRESS = ("address", 30)  # many people may share one
    MAIL = ("mail", 3)  # links mailed to one account

    def __init__(self, label: str, free: int) -> None:
        self.label = label
        self.free = free


def counted(failures: int, last_at: datetime, now: datetime) -> int:
    """Return how many earlier failures still count."""
    return 0 if now - last_at >= FORGOTTEN_AFTER else failures


def wait(counter: Counter, failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row."""
    over = failures - counter.free
    if over < 0:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(over, 10)), LONGEST_WAIT)
