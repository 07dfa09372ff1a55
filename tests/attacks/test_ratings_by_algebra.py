"""The algebraist over ratings of serving teams: asked of some groups only, beside questions that everybody answers."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from pulse.questions.scales import Scale
from pulse.service_ratings import service
from pulse.tallies.cells import Tree
from pulse.tallies.layout import Asked, Layout
from pulse.tallies.publication import Cohort, Frame, Question
from pulse.tallies.tables import Cell
from tests.attacks._algebra import Algebra, answered
from tests.attacks._rounds import QUESTIONS, Ballot, freeze, seal, vote

COMPANIES = 100
CODES = ("S1", "S4", "S6")


def asking_about_teams(seed: int) -> Frame:
    """A random company in which random groups rate two or three teams, some of the same groups both."""
    frame, random = freeze(seed, tuple(q for q in QUESTIONS if q.code != "S1")), Random(seed)
    rating = []
    for team in random.sample(sorted(frame.parent), random.randint(2, 3)):
        share = random.choice((0.3, 0.6, 1.0))
        groups = frozenset(cohort.id for cohort in frame.cohorts if random.random() < share)
        rating += [Question(f"{code}/{team}", "service", cohorts=groups, about=team) for code in CODES]
    return replace(frame, questions=(*frame.questions, *rating))


def everything(frame: Frame, ballots: list[Ballot], cells: Iterable[Cell]) -> Algebra:
    """Return what follows from every row, and from every figure a page may form of them."""
    codes = [question.code for question in frame.questions if not question.open]
    known = Algebra(answered([(cohort, answers) for cohort, answers, _ in ballots], codes))
    held = list(cells)
    for cell in held:
        known.bands(cell.question, cell.cohorts)
    tree, labels = Tree(frame.parent), {cohort.id: cohort.labels for cohort in frame.cohorts}
    for node in tree.order[1:]:
        inside: dict[str, set[str]] = {code: set() for code in codes}
        for cell in held:
            if tree.holds(node, (label for each in cell.cohorts for label in labels[each])):
                inside[cell.question] |= cell.cohorts
        for code in codes:
            known.bands(code, inside[code])
        for team in {question.about for question in frame.questions if question.about}:
            of_team = {f"{code}/{team}": inside[f"{code}/{team}"] for code in CODES}
            if all(sum(known.sizes[code].get(c, 0) for c in groups) for code, groups in of_team.items()):
                known.mean(of_team)
    return known


def test_no_group_under_five_follows_from_ratings_of_random_groups():
    published = 0
    for seed in range(COMPANIES):
        frame = asking_about_teams(seed)
        ballots = vote(frame, Random(seed))
        found = seal(frame, ballots)
        published += sum("/" in code for code, _ in found.cells)
        assert everything(frame, ballots, found.cells.values()).groups() == set()
    assert published > 10 * COMPANIES


def test_where_every_group_is_a_row_of_its_own_the_same_algebraist_finds_them():
    broken = 0
    for seed in range(20):
        frame = asking_about_teams(seed)
        ballots = vote(frame, Random(seed), skipping=0.4)
        rows = [
            Cell(q.code, frozenset({cohort}), 0, 0, None, None)
            for q in frame.questions
            if q.about
            for cohort in q.cohorts or ()
        ]
        broken += bool(everything(frame, ballots, rows).groups())
    assert broken > 15


def layout_of(frame: Frame) -> Layout:
    asked = tuple(
        Asked(f"{q.code}@1", q.code, q.dimension, Scale.AGREE5, reverse=False, about=q.about)
        for q in frame.questions
        if not q.open
    )
    rates = {q.about: q.cohorts or frozenset() for q in frame.questions if q.about}
    heads = {label: 0 for cohort in frame.cohorts for label in cohort.labels}
    return Layout(frame.parent, heads, frame.cohorts, asked, frame.k, frame.comments_from, rates)


def spread_over_labels(cohort: Cohort) -> dict[str, int]:
    """Say of somebody where they stand: which of its labels does not matter here."""
    first, *others = sorted(cohort.labels)
    return {first: cohort.members} | dict.fromkeys(others, 0)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_stored_of_a_branch_is_a_sum_of_whole_rows_inside_it(seed):
    frame = asking_about_teams(seed)
    heads: dict[str, int] = {}
    for cohort in frame.cohorts:
        heads |= spread_over_labels(cohort)
    layout = replace(layout_of(frame), heads=heads)
    found = seal(frame, vote(frame, Random(seed)))
    cells = [cell for (code, _), cell in found.cells.items() if "/" in code]
    tree, labels = Tree(frame.parent), {cohort.id: cohort.labels for cohort in frame.cohorts}
    for row in service.rated(layout, cells):
        if row.gap or row.question == service.ALL:
            continue
        inside = [
            cell
            for cell in cells
            if cell.question == f"{row.question}/{row.server}"
            and (not row.branch or tree.holds(row.branch, (label for each in cell.cohorts for label in labels[each])))
        ]
        assert row.n == sum(cell.n for cell in inside) >= frame.k
        assert row.bands == tuple(sum(cell.shares[band] for cell in inside) for band in range(3))
