"""Usual levels against the Paule-Mandel estimate of statsmodels."""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from pulse.scores.level import in_order, usual_levels

Y = np.array([61.0, 48.0, 70.0, 55.0, 66.0, 52.0])
V = np.array([30.0, 80.0, 45.0, 20.0, 90.0, 60.0])


def test_levels_rest_on_the_paule_mandel_variance_of_statsmodels():
    oracle = combine_effects(Y, V, method_re="iterated", atol=1e-12)
    found = usual_levels(Y, V)
    assert found.between == pytest.approx(oracle.tau2, rel=1e-6)
    assert found.mean == pytest.approx(oracle.mean_effect_re, rel=1e-6)


def test_a_level_lies_between_the_own_score_and_the_companys():
    found = usual_levels(Y, V)
    assert found.levels == pytest.approx(found.mean + found.between / (found.between + V) * (Y - found.mean))


def test_teams_that_differ_by_luck_only_share_one_level():
    found = usual_levels(np.array([50.0, 51.0, 49.0]), np.full(3, 80.0))
    assert found.between == 0.0
    assert found.levels == pytest.approx(np.full(3, 50.0))


def test_a_tiny_lucky_team_does_not_lead_the_order():
    teams = {"Legal": (80.0, 400.0), "Claims": (75.0, 5.0), "Billing": (55.0, 5.0), "Repairs": (60.0, 5.0)}
    assert in_order(teams) == ("Claims", "Legal", "Repairs", "Billing")


def test_one_team_is_an_order_of_its_own():
    assert in_order({"Claims": (75.0, 5.0)}) == ("Claims",)
