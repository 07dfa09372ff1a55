"""Spreads pooled over rounds."""

from math import sqrt

import pytest

from pulse.scores.spread import DEFAULTS, pool
from pulse.tallies.joint import Spread


def test_spreads_are_pooled_by_their_degrees_of_freedom():
    pooled = pool([[Spread("trust", 2, 20, 100)], [Spread("trust", 2, 30, 300)]])
    points, freedom = pooled.of("trust", 2)
    assert points == pytest.approx(sqrt((100 * 400 + 300 * 900) / 400))
    assert freedom == 400


def test_only_the_last_four_rounds_count():
    rounds = [[Spread("trust", 2, points, 100)] for points in (90, 20, 20, 20, 20)]
    assert pool(rounds).of("trust", 2) == (20.0, 400)


@pytest.mark.parametrize(
    ("questions", "points"), [(1, DEFAULTS[0]), (2, DEFAULTS[1]), (3, DEFAULTS[2]), (6, DEFAULTS[2])]
)
def test_a_small_company_gets_the_stated_default(questions, points):
    assert pool([[]]).of("trust", questions)[0] == points


def test_a_spread_without_degrees_of_freedom_is_none():
    assert pool([[Spread("trust", 2, 99, 0)]]).of("trust", 2)[0] == DEFAULTS[1]
