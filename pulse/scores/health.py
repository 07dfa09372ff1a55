"""Whether questions do what they are for: do they hang together, and do they tell groups apart.

Everything is arithmetic on published rows and on the company-wide joint figures of `tallies.joint`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np

from pulse.scores.bands import value
from pulse.scores.beta import f_quantile
from pulse.scores.distributions import Floats
from pulse.tallies.joint import Correlation, Pair, moments
from pulse.tallies.tables import Cell

ENOUGH = 100  # pairs of answers
FEWEST_QUESTIONS = 3  # for alpha
HANGS_FROM = 0.30  # a convention: item-rest r below it "does not hang together"
FEWEST_GROUPS = 10  # above the first of each round: with fewer, how far groups differ is a guess
LARGEST = 0.995  # r in hundredths may round to 1, whose Fisher z has no end


class Fit(StrEnum):
    """What may be said of a question among the others of its dimension."""

    HANGS = "hangs"
    MAYBE = "maybe"  # below the convention, though its range reaches it
    APART = "apart"  # does not hang together
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Tie:
    """A correlation with its 95 % range, and the pairs of answers behind it."""

    r: float
    low: float
    high: float
    pairs: int

    @property
    def fit(self) -> Fit:
        """Return what it says; below 100 pairs nothing."""
        if self.pairs < ENOUGH:
            return Fit.UNKNOWN
        if self.r >= HANGS_FROM:
            return Fit.HANGS
        return Fit.MAYBE if self.high >= HANGS_FROM else Fit.APART


def tie(found: Iterable[tuple[float, int]]) -> Tie | None:
    """Pool correlations (r, pairs) over rounds: the mean of Fisher's z weighted by pairs - 3; None without any."""
    known = [(min(max(r, -LARGEST), LARGEST), pairs) for r, pairs in found if pairs > 3]
    weight = sum(pairs - 3 for _, pairs in known)
    if not weight:
        return None
    z = sum((pairs - 3) * atanh(r) for r, pairs in known) / weight
    half = NormalDist().inv_cdf(0.975) / sqrt(weight)
    return Tie(tanh(z), tanh(z - half), tanh(z + half), sum(pairs for _, pairs in known))


def ties(codes: Collection[str], anchors: Collection[str], found: Iterable[Correlation]) -> dict[str, Tie]:
    """Return how each question of a dimension goes with its anchor, an anchor with all the others; pooled over rounds.

    What stands in for item-rest where questions take turns. Without an anchor each question is held against all others.
    """
    known = [each for each in found if {each.first, each.second} <= set(codes)]
    own = [code for code in codes if code in anchors]
    pooled = {}
    for code in codes:
        beside = set(codes if code in own or not own else own) - {code}
        mine = [each for each in known if code in (each.first, each.second) and {each.first, each.second} & beside]
        pooled[code] = tie((each.hundredths / 100, each.pairs) for each in mine)
    return {code: each for code, each in pooled.items() if each is not None}


@dataclass(frozen=True)
class ScaleHealth:
    """Questions of one dimension asked together: alpha with Feldt's 95 % range, and each question against the rest."""

    alpha: float
    low: float
    high: float
    people: int
    rest: Mapping[str, Tie]


def scale(
    codes: Sequence[str], deviations: Mapping[str, float], found: Mapping[Pair, Correlation]
) -> ScaleHealth | None:
    """Return what one round says of these questions; None below three of them or below 100 pairs of any two.

    `deviations`: each question's standard deviation over the company; `found`: by codes in the order of the alphabet.
    """
    ordered = sorted(codes)
    pairs = [found.get(pair) for pair in combinations(ordered, 2)]
    known = [pair for pair in pairs if pair is not None and pair.pairs >= ENOUGH]
    if len(ordered) < FEWEST_QUESTIONS or len(known) < len(pairs):
        return None
    together = np.diag([deviations[code] ** 2 for code in ordered])
    for pair in known:
        a, b = ordered.index(pair.first), ordered.index(pair.second)
        together[a, b] = together[b, a] = pair.hundredths / 100 * deviations[pair.first] * deviations[pair.second]
    if together.sum() <= 0:
        return None
    people = min(pair.pairs for pair in known)
    low, high = feldt(alpha(together), people, len(ordered))
    ties = (tie([(r, people)]) for r in item_rest(together))
    rest = {code: found for code, found in zip(ordered, ties, strict=True) if found is not None}
    return ScaleHealth(alpha(together), low, high, people, rest)


def alpha(covariance: Floats) -> float:
    """Return Cronbach's alpha, k / (k - 1) (1 - tr C / sum C), of k questions with covariance matrix C."""
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt(found: float, people: int, questions: int, level: float = 0.95) -> tuple[float, float]:
    """Return Feldt's range of alpha (Feldt 1965): (1 - alpha) / (1 - found) follows F(n - 1, (n - 1)(k - 1))."""
    above, below, tail = people - 1, (people - 1) * (questions - 1), (1 - level) / 2
    return 1 - (1 - found) * f_quantile(1 - tail, above, below), 1 - (1 - found) * f_quantile(tail, above, below)


def item_rest(covariance: Floats) -> list[float]:
    """Return each question's correlation with the sum of the others; 0 where one of them does not vary."""
    own, rows = np.diag(covariance), covariance.sum(axis=1)
    rest = covariance.sum() - 2 * rows + own
    product = own * rest
    return [float((row - v) / sqrt(p)) if p > 0 else 0.0 for row, v, p in zip(rows, own, product, strict=True)]


@dataclass(frozen=True)
class Variation:
    """How far the answers to one question lie apart between groups and inside them; rounds just add.

    From published cells that are not clamped, on the scale 0 / 50 / 100, each round around its own mean.
    """

    between: float = 0.0  # sum of squares
    within: float = 0.0
    groups: int = 0  # degrees of freedom: groups - 1
    people: int = 0  # degrees of freedom: answers - groups
    spare: float = 0.0  # answers - sum n^2 / answers: (groups - 1) times the size of a typical group

    def plus(self, other: "Variation") -> "Variation":
        """Return the variation of both."""
        return Variation(
            self.between + other.between,
            self.within + other.within,
            self.groups + other.groups,
            self.people + other.people,
            self.spare + other.spare,
        )


def variation(cells: Iterable[Cell]) -> Variation:
    """Return one question's variation in one round."""
    rows = [moments(cell) for cell in cells if cell.clamped is None]
    answers = sum(row.n for row in rows)
    if not answers:
        return Variation()
    mean = sum(row.n * row.mean for row in rows) / answers
    return Variation(
        between=sum(row.n * (row.mean - mean) ** 2 for row in rows),
        within=sum(row.squares for row in rows),
        groups=len(rows) - 1,
        people=answers - len(rows),
        spare=answers - sum(row.n**2 for row in rows) / answers,
    )


@dataclass(frozen=True)
class Telling:
    """How well a question tells groups apart: ICC(1) of one answer, ICC(2) of a group's mean. Below 0 reads as 0."""

    one: float
    two: float
    size: float  # of a typical group


def telling(found: Variation) -> Telling | None:
    """Return ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) and ICC(2) = (MSB - MSW) / MSB; None with too few groups.

    One-way analysis of variance; of unequal groups k is the size that makes MSB unbiased (Snedecor & Cochran).
    """
    if found.groups < FEWEST_GROUPS or not found.people:
        return None
    between, within, size = found.between / found.groups, found.within / found.people, found.spare / found.groups
    if between <= within:
        return Telling(0.0, 0.0, size)
    return Telling((between - within) / (between + (size - 1) * within), (between - within) / between, size)


def deviation(cells: Iterable[Cell]) -> float:
    """Return the standard deviation of all answers to one question over the company, clamped cells by stand-ins."""
    rows = [cell.shares for cell in cells]
    n = sum(sum(shares) for shares in rows)
    if n < 2:
        return 0.0
    mean = sum(value(shares) for shares in rows) / n
    apart = ((100.0 - mean) ** 2, (50.0 - mean) ** 2, mean**2)
    return float(sqrt(sum(sum(a * s for a, s in zip(apart, shares, strict=True)) for shares in rows) / (n - 1)))
