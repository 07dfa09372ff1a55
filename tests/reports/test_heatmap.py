"""Heat map: seven steps round a middle, and a square is either a number or a reason."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulse.reports import heatmap
from pulse.reports.figure_signs import Hidden
from pulse.reports.heatmap import Column, Row, Square

TRUST = [Column("Trust", "Trust")]


def test_the_middle_is_sand_and_the_ends_are_dark():
    assert [heatmap.step(score) for score in (0, 42, 43, 60, 77, 78, 100)] == [1, 1, 2, 4, 6, 7, 7]


@given(st.floats(0, 100), st.floats(20, 80))
@example(63.6, 60.2)  # reads 64, and 64 is a step higher than 63.6
def test_scores_that_read_the_same_look_the_same(score, middle):
    assert heatmap.step(score, middle) == heatmap.step(int(score + 0.5), middle)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_score_never_has_a_lower_step(a, b):
    assert heatmap.step(min(a, b)) <= heatmap.step(max(a, b))


@given(st.integers(0, 30))
def test_the_steps_are_the_same_on_both_sides_of_the_middle(away):
    assert heatmap.step(60 + away) + heatmap.step(60 - away) == 8


@given(st.floats(1, 99), st.floats(1, 20))
def test_the_key_names_every_score_once(middle, width):
    shades = heatmap.shades(middle, width)
    named = [score for shade in shades for score in range(shade.low, shade.high + 1)]
    assert named == list(range(101))
    assert all(heatmap.step(shade.low, middle, width) == shade.step for shade in shades)


def test_a_square_has_a_score_or_a_reason_never_both_and_never_neither():
    with pytest.raises(ValueError, match="either"):
        Square()
    with pytest.raises(ValueError, match="either"):
        Square(50, hidden=Hidden.TOO_FEW)


def test_a_hidden_square_has_no_colour():
    grid = heatmap.grid(TRUST, [Row("Legal", (Square(hidden=Hidden.HIGHER_UP),))])
    with pytest.raises(ValueError, match="no colour"):
        grid.step(grid.rows[0].squares[0])


def test_the_key_explains_only_the_reasons_that_occur():
    rows = [Row("A", (Square(hidden=Hidden.NO_DATA),)), Row("B", (Square(hidden=Hidden.TOO_FEW),))]
    assert heatmap.grid(TRUST, rows).hidden == (Hidden.TOO_FEW, Hidden.NO_DATA)
    assert heatmap.grid(TRUST, [Row("A", (Square(50),))]).hidden == ()


def test_every_row_fills_every_column():
    with pytest.raises(ValueError, match="Support: 2 squares for 1 columns"):
        heatmap.grid(TRUST, [Row("Support", (Square(50), Square(51)))])
