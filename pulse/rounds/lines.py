"""Which lines "You said → we did" a group reads first: those of the teams that everybody in it belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from pulse.rounds.comment_readers import way
from pulse.tallies.cells import TOP

LINES: Final = 3  # on a first screen
LASTS: Final = timedelta(days=120)  # what is settled leaves the first screen after that; what is open never does
LONGEST: Final = 140  # characters of what was said, and of what was done


class Became(StrEnum):
    """What became of a promise, as the line says it."""

    PROMISED = "promised"
    KEPT = "kept"
    PARTLY = "partly"
    RENEGOTIATED = "renegotiated"
    DROPPED = "dropped"
    LATE = "late"


_SETTLED: Final = frozenset({Became.KEPT, Became.PARTLY, Became.DROPPED})
_ORDER: Final = {Became.KEPT: 0, Became.PARTLY: 0, Became.PROMISED: 2}  # the others stand between


@dataclass(frozen=True)
class Line:
    """What stands in public of one promise; `turn` counts public changes, of all promises together."""

    said: str
    did: str
    became: Became
    day: date
    turn: int


def teams_over(parent: Mapping[str, str | None], upper: Mapping[str, str | None], home: str) -> frozenset[str]:
    """Return the teams at or above everybody in a group: its home, and all above it to the top of the company.

    `parent` is the tree of those who are asked, `upper` the team above each open team of the company today.
    """
    up = {**upper, **{team: above for team, above in parent.items() if above is not None}}
    homes = [home] if home != TOP else [root for root, above in parent.items() if above is None]
    return frozenset.intersection(*(frozenset(way(up, each)) for each in homes))


def first(lines: Iterable[Line], today: date) -> tuple[Line, ...]:
    """Return the lines to show: what was kept before what is promised, the newest change first."""
    fresh = [line for line in lines if line.became not in _SETTLED or line.day >= today - LASTS]
    return tuple(sorted(fresh, key=lambda line: (_ORDER.get(line.became, 1), -line.turn))[:LINES])


def short(words: str) -> str:
    """Return words that are not too long for a first screen."""
    said = " ".join(words.split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"
