"""Ranges of scores and counts of a finite team."""

from math import sqrt

import pytest
from scipy import stats

from pulse.scores.intervals import Range, band_range, count_range, half_width, hard_bounds, score_range
from pulse.tallies.clamp import Band
from pulse.tallies.tables import Cell, cell


def test_the_range_shrinks_as_a_finite_team_answers():
    by_hand = stats.t.ppf(0.975, 300) * 25 * sqrt(1 / 8 * (1 - 8 / 9))
    assert half_width((25.0, 300), 8, 9) == pytest.approx(by_hand, abs=1e-9)


def test_when_all_answered_and_nothing_is_clamped_there_is_no_range():
    assert score_range(60.0, 60.0, half_width((25.0, 300), 9, 9)) is None


def test_when_all_answered_a_clamped_cell_still_leaves_its_class():
    assert score_range(60.0, 70.0, half_width((25.0, 300), 9, 9)) == Range(60.0, 70.0)


def test_a_range_stays_between_0_and_100():
    assert score_range(5.0, 97.0, 10.0) == Range(0.0, 100.0)


def test_hard_bounds_give_the_silent_the_worst_and_the_best_opinion():
    assert hard_bounds(70.0, 80.0, 5, 10) == Range(35.0, 90.0)


def test_a_range_wider_than_forty_points_says_nothing():
    assert Range(30.0, 70.0).says_something
    assert not Range(30.0, 70.1).says_something


def test_eight_of_nine_answered_and_six_favourable_means_six_or_seven():
    assert count_range(6, 8, 9) == (6, 7)


def test_count_ranges_are_what_trying_every_total_gives():
    for members in (7, 9, 14):
        for n in range(5, members + 1):
            for seen in range(n + 1):
                totals = [
                    total
                    for total in range(seen, members - n + seen + 1)
                    if stats.hypergeom.sf(seen - 1, members, total, n) > 0.025
                    and stats.hypergeom.cdf(seen, members, total, n) > 0.025
                ]
                assert count_range(seen, n, members) == (totals[0], totals[-1])


def test_a_clamped_cell_has_the_range_of_its_class_and_only_for_its_band():
    clamped = Cell("T1", frozenset({"a"}), 9, 9, None, Band.FAVOURABLE)
    assert band_range(clamped, Band.FAVOURABLE) == (7, 9)
    assert band_range(clamped, Band.NEUTRAL) is None


def test_an_open_cell_has_the_range_of_its_count():
    assert band_range(cell("T1", frozenset({"a"}), 9, (5, 2, 1)), Band.FAVOURABLE) == (5, 6)
