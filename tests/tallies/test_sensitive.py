"""Sensitive questions: twenty answers in a cell, and no two figures that differ by fewer than ten."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from pytest import raises

from pulse.questions.scales import Scale
from pulse.tallies import publication
from pulse.tallies.layout import Asked, Layout
from pulse.tallies.publication import Cohort, Tally, publish, too_close

TEAMS = 12
PARENT: dict[str, str | None] = {"top": None, "west": "top", "east": "top"}
PARENT |= {f"w{n}": "west" for n in range(TEAMS)} | {f"e{n}": "east" for n in range(TEAMS)}
LAYOUT = Layout(
    parent=PARENT,
    heads={},
    cohorts=tuple(Cohort(f"c-{home}", home, frozenset({home}), 9) for home in PARENT if home[1:].isdigit()),
    questions=(
        Asked("R1@1", "R1", "respect", Scale.AGREE5, reverse=False),
        Asked("R8@1", "R8", "respect", Scale.AGREE5, reverse=True, sensitive=True),
    ),
    k=5,
    comments_from=10,
)


def published(layout, seed):
    """Answer at random, now and then not at all, and return what is published: the answers in each cell by question."""
    draw = Random(seed)
    tally = Tally(layout.frame)
    for cohort in layout.cohorts:
        for _ in range(draw.randint(3, 9)):
            answers = {code: draw.choice([0, 0, 1, 2, None]) for code in ("R1", "R8")}
            tally.add(cohort.id, answers, {})
    found = publish(tally, {}, draw)
    return {code: [cell for cell in found.cells.values() if cell.question == code] for code in ("R1", "R8")}


def figures(cells):
    """Return everything that can be asked of a column: each sum over the cells inside a node, and what it leaves."""
    inside = {frozenset({cell.cohorts for cell in cells if below(node) >= cell.cohorts}) for node in PARENT}
    inside |= {frozenset({cell.cohorts}) for cell in cells}
    every = frozenset(cell.cohorts for cell in cells)
    return {figure for one in inside for figure in (one, every - one)}


def below(node):
    return {cohort.id for cohort in LAYOUT.cohorts if node in (cohort.home, PARENT[cohort.home], "top")}


def smallest_difference(cells):
    n = {cell.cohorts: cell.n for cell in cells}
    gaps = (sum(n[cell] for cell in one ^ other) for one, other in combinations(figures(cells), 2))
    return min(gap for gap in gaps if gap)


@pytest.mark.parametrize("seed", range(20))
def test_a_sensitive_question_is_published_from_twenty_and_its_figures_lie_ten_apart(seed):
    columns = published(LAYOUT, seed)
    assert columns["R8"]
    assert min(cell.n for cell in columns["R8"]) >= 20
    assert smallest_difference(columns["R8"]) >= 10
    assert min(cell.n for cell in columns["R1"]) < 10  # other questions keep the round's threshold


def test_words_on_a_sensitive_question_are_read_among_twenty_ballots_too():
    tally = Tally(LAYOUT.frame)
    for cohort in LAYOUT.cohorts:
        for _ in range(10):
            tally.add(cohort.id, {}, {})
    found = publish(tally, {}, Random(0)).comment_cells
    ballots = {code: [10 * len(part.cohorts) for (of, _), part in found.items() if of == code] for code in ("R1", "R8")}
    assert min(ballots["R1"]) == 10
    assert min(ballots["R8"]) >= 20


def test_its_cells_are_unions_of_the_cells_of_the_round():
    columns = published(LAYOUT, 3)
    finer = [cell.cohorts for cell in columns["R1"]]
    for cell in columns["R8"]:
        assert cell.cohorts == frozenset().union(*(part for part in finer if part <= cell.cohorts))


@pytest.mark.parametrize("seed", range(5))
def test_without_the_remedy_figures_lie_closer(seed):
    plain = replace(LAYOUT, questions=tuple(replace(each, sensitive=False) for each in LAYOUT.questions))
    columns = published(plain, seed)
    assert smallest_difference(columns["R8"]) < 10


def test_what_lies_too_close_is_refused_at_the_gate(monkeypatch):
    monkeypatch.setattr(publication, "SENSITIVE_FROM", 5)
    with raises(ValueError, match="too close"):
        published(LAYOUT, 1)


def test_cells_that_overlap_or_are_small_lie_too_close():
    count = {"a": 25, "b": 20, "c": 9}
    assert not too_close([frozenset("a"), frozenset("b")], count)
    assert too_close([frozenset("a"), frozenset("ab")], count)
    assert too_close([frozenset("c")], count)


def test_a_programme_can_only_raise_the_threshold():
    strict = replace(LAYOUT.frame.questions[1], at_least=0)
    assert (strict.threshold(5), strict.threshold(20), strict.threshold(40)) == (20, 20, 40)
    assert replace(strict, at_least=30).threshold(5) == 30
    assert replace(strict, at_least=2).threshold(5) == 20


def test_the_round_says_so_beforehand_and_remembers_it():
    assert LAYOUT.thresholds == {"ballots": 5, "comments": 10, "sensitive": 20}
    assert replace(LAYOUT, questions=LAYOUT.questions[:1]).thresholds == {"ballots": 5, "comments": 10}
    assert Layout.of(LAYOUT.as_json()) == LAYOUT
