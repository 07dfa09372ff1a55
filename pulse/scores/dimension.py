"""A team's score on a dimension in one round: from its questions' cells, or the reason why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pulse.scores import bands
from pulse.scores.distributions import Floats
from pulse.scores.intervals import BOUNDS_BELOW, Range, half_width, hard_bounds, score_range
from pulse.scores.published import DIMENSIONS, FEWEST_TO_RECOMMEND, RECOMMEND, PublishedRound, spread_of
from pulse.scores.spread import Spreads, Width
from pulse.scores.tree import heads_below, subtree_sums
from pulse.tallies.cells import Tree
from pulse.tallies.publication import Question
from pulse.tallies.tables import Cell

SHARE = 0.8  # of a team's members who must be in cells wholly inside it

Subject = tuple[str, str]  # team uid, dimension
Flags = NDArray[np.bool_]


class Gap(StrEnum):
    """Why a team has no score."""

    TOO_FEW = "too few"
    COUNTED_HIGHER_UP = "counted higher up"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class ScorePoint:
    """A team's score on a dimension in one round, in points from 0 to 100."""

    score: float
    low: float | None  # None: everyone answered and nothing is clamped
    high: float | None
    favourable: float  # percent
    n: int  # the fewest answers to one of its questions
    members: int
    about: bool  # a clamped cell is part of it
    least: float  # the score at either end of what the clamped cells allow
    most: float
    bounds: Range | None  # hard bounds, when fewer than 80 % answered

    @property
    def says_something(self) -> bool:
        """False: too few answers to say."""
        wide = self.low is not None and self.high is not None and not Range(self.low, self.high).says_something
        return not wide and (self.bounds is None or self.bounds.says_something)


Scores = Mapping[Subject, ScorePoint | Gap]

MEMBERS, N, FAVOURABLE, VALUE, LEAST, MOST, CLAMPED, ASKED = range(8)


@dataclass(frozen=True)
class NodeSums:
    """Every node's sums over the cells inside its subtree, question by question: shape (questions, nodes, 8)."""

    tree: Tree
    heads: Floats  # (nodes,)
    sums: Floats
    published: Flags  # (questions,): at least one cell of the question is published

    @property
    def asked(self) -> Flags:
        """Which questions were asked of at least 80 % of which node's members: shape (questions, nodes)."""
        asked: Flags = (self.heads > 0) & (self.sums[:, :, ASKED] >= SHARE * self.heads)
        return asked

    @property
    def shown(self) -> Flags:
        """Which questions have cells inside which node that hold at least 80 % of its members."""
        shown: Flags = (self.sums[:, :, N] > 0) & (self.sums[:, :, MEMBERS] >= SHARE * self.heads)
        return shown


def standing(published: PublishedRound, questions: Sequence[Question]) -> NodeSums:
    """Return the sums of all nodes for these questions."""
    tree = Tree(published.parent)
    row = {question.code: place for place, question in enumerate(questions)}
    cohorts = {cohort.id: cohort for cohort in published.cohorts}
    at = np.zeros((len(tree.order), len(row), 8))
    homes: dict[frozenset[str], int] = {}
    for cell in published.cells:
        if cell.question in row:
            if cell.cohorts not in homes:
                labels = (label for cohort in cell.cohorts for label in cohorts[cohort].labels)
                homes[cell.cohorts] = tree.first[tree.common(labels)]
            at[homes[cell.cohorts], row[cell.question], :ASKED] += _columns(cell)
    for question in questions:
        for cohort in published.cohorts:
            for label in cohort.labels if question.asked_of(cohort.id) else ():
                at[tree.first[label], row[question.code], ASKED] += published.heads.get(label, 0)
    sums = subtree_sums(tree, at).transpose(1, 0, 2)
    return NodeSums(tree, heads_below(tree, published.heads), sums, sums[:, 0, N] > 0)


def _columns(cell: Cell) -> tuple[float, ...]:
    ends = bands.ends(cell)
    value = bands.value(cell.shares)
    return (cell.members, cell.n, cell.shares[0], value, ends.least, ends.most, float(cell.clamped is not None))


def published_scores(
    published: PublishedRound, effects: Mapping[str, float], spreads: Spreads
) -> dict[Subject, ScorePoint | Gap]:
    """Return every team's point, or gap, on every dimension of the round: what the seal stores for the pages.

    `effects` (question code -> points) come from `items.item_effects`, `spreads` from `spread.pool`, both up to this
    round. A dimension without a question in the round is a gap, "not asked", for everybody; the recommend score, which
    few rounds ask, has no rows then, and from fewer than ten answers it is a gap.
    """
    scores: dict[Subject, ScorePoint | Gap] = {}
    for dimension in DIMENSIONS + ((RECOMMEND,) if published.asking(RECOMMEND) else ()):
        questions = published.asking(dimension)
        stand = standing(published, questions)
        shifts = np.array([effects.get(question.code, 0.0) for question in questions])
        results = _results(
            stand, shifts, {items: spreads.of(spread_of(dimension), items) for items in range(len(questions) + 1)}
        )
        if dimension == RECOMMEND:
            results = [_from_ten(result) for result in results]
        scores |= {(team, dimension): result for team, result in zip(stand.tree.order, results, strict=True) if team}
    return scores


def _from_ten(result: ScorePoint | Gap) -> ScorePoint | Gap:
    return Gap.TOO_FEW if isinstance(result, ScorePoint) and result.n < FEWEST_TO_RECOMMEND else result


def _results(stand: NodeSums, shifts: Floats, widths: Mapping[int, Width]) -> list[ScorePoint | Gap]:
    """Return one result per node, in the order of the tree; `widths`: number of questions -> spread."""
    asked, shown = stand.asked, stand.shown
    items = asked.sum(axis=0)
    means = _means(stand, asked, shifts)
    fewest = np.where(asked, stand.sums[:, :, N], np.inf).min(axis=0, initial=np.inf)
    results: list[ScorePoint | Gap] = []
    for place in range(len(stand.tree.order)):
        if not items[place] or not (shown | ~asked)[:, place].all():
            results.append(_gap(asked[:, place], shown[:, place], stand.published))
            continue
        n, members = int(fewest[place]), int(stand.heads[place])
        half = half_width(widths[int(items[place])], n, members)
        results.append(_point(means[:, place], half, n, members))
    return results


def _means(stand: NodeSums, asked: Flags, shifts: Floats) -> Floats:
    """Return means over each node's questions: score, least, most, favourable, clamped, effect; shape (6, nodes)."""
    n = np.where(asked, np.maximum(stand.sums[:, :, N], 1.0), 1.0)
    items = np.maximum(asked.sum(axis=0), 1)
    shares = stand.sums[:, :, (VALUE, LEAST, MOST, FAVOURABLE, CLAMPED)] / n[:, :, None]
    means = np.where(asked[:, :, None], shares, 0.0).sum(axis=0) / items[:, None]
    shift = np.where(asked, shifts[:, None], 0.0).sum(axis=0) / items
    return np.vstack([means.T, shift])


def _point(means: Floats, half: float, n: int, members: int) -> ScorePoint:
    score, least, most, favourable, clamped, shift = (float(mean) for mean in means)
    hard = hard_bounds(least, most, n, members) if n < BOUNDS_BELOW * members else None
    around = score_range(least, most, half)
    low, high = (None, None) if around is None else (_adjusted(around.low, shift), _adjusted(around.high, shift))
    return ScorePoint(
        score=_adjusted(score, shift),
        low=low,
        high=high,
        favourable=round(100.0 * favourable, 10),
        n=n,
        members=members,
        about=clamped > 0,
        least=_adjusted(least, shift),
        most=_adjusted(most, shift),
        bounds=hard and Range(_adjusted(hard.low, shift), _adjusted(hard.high, shift)),
    )


def _adjusted(score: float, shift: float) -> float:
    return round(min(100.0, max(0.0, score - shift)), 10)


def _gap(asked: Flags, shown: Flags, published: Flags) -> Gap:
    """Name the gap. A team that gave no ballot must read like one that gave three, so counts play no part in it."""
    if not asked.any():
        return Gap.NOT_ASKED
    if not shown[asked].any() and published[asked].all():
        return Gap.COUNTED_HIGHER_UP
    return Gap.TOO_FEW
