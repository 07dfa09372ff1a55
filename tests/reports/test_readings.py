"""What is stored becomes what is shown."""

from dataclasses import replace

import pytest

from pulse.reports import readings
from pulse.reports.figure_signs import Hidden, Turn
from pulse.reports.heatmap import MIDDLE, Move, grid
from pulse.reports.marks import Reading
from pulse.scores.stored import Score, TookPart

SHOWN = Score(1, "support", "trust", "", True, 63.0, 55.0, 71.0, 8, 9, False, "not clearly changed", 2.0, 1.0, False)
HIDDEN = replace(SHOWN, score=None, low=None, high=None, n=None, members=None, verdict="cannot be judged yet")


@pytest.mark.parametrize(
    ("gap", "reason"),
    [("too few", Hidden.TOO_FEW), ("counted higher up", Hidden.HIGHER_UP), ("not asked", Hidden.NO_DATA)],
)
def test_each_gap_has_its_own_sign(gap, reason):
    score = replace(HIDDEN, gap=gap)
    assert readings.hidden(score) is reason
    assert readings.square(score).hidden is reason
    assert readings.reading(score).hidden is reason
    assert readings.turn(score) is None


def test_a_round_that_did_not_know_the_team_did_not_ask_it():
    assert readings.hidden(None) is Hidden.NO_DATA
    assert readings.line("Support", [1, 2], {1: SHOWN}).readings[1] == Reading(hidden=Hidden.NO_DATA)


@pytest.mark.parametrize(
    ("verdict", "turn"),
    [
        ("changed up", Turn.HIGHER),
        ("changed down", Turn.LOWER),
        ("not clearly changed", Turn.UNCLEAR),
        ("moved with company", None),
        ("cannot be judged yet", Turn.CANNOT_JUDGE),
        ("", Turn.CANNOT_JUDGE),
    ],
)
def test_only_a_clear_change_has_a_direction(verdict, turn):
    assert readings.turn(replace(SHOWN, verdict=verdict)) is turn


def test_a_square_shows_no_arrow_inside_the_noise():
    assert readings.square(SHOWN).turn is None
    assert readings.square(SHOWN).by is None
    changed = readings.square(replace(SHOWN, verdict="changed down", change=-7.2))
    assert (changed.turn, changed.by) == (Turn.LOWER, -7.2)


def test_a_line_marks_a_change_once_in_the_round_that_announced_it():
    said, again = (replace(SHOWN, verdict="changed up", news=news) for news in (True, False))
    assert readings.reading(said).turn is Turn.HIGHER
    assert readings.reading(again).turn is None


def test_a_line_breaks_where_the_team_is_made_up_anew():
    assert readings.reading(replace(SHOWN, joined=False)).anew
    assert not readings.reading(SHOWN).anew


def test_a_range_wider_than_forty_points_says_too_little_for_a_colour():
    wide = replace(SHOWN, low=20.0, high=60.1, score=22.0)
    assert readings.is_wide(wide)
    assert not readings.is_wide(replace(SHOWN, low=20.0, high=60.0))
    square = readings.square(wide)
    assert grid((), ()).step(square) == MIDDLE
    assert grid((), ()).step(replace(square, wide=False)) != MIDDLE


def test_a_share_that_is_not_exact_is_about():
    exact, hidden = TookPart(1, "a", 8, 8, 10, False), TookPart(1, "a", 8, 6, 10, False)
    assert [r.about for r in readings.shares("x", [1], {1: exact}, {1}).readings] == [False]
    assert [r.about for r in readings.shares("x", [1], {1: hidden}, {1}).readings] == [True]


def test_who_took_part_is_counted_higher_up_where_the_team_was_asked():
    reasons = [reading.hidden for reading in readings.shares("x", [1, 2], {}, {2}).readings]
    assert reasons == [Hidden.NO_DATA, Hidden.HIGHER_UP]


def test_fewer_than_three_is_no_point_on_a_line():
    assert readings.shares("x", [1], {1: TookPart(1, "a", 2, 0, 10, False)}, {1}).readings[0].hidden is Hidden.TOO_FEW
    assert readings.shares("x", [1], {1: TookPart(1, "a", 0, 0, 10, False)}, {1}).readings[0].score == 0


@pytest.mark.parametrize(
    ("verdict", "move"),
    [
        ("changed up", Move.HIGHER),
        ("changed down", Move.LOWER),
        ("not clearly changed", Move.UNCLEAR),
        ("moved with company", Move.WITH_COMPANY),
        ("cannot be judged yet", Move.CANNOT_JUDGE),
    ],
)
def test_a_square_says_of_its_change_what_the_verdict_allows(verdict, move):
    assert readings.square(replace(SHOWN, verdict=verdict)).move is move


def test_a_share_that_hides_how_few_reaches_from_its_least_to_its_most():
    found = readings.shares("x", [1], {1: TookPart(1, "a", 8, 6, 10, False)}, {1}).readings[0]
    assert (found.score, found.low, found.high) == (80, 60, 80)


def test_the_recommend_score_runs_from_minus_to_plus_a_hundred():
    found = readings.recommend(replace(SHOWN, floor=0.0, ceiling=100.0))
    assert (found.score, found.low, found.high, found.change) == (26, 10, 42, 4)
    assert (found.floor, found.ceiling) == (-100, 100)
    assert readings.recommend(HIDDEN).score is None
