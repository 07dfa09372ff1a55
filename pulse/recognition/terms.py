"""How long thanks may be, how many a day, and which customer an act of service was for."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

LONGEST_THANKS: Final = 280
LONGEST_REASON: Final = 300
LONGEST_NAME: Final = 60  # of a value
LONGEST_VALUE: Final = 200
MOST_VALUES: Final = 8
MOST_A_DAY: Final = 10
DAY: Final = timedelta(hours=24)


class Customer(StrEnum):
    """Whom an act of service was for."""

    OUTSIDE = "outside"
    INSIDE = "inside"  # another team, a colleague
