"""What plain correlations say, beside scipy, and how easily they are fooled."""

import numpy as np
import pytest
from scipy import stats

from pulse.linkage.naive import ORDERS, correlation, naive
from pulse.linkage.pairings import shuffles
from tests.linkage.panels import made


@pytest.mark.parametrize("seed", range(4))
def test_r_and_p_are_those_of_scipy(seed: int) -> None:
    draw = np.random.default_rng(seed)
    x = draw.normal(size=17)
    y = draw.normal(size=17) + 0.4 * x
    told = stats.pearsonr(x, y)
    found = correlation(np.append(x, np.nan), np.append(y, 3.0))
    assert (found.n, found.r) == (17, pytest.approx(told.statistic))
    assert found.p == pytest.approx(told.pvalue, rel=1e-6)


def test_what_does_not_vary_has_no_correlation() -> None:
    assert correlation(np.ones(9), np.arange(9.0)) is None
    assert correlation(np.arange(3.0), np.arange(3.0)) is None


def test_a_shared_season_fools_plain_correlations() -> None:
    found = naive(made(beta=0.0), 0, seed=1)
    assert found.averages.says_link
    assert found.pooled.says_link
    assert found.fooled > 0.9
    assert len(found.sentiment) == len(found.customers) == 18


def test_how_often_it_is_fooled_is_how_often_a_wrong_pairing_is_called_a_link() -> None:
    panels = made(units=6, beta=0.0, seed=4)
    panels.sentiment[0, 2, 4:14] = np.nan
    panels.sentiment[0, 4, 2:] = np.nan
    panels.customers[1, :12] = np.nan
    x, y = panels.sentiment[0], panels.customers
    orders = shuffles(6, ORDERS, np.random.default_rng(1))
    by_hand = np.mean([correlation(x.ravel(), y[order].ravel()).says_link for order in orders])
    assert naive(panels, 0, seed=1).fooled == pytest.approx(by_hand, abs=1e-9)
