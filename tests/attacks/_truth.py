"""Which ballots stand behind a published number: recounted from the true ballots, cell by cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pulse.scores.published import PublishedRound
from pulse.tallies.clamp import POINTS, Band
from pulse.tallies.tables import Cell
from tests.attacks._algebra import Algebra, answered

Answers = Mapping[str, int | None]


@dataclass
class Truth:
    """One sealed round: what was published of it, and (cohort, answers) of every ballot in it."""

    published: PublishedRound
    ballots: Sequence[tuple[str, Answers]]

    def __post_init__(self) -> None:
        codes = [question.code for question in self.published.questions if not question.open]
        self.codes = codes
        self.sizes = answered(self.ballots, codes)
        labels = {cohort.id: cohort.labels for cohort in self.published.cohorts}
        self._labels = {cell.cohorts: frozenset().union(*(labels[c] for c in cell.cohorts)) for cell in self.cells}
        self._below = self._subtrees()
        self._cohorts: dict[tuple[str, str], frozenset[str]] = {}

    @property
    def cells(self) -> Sequence[Cell]:
        return self.published.cells

    def _subtrees(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {team: set() for team in self.published.parent}
        for team in found:
            above: str | None = team
            while above is not None:
                found[above].add(team)
                above = self.published.parent[above]
        return found

    def inside(self, team: str, question: str) -> list[Cell]:
        """Return the cells of a question wholly inside a team."""
        return [
            cell for cell in self.cells if cell.question == question and self._labels[cell.cohorts] <= self._below[team]
        ]

    def recounted(self, question: str, cohorts: Iterable[str]) -> tuple[int, int, int]:
        """Count the true answers of some cohorts."""
        held = set(cohorts)
        seen = Counter(answers.get(question) for cohort, answers in self.ballots if cohort in held)
        return seen[0], seen[1], seen[2]

    def honest(self, cell: Cell) -> bool:
        """Tell whether a row is a true count of five ballots or more, or a class that holds it."""
        bands = self.recounted(cell.question, cell.cohorts)
        if cell.n != sum(bands) or cell.n < 5:
            return False
        return bands == cell.bands if cell.clamped is None else bands[cell.clamped] >= cell.n - 2

    def shares(self, team: str, question: str) -> tuple[float, ...]:
        """Return what may be said of a team: true bands, a near-unanimous cell by its stand-in."""
        rows = [self._share(cell) for cell in self.inside(team, question)]
        return tuple(sum(row[band] for row in rows) for band in Band)

    def _share(self, cell: Cell) -> tuple[float, ...]:
        bands = self.recounted(cell.question, cell.cohorts)
        top = max(bands)
        if top < sum(bands) - 2:
            return tuple(float(each) for each in bands)
        return tuple(sum(bands) - 1 if each == top else 0.5 for each in bands)

    def points(self, team: str, questions: Iterable[str], effects: Mapping[str, float]) -> float:
        """Return a dimension's score of a team, item adjustment included."""
        means = []
        for code in questions:
            shares = self.shares(team, code)
            total = sum(p * share for p, share in zip(POINTS, shares, strict=True))
            means.append(total / sum(shares) - effects.get(code, 0.0))
        return min(100.0, max(0.0, sum(means) / len(means)))

    def asking(self, dimension: str) -> list[str]:
        """Return the questions of a dimension."""
        return [question.code for question in self.published.asking(dimension)]

    def algebra(self) -> Algebra:
        """Return what everybody together may learn at most: every published row."""
        known = Algebra(self.sizes)
        for cell in self.cells:
            known.bands(cell.question, cell.cohorts)
        return known

    def cohorts_of(self, team: str, question: str) -> frozenset[str]:
        """Return the cohorts whose ballots are in what is shown of a team."""
        if (team, question) not in self._cohorts:
            held = frozenset().union(*(cell.cohorts for cell in self.inside(team, question)))
            self._cohorts[team, question] = held
        return self._cohorts[team, question]
