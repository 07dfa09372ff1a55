"""What becomes of a roadblock, and how long the words about it may be."""

from enum import StrEnum
from typing import Final

LONGEST_WORDS: Final = 200
LONGEST_REASON: Final = 500


class State(StrEnum):
    """What a leader made of a roadblock; nobody has looked at one that waits, or somebody took back what was said."""

    WAITING = "waiting"
    REMOVED = "removed"
    EXPLAINED = "explained"
    PROMISE = "promise"
    ASIDE = "aside"
    SAME = "same"  # as another one, with which it goes


EXPLAIN_THEMSELVES: Final = (State.REMOVED, State.EXPLAINED, State.ASIDE)  # with what was done, or why not
