"""What a seal stored of a team, as plain values: all that a page of results is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulse.tallies.joint import Correlation, Pair, Spread


@dataclass(frozen=True)
class Score:
    """A team on a dimension in one round. Either `gap` says why there is no score, or the numbers are there."""

    round_id: int
    team: str
    dimension: str
    gap: str
    joined: bool
    score: float | None
    low: float | None
    high: float | None
    n: int | None
    members: int | None
    about: bool
    verdict: str
    change: float | None
    beyond: float | None
    news: bool
    agreement: float | None = None
    floor: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True)
class TookPart:
    """How many of a team took part; fewer than `took_part` where cohorts hide how few they are."""

    round_id: int
    team: str
    took_part: int
    least: int
    invited: int
    fell: bool

    @property
    def exact(self) -> bool:
        """Whether no cohort of the team hides how few it is."""
        return self.least == self.took_part


@dataclass(frozen=True)
class Silent:
    """A team that fell silent and has not recovered; `since`: the round that found it, `anew`: it is this one."""

    team: str
    since: int
    anew: bool


@dataclass(frozen=True)
class Given:
    """A team's answers to one question of a round, or why there are none.

    `low` and `high` are the score's range, `fewest` and `most` that of favourable members, of a single cell only.
    """

    question: str
    gap: str
    n: int = 0
    members: int = 0
    bands: tuple[float, float, float] = (0.0, 0.0, 0.0)
    clamped: int | None = None
    about: bool = False
    score: float = 0.0
    low: float | None = None
    high: float | None = None
    fewest: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Healthy:
    """What a round says of its questions: by code its deviation and the parts of its variation; the joint figures."""

    questions: Mapping[str, Mapping[str, Any]]
    joint: tuple[tuple[str, str, int, int], ...]  # kind, key, value, weight: as published

    @property
    def correlations(self) -> dict[Pair, Correlation]:
        """Return the correlations by the codes of both questions."""
        found = {}
        for kind, key, value, weight in self.joint:
            if kind == "correlation":
                one, other = key.split("/")
                found[one, other] = Correlation(one, other, value, weight)
        return found

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """Return how far persons lie apart inside cells."""
        return tuple(
            Spread(key.split("/")[0], int(key.split("/")[1]), value, weight)
            for kind, key, value, weight in self.joint
            if kind == "spread"
        )
