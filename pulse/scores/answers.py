"""What a team answered to each question of a round: bands, ranges, and whether they say anything."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pulse.scores.agreement import a_star, of_bands
from pulse.scores.bands import Bands, ends, score, together
from pulse.scores.dimension import SHARE, Gap, Subject
from pulse.scores.intervals import Range, band_range, half_width, score_range
from pulse.scores.published import PublishedRound
from pulse.scores.spread import Spreads
from pulse.scores.tree import heads_below
from pulse.tallies.cells import Tree
from pulse.tallies.clamp import Band
from pulse.tallies.publication import Question
from pulse.tallies.tables import Cell


@dataclass(frozen=True)
class Answers:
    """A team's answers to one question, from the cells wholly inside it."""

    question: str
    n: int
    members: int
    bands: Bands  # stand-ins included
    clamped: Band | None  # the class, when one near-unanimous cell is all there is
    about: bool
    score: float
    range: Range | None  # of the score; None: everyone answered and nothing is clamped
    favourable: tuple[int, int] | None  # range of favourable members, of a single cell: "6 or 7 of 9"


def answers(published: PublishedRound, team: str, spreads: Spreads) -> dict[str, Answers | Gap]:
    """Return question code -> the team's answers or the gap; open questions have none. KeyError: no such team."""
    everywhere = answers_everywhere(published, spreads, [team])
    return {code: found for (_, code), found in everywhere.items()}


def answers_everywhere(
    published: PublishedRound, spreads: Spreads, teams: Iterable[str] | None = None
) -> dict[tuple[str, str], Answers | Gap]:
    """Return (team, question code) -> answers or gap, for some teams or for all, in one walk over the cells."""
    tree = Tree(published.parent)
    heads = heads_below(tree, published.heads)
    wanted = tree.order[1:] if teams is None else list(teams)
    found: dict[tuple[str, str], Answers | Gap] = {}
    for question in sorted((q for q in published.questions if not q.open), key=lambda q: q.code):
        column = _column(published, tree, question)
        for team in wanted:
            place, last = tree.first[team], tree.last[team]
            inside = column.cells[bisect_left(column.places, place) : bisect_right(column.places, last)]
            if sum(cell.members for cell in inside) >= SHARE * heads[place] > 0:
                found[team, question.code] = _answers(inside, int(heads[place]), spreads)
            else:
                found[team, question.code] = _gap(column, place, last)
    return found


def agreements(
    published: PublishedRound, answers: Mapping[tuple[str, str], Answers | Gap]
) -> dict[Subject, float | None]:
    """Return (team, dimension) -> a* over what makes up its score; none where a near-unanimous cell is part of it.

    Opinions of a team lie apart within its cells and between them: its own bands say both.
    """
    dimension = {question.code: question.scored for question in published.questions}
    found: dict[Subject, list[float | None]] = {}
    for (team, code), result in answers.items():
        if dimension[code] and isinstance(result, Answers) and not result.about:
            found.setdefault((team, dimension[code]), []).append(of_bands(result.bands))
    return {subject: a_star(variances) for subject, variances in found.items()}


@dataclass(frozen=True)
class _Column:
    """One question: its cells by the place of the lowest team above each, and the places of the teams it asked.

    `whole`: everybody who was asked is in one of the cells; small ones of sensitive questions may be kept back.
    """

    places: list[int]
    cells: list[Cell]
    asked: list[int]
    whole: bool


def _column(published: PublishedRound, tree: Tree, question: Question) -> _Column:
    labels = {cohort.id: cohort.labels for cohort in published.cohorts}
    placed = [
        (tree.first[tree.common(chain.from_iterable(labels[cohort] for cohort in cell.cohorts))], at, cell)
        for at, cell in enumerate(published.cells)
        if cell.question == question.code
    ]
    placed.sort(key=lambda entry: entry[:2])
    asked = sorted(tree.first[label] for cohort, held in labels.items() if question.asked_of(cohort) for label in held)
    held = frozenset[str]().union(*(cell.cohorts for _, _, cell in placed))
    whole = not question.sensitive or all(cohort in held for cohort in labels if question.asked_of(cohort))
    return _Column([place for place, _, _ in placed], [cell for _, _, cell in placed], asked, whole)


def _gap(column: _Column, first: int, last: int) -> Gap:
    if bisect_left(column.asked, first) == bisect_right(column.asked, last):
        return Gap.NOT_ASKED
    return Gap.COUNTED_HIGHER_UP if column.cells and column.whole else Gap.TOO_FEW


def _answers(cells: Sequence[Cell], heads: int, spreads: Spreads) -> Answers:
    bands, n = together(cells), sum(cell.n for cell in cells)
    hull = [ends(cell) for cell in cells]
    half = half_width(spreads.of(cells[0].question), n, heads)
    least, most = sum(end.least for end in hull) / n, sum(end.most for end in hull) / n
    return Answers(
        question=cells[0].question,
        n=n,
        members=heads,
        bands=bands,
        clamped=cells[0].clamped if len(cells) == 1 else None,
        about=any(cell.clamped is not None for cell in cells),
        score=score(bands),
        range=score_range(least, most, half),
        favourable=band_range(cells[0], Band.FAVOURABLE) if len(cells) == 1 else None,
    )
