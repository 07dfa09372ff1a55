"""What may be said of how many voted: nothing below five, whatever was merged into what. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

AT_LEAST = 5  # votes, before their number is said
_CLASSES = (8, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)


@dataclass(frozen=True)
class Tally:
    """From so many votes to so many; the two differ where questions were merged, for one may have voted for both."""

    low: int
    high: int


def said(votes: int) -> int | None:
    """Return a count of votes, or None below five."""
    return votes if votes >= AT_LEAST else None


def merged(parts: Iterable[int | None], most: int) -> Tally | None:
    """Return what may be said of questions that were merged, None below five votes for any of them.

    `parts`: what `said` gives for each. One that is not said counts as up to four, so that merging tells nothing of it.
    `most`: how many people entered, at most.
    """
    known = list(parts)
    low = max((part for part in known if part is not None), default=0)
    if low < AT_LEAST:
        return None
    others = AT_LEAST - 1 if len(known) > 1 else 0
    high = sum(others if part is None else part for part in known)
    return Tally(low, max(low, min(high, most)))


def crowd(entered: int) -> tuple[int, int]:
    """Return the class that a number of people lies in, as (from, to); below eight the number itself."""
    if entered < _CLASSES[0]:
        return entered, entered
    for low, above in pairwise(_CLASSES):
        if entered < above:
            return low, above - 1
    return _CLASSES[-1], entered
