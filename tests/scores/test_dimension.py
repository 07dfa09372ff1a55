"""A team's score on a dimension, its range, and its gaps."""

from math import sqrt

import pytest
from scipy import stats

from pulse.scores.dimension import Gap, published_scores
from pulse.scores.intervals import Range
from pulse.scores.published import RECOMMEND
from pulse.scores.spread import pool
from pulse.tallies.joint import Spread
from pulse.tallies.publication import Question
from tests.scores.making import HEADS, QUESTIONS, a_round, row

OPEN = (
    row("T1", "c1", (3, 2, 3)),
    row("T1", "c2", (4, 1, 3)),
    row("T1", "c3", (6, 4, 4)),
    row("T2", "c1", (4, 1, 3)),
    row("T2", "c2 c3", (9, 6, 7)),
    row("R1", "c1 c2 c3", (14, 9, 7)),
)


def scores(published, effects=None):
    return published_scores(published, effects or {}, pool([published.spreads]))


def test_a_score_is_the_mean_of_its_questions():
    assert scores(a_round(*OPEN))["billing", "trust"].score == pytest.approx((50.0 + 56.25) / 2)


def test_a_branch_holds_the_sum_of_the_cells_inside_it():
    found = scores(a_round(*OPEN))["company", "trust"]
    assert found.score == pytest.approx((100 * (13 + 3.5) / 30 + 100 * (13 + 3.5) / 30) / 2)
    assert (found.n, found.members) == (30, 34)


def test_item_effects_are_taken_off():
    plain, adjusted = scores(a_round(*OPEN)), scores(a_round(*OPEN), {"T1": 6.0, "T2": -2.0})
    assert adjusted["billing", "trust"].score == pytest.approx(plain["billing", "trust"].score - 2.0)
    assert adjusted["company", "trust"].low == pytest.approx(plain["company", "trust"].low - 2.0)


def test_a_score_needs_every_question_to_be_shown():
    assert scores(a_round(*OPEN))["claims", "trust"] is Gap.TOO_FEW


def test_ballots_that_are_part_of_a_larger_cell_are_counted_higher_up():
    found = scores(a_round(*OPEN))
    assert found["legal", "trust"] is Gap.COUNTED_HIGHER_UP
    assert found["claims", "respect"] is Gap.COUNTED_HIGHER_UP


def test_a_question_without_any_cell_is_too_few_and_not_no_data():
    assert scores(a_round(*OPEN[:-1]))["company", "respect"] is Gap.TOO_FEW


def test_what_nobody_was_asked_is_not_asked():
    assert scores(a_round(*OPEN))["company", "empowerment"] is Gap.NOT_ASKED


def test_a_question_for_one_cohort_only_is_not_asked_of_the_others():
    only = (Question("R1", "respect", cohorts=frozenset({"c1"})),)
    found = scores(a_round(row("R1", "c1", (3, 2, 3)), questions=only))
    assert found["billing", "respect"].n == 8
    assert found["claims", "respect"] is Gap.NOT_ASKED


def test_a_team_that_gave_nothing_reads_like_one_that_gave_three():
    silent, three = row("R1", "c1 c2", (6, 4, 5)), row("R1", "c1 c2", (8, 4, 6))
    assert scores(a_round(silent))["claims", "respect"] is scores(a_round(three))["claims", "respect"]


def test_cells_with_less_than_80_percent_of_the_members_give_a_gap():
    cells = [row("R1", "c1", (3, 2, 3)), row("R1", "c2", (4, 2, 3)), row("R1", "c3", (6, 4, 4))]
    assert scores(a_round(*cells))["care", "respect"].members == 20  # 17 of 20
    heads = HEADS | {"care": 5}
    assert scores(a_round(*cells, heads=heads))["care", "respect"] is not None
    assert isinstance(scores(a_round(*cells, heads=heads))["care", "respect"], Gap)  # 17 of 22


def test_the_range_is_that_of_a_finite_team():
    found = scores(a_round(*(row(c.question, " ".join(c.cohorts), (3, 2, 2)) for c in OPEN)))["billing", "trust"]
    half = stats.t.ppf(0.975, 300) * 24 * sqrt(1 / 7 * (1 - 7 / 8))
    assert (found.low, found.high) == pytest.approx((400 / 7 - half, 400 / 7 + half), abs=1e-8)


def test_when_everyone_answered_there_is_no_range():
    found = scores(a_round(*OPEN))["billing", "trust"]
    assert (found.low, found.high, found.about) == (None, None, False)


def test_a_near_unanimous_cell_gives_about_and_its_class_as_range():
    found = scores(a_round(row("T1", "c1", (8, 0, 0)), *OPEN[1:]))["billing", "trust"]
    assert found.about
    assert (found.low, found.high) == pytest.approx(((75 + 56.25) / 2, (100 + 56.25) / 2))


def test_two_members_of_one_class_cannot_be_told_apart():
    unanimous = a_round(row("T1", "c1", (8, 0, 0)), *OPEN[1:])
    nearly = a_round(row("T1", "c1", (6, 0, 2)), *OPEN[1:])
    assert scores(unanimous) == scores(nearly)


def test_hard_bounds_stand_beside_a_low_response_only():
    found = scores(a_round(row("R1", "c1", (2, 2, 1)), row("R1", "c2", (4, 2, 2))))
    assert found["billing", "respect"].bounds == Range(37.5, 75.0)
    assert found["claims", "respect"].bounds is None


def test_a_response_that_leaves_more_than_forty_points_open_says_nothing():
    found = scores(a_round(row("R1", "c1", (2, 2, 1)), row("R1", "c2", (2, 2, 1))))
    assert found["billing", "respect"].says_something  # 5 of 8
    assert not found["claims", "respect"].says_something  # 5 of 9


def test_the_recommend_score_is_that_of_one_question_and_needs_ten_answers():
    asked = (*QUESTIONS, Question("O1", "outcome"), Question("O2", "outcome"))
    cells = (row("O1", "c1", (4, 2, 2)), row("O1", "c2 c3", (12, 6, 4)), row("O2", "c1 c2 c3", (20, 5, 5)))
    found = scores(a_round(*cells, questions=asked, spreads=(Spread("O1", 1, 40, 300),)))
    company = found["company", RECOMMEND]
    assert 2 * company.score - 100 == pytest.approx(100 * (16 - 6) / 30)  # favourable minus unfavourable percent
    half = stats.t.ppf(0.975, 300) * 40 * sqrt(1 / 30 * (1 - 30 / 34))
    assert company.high - company.score == pytest.approx(half)
    assert found["billing", RECOMMEND] is Gap.TOO_FEW  # eight answers
    assert ("company", RECOMMEND) not in scores(a_round(*OPEN))
