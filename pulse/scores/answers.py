"""What a team answered to each question of a round: bands, ranges, and whether they say anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulse.scores.bands import Bands, ends, score, together
from pulse.scores.dimension import SHARE, Gap
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
    tree = Tree(published.parent)
    labels = {cohort.id: cohort.labels for cohort in published.cohorts}
    below = frozenset(tree.order[tree.first[team] : tree.last[team] + 1])
    heads = float(heads_below(tree, published.heads)[tree.first[team]])
    asked = {question.code: question for question in published.questions if not question.open}
    cells: dict[str, list[Cell]] = {code: [] for code in asked}
    for cell in published.cells:
        cells[cell.question].append(cell)
    found: dict[str, Answers | Gap] = {}
    for code, question in sorted(asked.items()):
        inside = [cell for cell in cells[code] if all(labels[cohort] <= below for cohort in cell.cohorts)]
        if sum(cell.members for cell in inside) >= SHARE * heads > 0:
            found[code] = _answers(inside, int(heads), spreads)
        else:
            found[code] = _gap(published, question, below, bool(cells[code]))
    return found


def _gap(published: PublishedRound, question: Question, below: frozenset[str], anywhere: bool) -> Gap:
    asked = (cohort for cohort in published.cohorts if question.asked_of(cohort.id))
    if not any(cohort.labels & below for cohort in asked):
        return Gap.NOT_ASKED
    return Gap.COUNTED_HIGHER_UP if anywhere else Gap.TOO_FEW


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
