"""Benjamini and Hochberg against their paper and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from pulse.scores.discoveries import adjusted

PAPER = np.array(
    [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    + [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
)


def test_the_example_of_the_1995_paper_rejects_four():
    q = adjusted(PAPER)
    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.035625, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_values_are_those_of_statsmodels_in_any_order(p):
    assert adjusted(np.array(p)) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_no_tests_give_no_values():
    assert adjusted(np.array([])).size == 0
