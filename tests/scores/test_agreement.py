"""How far opinions lie apart, from bands alone."""

import pytest

from pulse.scores.agreement import Agreement, a_star, agreement, variance
from pulse.tallies.tables import cell

HERE = frozenset({"a"})


@pytest.mark.parametrize(
    ("bands", "wording"),
    [((6, 1, 6), Agreement.SPLIT), ((6, 4, 1), Agreement.MIXED), ((2, 9, 1), Agreement.MOSTLY)],
)
def test_agreement_is_worded_by_how_far_answers_lie_apart(bands, wording):
    assert agreement([cell("T1", HERE, 14, bands)]) is wording


def test_an_even_spread_over_the_bands_is_no_agreement_at_all():
    assert a_star([variance(cell("T1", HERE, 12, (4, 4, 4)))]) == pytest.approx(0.0)


def test_few_or_near_unanimous_answers_say_nothing_about_agreement():
    assert agreement([cell("T1", HERE, 9, (3, 3, 3)), cell("T2", HERE, 14, (12, 1, 1))]) is None
