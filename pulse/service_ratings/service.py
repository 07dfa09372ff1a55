"""What raters say of a team that serves them, in one round: from the published cells of questions about it alone."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt

from pulse.scores.bands import Bands, ends, score, together
from pulse.scores.dimension import SHARE, Gap
from pulse.scores.intervals import half_width, score_range
from pulse.scores.spread import DEFAULT_FREEDOM, DEFAULTS, Width
from pulse.tallies.cells import Tree
from pulse.tallies.joint import FROM, moments
from pulse.tallies.layout import Layout
from pulse.tallies.tables import Cell

ALL = ""  # as branch: everybody who rates; as question: the mean of all that were asked
LEVELS = 2  # below the lowest team above all raters: so deep rating branches are told apart


@dataclass(frozen=True)
class Rated:
    """A team that serves, as one branch rates it on one question. Either `gap` says why not, or the rest is there."""

    server: str
    question: str  # S1; "" the mean of all
    branch: str  # uid; "" everybody who rates it
    members: int  # who was asked there
    gap: str = ""
    n: int = 0
    score: float = 0.0
    low: float | None = None  # no range: everybody answered and nothing is clamped
    high: float | None = None
    bands: Bands = (0.0, 0.0, 0.0)
    clamped: int | None = None  # the class, of one near-unanimous cell
    about: bool = False  # a near-unanimous cell is part of it


def rated(layout: Layout, cells: Iterable[Cell]) -> list[Rated]:
    """Return everything that is stored of a round: each team, question by question and all together, and by branch."""
    by_question: dict[str, list[Cell]] = {}
    for cell in cells:
        by_question.setdefault(cell.question, []).append(cell)
    width = spread(cell for some in by_question.values() for cell in some)
    asked: dict[str, list[str]] = {}
    for question in layout.questions:
        if question.about and not question.of_promise:
            asked.setdefault(question.about, []).append(question.code)
    found: list[Rated] = []
    for server, codes in asked.items():
        found += _of_server(_Raters(layout, server), {code: by_question.get(code, []) for code in codes}, width)
    return found


def spread(cells: Iterable[Cell]) -> Width:
    """Return how far persons lie apart inside cells, over all questions about teams: (points, degrees of freedom).

    It is arithmetic on published rows, so it tells nothing more; below 50 answers the stated default stands.
    """
    rows = [moments(cell) for cell in cells]
    freedom = sum(row.n - 1 for row in rows)
    if sum(row.n for row in rows) < FROM or freedom < 1:
        return DEFAULTS[0], DEFAULT_FREEDOM
    return sqrt(sum(row.squares for row in rows) / freedom), freedom


def same_raters(before: Layout, after: Layout, server: str) -> bool:
    """Tell whether one line may join two rounds: teams that rated in both hold 80 % of the raters of either."""
    if before.named or after.named:
        return before.named and after.named
    then, now = (_heads(layout, server) for layout in (before, after))
    both = then.keys() & now.keys()
    return all(sum(heads[team] for team in both) >= SHARE * sum(heads.values()) > 0 for heads in (then, now))


def _heads(layout: Layout, server: str) -> dict[str, int]:
    rating = layout.rates.get(server, frozenset())
    labels = {label for cohort in layout.cohorts if cohort.id in rating for label in cohort.labels}
    return {label: layout.heads.get(label, 0) for label in labels}


class _Raters:
    """Who may rate one team in one round, as places in the frozen tree: every branch is one stretch of them."""

    def __init__(self, layout: Layout, server: str) -> None:
        self.server, self.named = server, layout.named
        self.tree = Tree(layout.parent)
        cohorts = [cohort for cohort in layout.cohorts if cohort.id in layout.rates.get(server, ())]
        self.labels = {cohort.id: cohort.labels for cohort in cohorts}
        heads = _heads(layout, server)
        self.everybody = sum(cohort.members for cohort in cohorts)
        self.places = sorted(self.tree.first[label] for label in heads)
        self._until = [0, *accumulate(heads[self.tree.order[place]] for place in self.places)]

    def asked(self, branch: str) -> int:
        """Return how many people of a branch were asked."""
        if branch == ALL:
            return self.everybody
        start, end = self._stretch(self.places, branch)
        return self._until[end] - self._until[start]

    def placed(self, cells: Iterable[Cell]) -> tuple[list[int], list[Cell]]:
        """Return cells in the order of the tree, with the place of the lowest team above each."""
        found = sorted(((self._place(cell), at, cell) for at, cell in enumerate(cells)), key=lambda entry: entry[:2])
        return [place for place, _, _ in found], [cell for _, _, cell in found]

    def inside(self, placed: tuple[list[int], list[Cell]], branch: str) -> list[Cell]:
        """Return the cells that lie wholly inside a branch."""
        places, cells = placed
        return cells if branch == ALL else cells[slice(*self._stretch(places, branch))]

    def branches(self) -> list[str]:
        """Return the branches whose raters are told apart: none where raters named the team themselves."""
        if self.named or not self.places:
            return []
        top = self.tree.common([self.tree.order[self.places[0]], self.tree.order[self.places[-1]]])
        depth = {top: 0}
        for node in self.tree.order[self.tree.first[top] + 1 : self.tree.last[top] + 1]:
            depth[node] = depth[self.tree.above[node]] + 1
        return [node for node, deep in depth.items() if 0 < deep <= LEVELS and self.asked(node)]

    def _place(self, cell: Cell) -> int:
        return self.tree.first[self.tree.common(label for each in cell.cohorts for label in self.labels[each])]

    def _stretch(self, places: Sequence[int], branch: str) -> tuple[int, int]:
        return bisect_left(places, self.tree.first[branch]), bisect_right(places, self.tree.last[branch])


_Placed = tuple[list[int], list[Cell]]


def _of_server(raters: _Raters, cells: Mapping[str, list[Cell]], width: Width) -> list[Rated]:
    found = []
    placed = {code: raters.placed(held) for code, held in cells.items()}
    for branch in (ALL, *raters.branches()):
        each = [_answered(raters, code, branch, placed[code], width) for code in cells]
        found += [*(each if branch == ALL else ()), _together(each)]
    return found


def _answered(raters: _Raters, code: str, branch: str, cells: _Placed, width: Width) -> Rated:
    """Return what is shown of one question in one branch: the sum of the cells wholly inside it, or why there is none.

    As everywhere, they must hold 80 % of those who were asked there.
    """
    question, asked = code.partition("/")[0], raters.asked(branch)
    held = raters.inside(cells, branch)
    members = sum(cell.members for cell in held)
    if not held or members < SHARE * asked:
        gap = Gap.COUNTED_HIGHER_UP if cells[1] else Gap.TOO_FEW
        return Rated(raters.server, question, branch, asked, gap=gap.value)
    n, bands, hull = sum(cell.n for cell in held), together(held), [ends(cell) for cell in held]
    half = half_width(width, n, max(n, asked))
    span = score_range(sum(end.least for end in hull) / n, sum(end.most for end in hull) / n, half)
    return Rated(
        *(raters.server, question, branch, asked),
        n=n,
        score=score(bands),
        low=span.low if span else None,
        high=span.high if span else None,
        bands=bands,
        clamped=int(held[0].clamped) if len(held) == 1 and held[0].clamped is not None else None,
        about=any(cell.clamped is not None for cell in held),
    )


def _together(each: Sequence[Rated]) -> Rated:
    """Return the mean of a branch's questions, when all of them are shown.

    Its range is the mean of theirs: as wide as if they all erred together, since no figure joins two of them.
    """
    first = each[0]
    for one in each:
        if one.gap:
            return Rated(first.server, ALL, first.branch, first.members, gap=one.gap)
    whole = all(one.low is None for one in each)
    return Rated(
        *(first.server, ALL, first.branch, first.members),
        n=min(one.n for one in each),
        score=_mean(one.score for one in each),
        low=None if whole else _mean(one.score if one.low is None else one.low for one in each),
        high=None if whole else _mean(one.score if one.high is None else one.high for one in each),
        about=any(one.about for one in each),
    )


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held)
