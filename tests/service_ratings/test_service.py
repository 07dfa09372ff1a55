"""What is stored of a team that serves: sums of whole cells, ranges, and why there is no number."""

from dataclasses import replace

import pytest

from pulse.questions.scales import Scale
from pulse.service_ratings.service import ALL, Rated, rated, same_raters, spread
from pulse.tallies.layout import Asked, Layout
from pulse.tallies.publication import Cohort
from pulse.tallies.tables import Cell, cell

PARENT = {"acme": None, "sales": "acme", "north": "sales", "south": "sales", "ops": "acme", "desk": "acme"}
HEADS = {"acme": 0, "sales": 0, "north": 10, "south": 10, "ops": 20, "desk": 9}
COHORTS = tuple(Cohort(name, name, frozenset({name}), HEADS[name]) for name in ("north", "south", "ops", "desk"))
CODES = ("S1", "S2")
RATERS = frozenset({"north", "south", "ops"})
LAYOUT = Layout(
    PARENT,
    HEADS,
    COHORTS,
    tuple(Asked(f"{c}@1/desk", f"{c}/desk", "service", Scale.AGREE5, reverse=False, about="desk") for c in CODES),
    5,
    10,
    {"desk": RATERS},
)


def row(code: str, cohorts: str, *bands: int) -> Cell:
    held = frozenset(cohorts.split())
    return cell(f"{code}/desk", held, sum(HEADS[one] for one in held), bands)


def both(cohorts: str, *bands: int) -> list[Cell]:
    return [row(code, cohorts, *bands) for code in CODES]


def found(cells: list[Cell], layout: Layout = LAYOUT) -> dict[tuple[str, str], Rated]:
    return {(each.question, each.branch): each for each in rated(layout, cells)}


def test_everybody_is_the_sum_of_all_cells():
    rows = found([*both("north", 4, 2, 3), *both("south", 2, 2, 2), *both("ops", 8, 4, 4)])
    assert rows["S1", ALL].bands == (14, 8, 9)
    assert (rows["S1", ALL].n, rows["S1", ALL].members) == (31, 40)
    assert rows[ALL, ALL].score == pytest.approx(100 * (14 + 4) / 31)
    assert rows[ALL, ALL].low < rows[ALL, ALL].score < rows[ALL, ALL].high


def test_a_branch_is_the_sum_of_the_cells_wholly_inside_it():
    rows = found([*both("north", 4, 2, 3), *both("south", 2, 2, 2), *both("ops", 8, 4, 4)])
    assert rows[ALL, "sales"].n == 15
    assert rows[ALL, "north"].n == 9
    assert rows[ALL, "north"].score == pytest.approx(100 * 5 / 9)
    assert ("S1", "north") not in rows


def test_answers_counted_with_another_branch_are_hidden_below_and_counted_above():
    rows = found([*both("north south", 4, 4, 4), *both("ops", 8, 4, 4)])
    assert rows[ALL, "north"].gap == "counted higher up"
    assert rows[ALL, "sales"].n == 12
    wide = found([*both("north ops", 8, 4, 8), *both("south", 2, 2, 2)])
    assert wide[ALL, "sales"].gap == "counted higher up"
    assert wide[ALL, ALL].n == 26


def test_without_any_cell_there_were_too_few():
    rows = found([])
    assert {each.gap for each in rows.values()} == {"too few"}
    assert rows[ALL, ALL].members == 40


def test_a_mean_needs_all_of_its_questions():
    rows = found([row("S1", "north south ops", 10, 5, 5)])
    assert rows["S1", ALL].n == 20
    assert rows[ALL, ALL].gap == "too few"


def test_who_was_not_asked_is_no_branch():
    assert "desk" not in {branch for _, branch in found(both("north", 4, 2, 3))}


def test_raters_who_named_the_team_are_told_apart_by_nothing():
    named = replace(LAYOUT, named=True)
    rows = found(both("north south ops", 5, 4, 3), named)
    assert {branch for _, branch in rows} == {ALL}
    assert rows[ALL, ALL].n == 12


def test_a_near_unanimous_cell_gives_a_class_and_a_wider_range():
    rows = found(both("north south ops", 30, 1, 1))
    assert rows["S1", ALL].clamped == 0
    assert rows[ALL, ALL].about
    assert rows["S1", ALL].score == pytest.approx(100 * (31 + 0.25) / 32)


def test_where_everybody_answered_nothing_is_unknown():
    rows = found([*both("north", 4, 3, 3), *both("south ops", 8, 7, 7)])
    assert rows[ALL, "north"].low is None
    assert rows[ALL, ALL].low is not None


def test_the_spread_is_that_of_all_rows_or_the_stated_default():
    assert spread(both("north", 4, 2, 3)) == (30.0, 50)
    wide = [*both("ops", 8, 4, 8), *both("north", 4, 2, 4)]
    points, freedom = spread(wide)
    assert freedom == 56
    assert points == pytest.approx(46.3, abs=0.05)


def test_a_line_runs_on_while_most_raters_stay_the_same():
    fewer = replace(LAYOUT, rates={"desk": RATERS - {"north"}})
    assert same_raters(LAYOUT, LAYOUT, "desk")
    assert not same_raters(LAYOUT, fewer, "desk")
    slightly = replace(LAYOUT, heads={**HEADS, "north": 2}, rates={"desk": RATERS - {"south"}})
    assert not same_raters(LAYOUT, slightly, "desk")
    assert not same_raters(LAYOUT, replace(LAYOUT, named=True), "desk")
    assert not same_raters(LAYOUT, LAYOUT, "ops")
