"""Satisfaction beside loyalty, and the view from inside beside the one from outside."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from pulse.customers.loyalty import Quarter, share_range, standing
from pulse.customers.outside_in import View, gaps
from pulse.customers.series import Span


def span(mean: float, half: float = 2.0) -> Span:
    return Span(mean, mean - half, mean + half, 100)


@pytest.mark.parametrize(
    ("satisfaction", "loyalty", "quarter"),
    [(80, 70, Quarter.BOTH), (80, 40, Quarter.ONLY_SATISFIED), (60, 70, Quarter.ONLY_LOYAL), (60, 40, Quarter.NEITHER)],
)
def test_a_unit_stands_in_a_quarter(satisfaction: float, loyalty: float, quarter: Quarter) -> None:
    found = standing(span(satisfaction), span(loyalty), (70.0, 55.0))
    assert (found.quarter, found.sure) == (quarter, True)


def test_a_unit_near_a_line_is_not_sure() -> None:
    assert not standing(span(71), span(40), (70.0, 55.0)).sure


def test_a_share_has_the_range_of_wilson() -> None:
    low, high = proportion_confint(7, 8, method="wilson")
    assert share_range(7, 8) == (pytest.approx(87.5), pytest.approx(100 * low), pytest.approx(100 * high))


def test_nobody_has_no_share() -> None:
    with pytest.raises(ValueError, match="nobody"):
        share_range(0, 0)


def view(inside: Span, outside: Span) -> View:
    return gaps({1: (inside, outside)})[1].view


def test_a_gap_is_clear_only_beyond_both_ranges() -> None:
    assert view(span(80, 6), span(72, 8)) is View.UNCLEAR
    assert view(span(80, 6), span(68, 8)) is View.HIGHER
    assert view(span(60, 1), span(69, 1)) is View.LOWER


def test_a_small_gap_is_never_clear() -> None:
    assert view(span(74, 1), span(70, 1)) is View.UNCLEAR


def test_among_many_units_one_gap_must_be_clearer() -> None:
    many = {unit: (span(70, 3), span(70, 3)) for unit in range(2, 30)}
    assert view(span(75.2, 3), span(70, 3)) is View.HIGHER
    assert gaps({1: (span(75.2, 3), span(70, 3)), **many})[1].view is View.UNCLEAR
