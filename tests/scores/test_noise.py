"""What luck alone does, against simulation and against every possible draw."""

from itertools import combinations
from math import sqrt

import numpy as np
import pytest

from pulse.scores import noise
from pulse.scores.spread import Spreads

OWN = (25.0, 300)


@pytest.mark.parametrize(("members", "n"), [(5, 3), (8, 6), (9, 6)])
def test_the_step_is_exactly_that_of_all_possible_draws(members, n):
    people = noise.opinions(members, OWN[0])
    means = [sum(chosen) / n for chosen in combinations(people, n)]
    assert noise.luck(members, n / members, OWN).step == pytest.approx(sqrt(2) * np.std(means), rel=1e-9)


def test_fixed_opinions_have_the_spread_and_the_level_that_was_asked_for():
    people = noise.opinions(9, 25.0)
    assert (np.std(people, ddof=1), np.mean(people)) == pytest.approx((25.0, noise.LEVEL), abs=1e-9)


@pytest.mark.parametrize(("members", "share"), [(9, 0.67), (20, 0.5), (60, 0.8)])
def test_theory_says_how_often_a_simulated_score_moves_that_far(members, share):
    about = noise.luck(members, share, OWN)
    scores = np.array([drawn.score for drawn in noise.simulated(about, [3], rounds=6001)])
    moves = np.abs(np.diff(scores))
    assert np.mean(moves >= about.every_third) == pytest.approx(1 / 3, abs=0.03)
    assert np.mean(moves >= about.one_in_twenty) == pytest.approx(1 / 20, abs=0.015)


def test_a_team_of_nine_of_whom_six_answer_moves_by_eight_points_every_third_round():
    assert round(noise.luck(9, 0.67, OWN).every_third) == 8


def test_when_everybody_answers_who_answers_is_no_luck():
    about = noise.luck(9, 1.0, OWN)
    drawn = noise.simulated(about, [1])
    assert (about.step, {each.low for each in drawn}) == (0.0, {None})
    assert [each.score for each in drawn] == pytest.approx([noise.LEVEL] * noise.ROUNDS)


def test_larger_teams_and_more_answers_leave_less_to_luck():
    steps = [noise.luck(members, 0.7, OWN).step for members in (5, 10, 20, 40, 60)]
    assert steps == sorted(steps, reverse=True)
    assert noise.luck(20, 0.9, OWN).step < noise.luck(20, 0.6, OWN).step


def test_the_range_holds_the_true_score_nineteen_times_of_twenty():
    drawn = noise.simulated(noise.luck(15, 0.7, OWN), [5], rounds=4000)
    assert np.mean([each.low <= noise.LEVEL <= each.high for each in drawn]) == pytest.approx(0.95, abs=0.02)


def test_the_same_draw_gives_the_same_picture_and_another_another():
    about = noise.luck(9, 0.7, OWN)
    assert noise.simulated(about, [1]) == noise.simulated(about, [1])
    assert noise.simulated(about, [1]) != noise.simulated(about, [2])


def test_the_companys_own_spread_is_used_for_the_usual_number_of_questions():
    own = {("trust", 2): (24.0, 190), ("respect", 2): (27.0, 180), ("trust", 8): (15.0, 90), ("T1", 1): (31.0, 900)}
    assert noise.typical(Spreads(own)) == ((pytest.approx(sqrt((24**2 + 27**2) / 2)), 180), True)


def test_a_company_without_a_spread_gets_the_stated_default():
    assert noise.typical(Spreads({("T1", 1): (31.0, 900)})) == ((25.0, 50), False)
