"""What luck alone does to a team's score: who happens to answer, while nobody changes their mind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from pulse.scores.intervals import half_width
from pulse.scores.published import DIMENSIONS
from pulse.scores.spread import DEFAULT_FREEDOM, DEFAULTS, Spreads, Width

ROUNDS = 12
LEVEL = 60.0  # points: the true score of the made-up team, in every round
QUESTIONS = 2  # of a dimension in one round, where none was asked yet
THIRD, TWENTIETH = 1 / 3, 1 / 20


@dataclass(frozen=True)
class Luck:
    """What to expect of a team of `members` of whom `n` answer each round; all in points.

    `step` is the standard deviation of the difference between two rounds.
    """

    members: int
    n: int
    width: Width
    step: float

    def beyond(self, share: float) -> float:
        """Return the change that luck alone exceeds in this share of rounds."""
        return NormalDist().inv_cdf(1 - share / 2) * self.step

    @property
    def every_third(self) -> float:
        """Return what luck alone does every third round, or more."""
        return self.beyond(THIRD)

    @property
    def one_in_twenty(self) -> float:
        """Return what luck alone does in one round of twenty, or more."""
        return self.beyond(TWENTIETH)


def luck(members: int, share: float, width: Width) -> Luck:
    """Return what luck does where `share` (0-1) of a team answer; `width`: spread of persons in points, its freedom.

    Each round a random n of N persons answer, who never change their mind: the variance of their mean is
    s^2 / n (1 - n / N) (Cochran 1977, 2.3), and two rounds are drawn independently. By the normal distribution.
    """
    n = min(members, max(1, round(members * share)))
    points, _freedom = width
    return Luck(members, n, width, points * sqrt(2 / n * (1 - n / members)))


@dataclass(frozen=True)
class SimulatedRound:
    """One simulated round: its score, and the likely range the product would show (none when everybody answered)."""

    score: float
    low: float | None
    high: float | None


def simulated(about: Luck, seed: Sequence[int], rounds: int = ROUNDS) -> tuple[SimulatedRound, ...]:
    """Return rounds of a team in which nothing changes: who answers is drawn anew each time."""
    draw, people = np.random.default_rng(seed), opinions(about.members, about.width[0])
    half = half_width(about.width, about.n, about.members)
    found = []
    for _ in range(rounds):
        score = float(draw.choice(people, about.n, replace=False).mean())
        found.append(SimulatedRound(score, score - half if half else None, score + half if half else None))
    return tuple(found)


def opinions(members: int, points: float) -> list[float]:
    """Return fixed opinions of two persons or more, evenly spread around the level, with this standard deviation."""
    step = points / sqrt(members * (members + 1) / 12)
    return [LEVEL + step * (place - (members - 1) / 2) for place in range(members)]


def typical(spreads: Spreads) -> tuple[Width, bool]:
    """Return the company's own spread of a dimension, and True; or the stated default and False when it has none.

    Mean variance over the three dimensions, for the number of questions that most answers stand behind.
    """
    own = {key: width for key, width in spreads.pooled.items() if key[0] in DIMENSIONS}
    if not own:
        return (DEFAULTS[QUESTIONS - 1], DEFAULT_FREEDOM), False
    sizes = {size for _, size in own}
    size = max(sorted(sizes), key=lambda each: _freedom(width for (_, n), width in own.items() if n == each))
    chosen = [width for (_, n), width in own.items() if n == size]
    return (sqrt(sum(points**2 for points, _ in chosen) / len(chosen)), min(df for _, df in chosen)), True


def _freedom(widths: Iterable[Width]) -> int:
    return sum(freedom for _, freedom in widths)
