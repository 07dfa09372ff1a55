"""Quantiles of F against scipy."""

import pytest
from scipy import stats

from pulse.scores.beta import f_quantile, incomplete_beta


@pytest.mark.parametrize("above", [1, 9, 119, 2000])
@pytest.mark.parametrize("below", [2, 18, 900, 14000])
@pytest.mark.parametrize("p", [0.025, 0.5, 0.975])
def test_quantiles_are_those_of_scipy(p, above, below):
    assert f_quantile(p, above, below) == pytest.approx(stats.f.ppf(p, above, below), rel=1e-8)


def test_the_incomplete_beta_function_runs_from_nothing_to_one():
    assert (incomplete_beta(0.0, 2, 3), incomplete_beta(1.0, 2, 3)) == (0.0, 1.0)
    assert incomplete_beta(0.9, 0.5, 40) == pytest.approx(stats.beta.cdf(0.9, 0.5, 40), abs=1e-12)


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_there_is_no_quantile_of_what_cannot_be(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        f_quantile(p, 3, 3)
