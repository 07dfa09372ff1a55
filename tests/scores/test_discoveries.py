"""Benjamini and Hochberg against their paper and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from pulse.scores.discoveries import adjusted

PAPER = np.fromstring(
    ".0001 .0004 .0019 .0095 .0201 .0278 .0298 .0344 .0459 .3240 .4262 .5719 .6528 .7590 1.000", sep=" "
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
