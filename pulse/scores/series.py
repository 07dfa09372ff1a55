"""A team's line through the rounds: its points, its gaps, and where it must not be joined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pulse.scores.dimension import Gap, ScorePoint, Scores
from pulse.scores.published import DIMENSIONS
from pulse.scores.tree import unbroken
from pulse.tallies.cells import Tree


@dataclass(frozen=True)
class SealedRound:
    """What a line needs of one sealed round: its stored scores, and the tree frozen at its opening."""

    uid: str
    opened_on: date
    scores: Scores
    parent: Mapping[str, str | None]
    heads: Mapping[str, int]


@dataclass(frozen=True)
class LineEntry:
    """One round on a team's line."""

    round: str
    opened_on: date
    result: ScorePoint | Gap
    joined: bool  # the line runs on from the round before: both have points, of the same team


Series = tuple[LineEntry, ...]


def series(team: str, rounds: Sequence[SealedRound]) -> dict[str, Series]:
    """Return the team's line on every dimension, oldest first; a round that did not know the team was not asked."""
    trees = [(Tree(sealed.parent), sealed.heads) for sealed in rounds]
    same = [False, *(team in unbroken(pair) for pair in pairwise(trees))]
    return {dimension: _line(rounds, same, (team, dimension)) for dimension in DIMENSIONS}


def _line(rounds: Sequence[SealedRound], same: Sequence[bool], subject: tuple[str, str]) -> Series:
    results = [sealed.scores.get(subject, Gap.NOT_ASKED) for sealed in rounds]
    return tuple(
        LineEntry(
            sealed.uid,
            sealed.opened_on,
            result,
            same[place] and isinstance(result, ScorePoint) and isinstance(results[place - 1], ScorePoint),
        )
        for place, (sealed, result) in enumerate(zip(rounds, results, strict=True))
    )
