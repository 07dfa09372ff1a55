"""Every number of a round as an equation over its ballots, and what the algebraist makes of all of them together.

An unknown is how many ballots of one cohort gave one question an answer in one band: ballots of one cohort are the
finest thing that a number can be about. The attacker knows how many of each cohort answered each question.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pulse.tallies.clamp import POINTS, Band
from tests.attacks._linear import PRIME, _orthogonal, _vanishing

Unknown = tuple[str, int, str]  # question, band, cohort
Sizes = Mapping[str, Mapping[str, int]]  # question -> cohort -> ballots that answered it


@dataclass
class Algebra:
    """The equations of one round. Rounds share no ballot, so those of different rounds never meet in a sum."""

    sizes: Sizes
    rows: set[frozenset[tuple[Unknown, Fraction]]] = field(default_factory=set)

    def bands(self, question: str, cohorts: Iterable[str]) -> None:
        """Learn the three bands of a set of cohorts."""
        for band in Band:
            self.learn({(question, int(band), cohort): Fraction(1) for cohort in cohorts})

    def mean(self, parts: Mapping[str, Iterable[str]]) -> None:
        """Learn a dimension's score: the mean, over its questions, of the points of some cohorts."""
        sums: dict[Unknown, Fraction] = {}
        for question, cohorts in parts.items():
            held = list(cohorts)
            n = sum(self.sizes[question].get(cohort, 0) for cohort in held)
            for cohort in held:
                for band in Band:
                    sums[question, int(band), cohort] = Fraction(POINTS[band], n)
        self.learn(sums)

    def learn(self, sums: Mapping[Unknown, Fraction]) -> None:
        """Learn the value of a sum. Nobody is in a cohort that gave no answer: that is known too."""
        kept = {key: value for key, value in sums.items() if value and self.sizes[key[0]].get(key[2], 0)}
        if kept:
            self.rows.add(frozenset(kept.items()))

    def groups(self, k: int = 5) -> set[tuple[str, frozenset[str]]]:
        """Return every (question, cohorts) of 1 to k-1 ballots of which a band, or the score, follows."""
        columns = [
            (question, int(band), cohort)
            for question, held in self.sizes.items()
            for cohort, n in held.items()
            if n
            for band in Band
        ]
        place = {unknown: at for at, unknown in enumerate(columns)}
        shadow = _orthogonal([self._numbered(row, place) for row in (*self.rows, *self._known())], len(columns))
        found = set()
        for question, held in self.sizes.items():
            cohorts = [cohort for cohort, n in held.items() if n]
            weight = [held[cohort] for cohort in cohorts]
            small = [at for at, n in enumerate(weight) if n < k]
            cast = [[shadow[place[question, int(band), cohort]] for cohort in cohorts] for band in Band]
            score = [sum(p * c[at] for p, c in zip(POINTS, cast, strict=True)) % PRIME for at in range(len(cohorts))]
            for each in (*cast, score):
                groups = _vanishing(small, weight, each, k)
                found |= {(question, frozenset(cohorts[at] for at in group)) for group in groups}
        return found

    def _known(self) -> Iterable[frozenset[tuple[Unknown, Fraction]]]:
        for question, held in self.sizes.items():
            for cohort, n in held.items():
                if n:
                    yield frozenset(((question, int(band), cohort), Fraction(1)) for band in Band)

    def _numbered(self, row: Iterable[tuple[Unknown, Fraction]], place: Mapping[Unknown, int]) -> dict[int, int]:
        return {place[key]: value.numerator * pow(value.denominator, -1, PRIME) % PRIME for key, value in row}


def answered(ballots: Iterable[tuple[str, Mapping[str, object]]], codes: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return how many of each cohort answered each question; `ballots` as (cohort, answers)."""
    sizes: dict[str, dict[str, int]] = {code: defaultdict(int) for code in codes}
    for cohort, answers in ballots:
        for code, said in answers.items():
            if said is not None:
                sizes[code][cohort] += 1
    return sizes
