"""A dimension that moves otherwise than the team's other ones."""

import numpy as np
import pytest

from pulse.scores.apart import apart, correlation
from pulse.scores.change import Difference, Verdict, verdicts
from pulse.scores.published import DIMENSIONS

RHO = 0.6


def moods(teams, seed=0):
    """Z of teams on three dimensions that share a mood: the correlation of any two is .6."""
    drawn = np.random.default_rng(seed)
    mood = drawn.normal(size=(teams, 1)) * np.sqrt(RHO)
    return mood + drawn.normal(size=(teams, 3)) * np.sqrt(1 - RHO)


def subjects(teams):
    return [(f"t{team:04}", dimension) for team in range(teams) for dimension in DIMENSIONS]


def test_what_dimensions_share_is_estimated():
    assert correlation(moods(20_000)) == pytest.approx(RHO, abs=0.03)  # clipping takes a little away
    assert correlation(np.random.default_rng(1).normal(size=(20_000, 3))) == pytest.approx(0.0, abs=0.02)
    assert correlation(np.zeros((12, 3))) == 0.0


def test_by_luck_alone_p_is_below_a_value_no_oftener_than_it_says():
    p = apart(subjects(20_000), moods(20_000).ravel())
    for level in (0.2, 0.05, 0.01):
        assert (p <= level).mean() <= 1.1 * level


def test_it_is_what_least_squares_leaves_over():
    z = moods(20_000)
    others = z[:, 1:]
    left = z[:, 0] - others @ np.linalg.lstsq(others, z[:, 0], rcond=None)[0]
    expected = np.std(left)
    p = apart(subjects(20_000), z.ravel()).reshape(-1, 3)[:, 0]
    far = left / expected > 2.1
    assert (p[far & (z[:, 0] > 0)] < 0.06).all()


def test_a_mood_of_the_whole_team_is_not_one_dimension_moving_apart():
    z = moods(40)
    z[0] = [3.5, 3.4, 3.6]
    assert apart(subjects(40), z.ravel())[:3].min() > 0.05
    z[0] = [-3.0, 0.3, 0.2]
    assert apart(subjects(40), z.ravel())[0] < 0.001


def test_who_rose_less_than_the_others_did_not_rise_apart():
    z = moods(40)
    z[0] = [0.5, 3.0, 3.0]
    assert apart(subjects(40), z.ravel())[0] == 1.0


def test_few_teams_or_a_missing_dimension_tell_nothing():
    assert (apart(subjects(9), moods(9).ravel()) == 1.0).all()
    z = moods(40).ravel()
    assert apart(subjects(40)[:-1], z[:-1])[-2:].tolist() == [1.0, 1.0]


def test_a_dimension_that_falls_alone_is_a_change_where_its_own_test_is_not_enough():
    z = moods(30)
    z[0] = [-2.6, 1.6, 1.6]
    changes = {s: Difference(7 * v, 7 * v, 7 * v, 7.0) for s, v in zip(subjects(30), z.ravel(), strict=True)}
    alone = {s: c for s, c in changes.items() if s[1] == "trust"}
    assert verdicts(changes, {}, frozenset())["t0000", "trust"].verdict is Verdict.CHANGED_DOWN
    assert verdicts(alone, {}, frozenset())["t0000", "trust"].verdict is Verdict.NOT_CLEARLY
