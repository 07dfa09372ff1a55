"""Quantiles and tails against scipy."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from pulse.scores.distributions import hypergeometric_at_least, hypergeometric_at_most, t_quantile, two_sided


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 7, 10, 29, 30, 50, 100, 199, 200, 201, 500, 5000, 1_000_000])
@pytest.mark.parametrize("p", [0.5, 0.6, 0.9, 0.95, 0.975, 0.995, 0.025])
def test_t_quantiles_are_those_of_scipy(p, df):
    assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), abs=1e-8, rel=1e-8)


@pytest.mark.parametrize(("p", "df"), [(0.0, 5), (1.0, 5), (0.5, 0)])
def test_a_t_quantile_needs_a_probability_and_a_degree_of_freedom(p, df):
    with pytest.raises(ValueError, match="at least 1"):
        t_quantile(p, df)


def test_two_sided_tails_are_those_of_the_normal_distribution():
    z = np.array([[-3.0, -1.96], [0.0, 4.5]])
    assert two_sided(z) == pytest.approx(2 * stats.norm.sf(np.abs(z)), rel=1e-12)


def test_hypergeometric_tails_are_those_of_scipy_for_every_small_case():
    for total in (1, 5, 9, 12):
        for marked, draws in product(range(total + 1), repeat=2):
            law = stats.hypergeom(total, marked, draws)
            for drawn in range(-1, draws + 2):
                assert hypergeometric_at_most(drawn, total, marked, draws) == pytest.approx(law.cdf(drawn), abs=1e-12)
                assert hypergeometric_at_least(drawn, total, marked, draws) == pytest.approx(
                    law.sf(drawn - 1), abs=1e-12
                )


def test_hypergeometric_tails_hold_for_a_hundred_thousand_members():
    law = stats.hypergeom(100_000, 64_000, 81_000)
    for drawn in (51_700, 51_840, 52_000):
        assert hypergeometric_at_most(drawn, 100_000, 64_000, 81_000) == pytest.approx(law.cdf(drawn), rel=1e-6)
