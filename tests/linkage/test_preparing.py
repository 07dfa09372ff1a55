"""From rows to panels: weights, thresholds, months and quarters."""

from datetime import date

import numpy as np
import pytest

from pulse.linkage.preparing import AskedCounts, Scored, ToldMean, customers, periods, quarters_needed, sentiment

YEAR = periods(date(2024, 1, 1), date(2024, 12, 31), quarters=False)


def scored(*rows: tuple[int, int, float, float]) -> Scored:
    """Rows of team, period, score, answers; all of trust."""
    team, period, score, n = zip(*rows, strict=True)
    ints = (np.array(each, dtype=np.int64) for each in (team, period, [0] * len(rows)))
    return Scored(*ints, np.array(score, dtype=float), np.array(n, dtype=float))


def asked(*rows: tuple[int, int, float]) -> AskedCounts:
    team, period, heads = zip(*rows, strict=True)
    return AskedCounts(np.array(team), np.array(period), np.array(heads, dtype=float))


def test_rounds_of_one_month_are_weighted_by_their_answers() -> None:
    found = sentiment(scored((0, 0, 60, 10), (0, 0, 90, 20)), asked((0, 0, 20)), [0], (1, 1))
    assert found[0, 0, 0] == pytest.approx(80)
    assert np.isnan(found[1:]).all()


def test_teams_of_a_unit_are_weighted_by_their_heads() -> None:
    heads = asked((0, 0, 30), (1, 0, 10))
    found = sentiment(scored((0, 0, 60, 9), (1, 0, 100, 9)), heads, [0, 0], (1, 1))
    assert found[0, 0, 0] == pytest.approx(70)


@pytest.mark.parametrize(("hidden_heads", "kept"), [(20, True), (21, False)])
def test_teams_with_a_score_must_hold_six_heads_of_ten(hidden_heads: int, kept: bool) -> None:
    found = sentiment(scored((0, 0, 60, 9)), asked((0, 0, 30), (1, 0, hidden_heads)), [0, 0], (1, 1))
    assert np.isnan(found[0, 0, 0]) != kept


def test_a_team_that_was_not_asked_counts_with_its_usual_heads() -> None:
    found = sentiment(scored((0, 1, 60, 9)), asked((0, 1, 10), (1, 0, 90)), [0, 0], (1, 2))
    assert np.isnan(found).all()


def test_nine_ratings_are_too_few_and_ten_are_enough() -> None:
    told = [ToldMean(0, date(2024, 1, 1), 9, 50.0), ToldMean(0, date(2024, 2, 1), 10, 50.0)]
    assert np.flatnonzero(~np.isnan(customers(told, 1, YEAR, quarters=False)[0])).tolist() == [1]


def test_a_figure_of_nobody_knows_how_many_counts_as_it_is() -> None:
    assert customers([ToldMean(0, date(2024, 3, 1), None, 41.0)], 1, YEAR, quarters=False)[0, 2] == 41.0


def test_months_make_a_quarter_by_their_ratings() -> None:
    quarters = periods(date(2024, 2, 1), date(2024, 12, 1), quarters=True)
    assert quarters == (date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1))
    told = [
        ToldMean(0, date(2024, 4, 1), 4, 50.0),
        ToldMean(0, date(2024, 6, 1), 6, 100.0),
        ToldMean(0, date(2024, 7, 1), 9, 1.0),
    ]
    found = customers(told, 1, quarters, quarters=True)
    assert found[0, 1] == pytest.approx(80)
    assert np.isnan(found[0, [0, 2, 3]]).all()


@pytest.mark.parametrize(
    ("ratings", "rounds", "needed"),
    [
        ([10] * 5, YEAR, False),
        ([9] * 3 + [200] * 2, YEAR, True),
        ([None] * 5, YEAR, False),
        ([60] * 5, YEAR[::3], True),
        ([60] * 5, [*YEAR[:7], *YEAR[8:]], False),
    ],
)
def test_quarters_where_months_are_too_short(ratings: list[int | None], rounds: list[date], needed: bool) -> None:
    assert quarters_needed([ToldMean(0, YEAR[0], n, 50.0) for n in ratings], rounds) is needed
