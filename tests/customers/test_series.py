"""Months of a unit's customers: ranges, change beyond luck, silence."""

from datetime import date

import numpy as np
import pytest
from scipy import stats

from pulse.customers import series
from pulse.customers.series import Point, Turn, Wobble


def company(seed: int, step: float = 0.0, shared: float = 0.0) -> dict[int, list[Point | None]]:
    """24 units of 18 months, 60 ratings each; unit 5 moves by `step` in the last three months, all by `shared`."""
    draw = np.random.default_rng(seed)
    true = 70 + draw.normal(0, 7, 24)[:, None] + draw.normal(0, 2, (24, 18))
    true[5, -3:] += step
    true[:, -3:] += shared
    n = draw.poisson(60, true.shape)
    seen = true + draw.normal(size=true.shape) * 20 / np.sqrt(n)
    return {unit: [Point(seen[unit, t], int(n[unit, t]), 20.0) for t in range(18)] for unit in range(24)}


def turns(courses: dict[int, list[Point | None]]) -> dict[int, Turn]:
    return {u: change.turn for u, change in series.changes(courses, series.wobble(list(courses.values()))).items()}


def test_the_wobble_of_months_is_found_beside_the_noise_of_ratings() -> None:
    found = [series.wobble(list(company(seed).values())) for seed in range(20)]
    assert np.mean([each.month for each in found]) == pytest.approx(2.0, abs=0.2)
    assert found[0].rating == pytest.approx(20.0)


def test_a_month_has_the_t_range_of_its_ratings() -> None:
    low, high = series.month_range(Point(60.0, 16, 20.0), Wobble(19.0, 3.0))
    half = stats.t.ppf(0.975, 15) * 20.0 / 4
    assert (low, high) == (pytest.approx(60 - half), pytest.approx(60 + half))


def test_a_figure_without_a_spread_has_the_range_of_how_months_vary() -> None:
    low, high = series.month_range(Point(60.0, None), Wobble(None, 3.0))
    assert high - low == pytest.approx(2 * 1.959964 * 3.0)


def test_luck_alone_is_hardly_ever_news() -> None:
    said = [turn for seed in range(60) for turn in turns(company(seed)).values()]
    assert sum(turn is not Turn.UNCLEAR for turn in said) / len(said) < 0.01


def test_a_fall_of_one_unit_is_said_of_that_unit() -> None:
    found = [turns(company(seed, step=-12)) for seed in range(40)]
    assert sum(each[5] is Turn.LOWER for each in found) >= 36
    assert sum(turn is not Turn.UNCLEAR for each in found for unit, turn in each.items() if unit != 5) <= 10


def test_what_all_units_do_alike_is_no_unit_s_news() -> None:
    found = [turn for seed in range(20) for turn in turns(company(seed, shared=-9)).values()]
    assert Turn.WITH_COMPANY in found
    assert sum(turn in (Turn.HIGHER, Turn.LOWER) for turn in found) / len(found) < 0.02


def test_too_few_months_say_nothing() -> None:
    short = {unit: line[-4:] for unit, line in company(1).items()}
    assert set(turns(short).values()) == {Turn.UNKNOWN}


@pytest.mark.parametrize(
    ("there", "months"),
    [("1111111110000", 4), ("111111111000", 3), ("11111111100", None), ("100010001000", None), ("0000", None)],
)
def test_a_unit_is_silent_when_it_used_to_be_rated(there: str, months: int | None) -> None:
    line = [Point(70.0, 9, 20.0) if each == "1" else None for each in there]
    assert series.silent(line) == months


def test_the_last_months_are_weighed_by_their_ratings() -> None:
    found = series.lately([Point(90.0, 9, 20.0), None, Point(60.0, 30, 20.0), Point(90.0, 10, 20.0)], Wobble(20.0, 0.0))
    assert found is not None
    assert found.mean == pytest.approx(67.5)
    assert found.high - found.mean == pytest.approx(1.959964 * 20 / np.sqrt(40))
    assert found.n == 40


def test_months_run_over_the_turn_of_the_year() -> None:
    assert series.months(date(2025, 11, 1), date(2026, 2, 1)) == (
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
