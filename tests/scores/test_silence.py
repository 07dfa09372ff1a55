"""Who fell silent, against the hypergeometric law of scipy."""

from dataclasses import replace

import pytest
from scipy import stats

from pulse.scores.items import NOTHING
from pulse.scores.results import conclude
from pulse.scores.silence import Turnout, silences, turnouts
from tests.scores.making import PARENT, a_round

TEAMS = {f"t{at}": "company" for at in range(8)} | {"company": None}


def rounds_of(falling, months=7):
    """Eight teams of ten of whom eight take part; t0 as given, one number a month."""
    return [
        {team: Turnout(falling[month] if team == "t0" else 8, 10) for team in TEAMS if TEAMS[team]}
        for month in range(months)
    ]


def test_a_team_that_falls_silent_is_found_and_no_other():
    found = silences(rounds_of([9, 9, 8, 9, 8, 3, 2]), TEAMS)
    assert {team for team, silence in found.items() if silence.fell} == {"t0"}


def test_the_test_is_the_one_sided_hypergeometric_of_scipy():
    found = silences(rounds_of([9, 9, 8, 9, 8, 5, 5]), TEAMS)["t0"]
    p = stats.hypergeom.cdf(10, 70, 53, 20)
    assert found.q == pytest.approx(min(1.0, p * 8), abs=1e-9)
    assert (found.lately, found.before) == (Turnout(10, 20), Turnout(43, 50))


def test_seven_rounds_are_needed():
    assert silences(rounds_of([9, 9, 9, 9, 1, 1], months=6), TEAMS) == {}


def test_a_team_above_a_tested_one_is_not_tested_again():
    with_company = [turnout | {"company": Turnout(60, 80)} for turnout in rounds_of([8] * 7)]
    assert "company" not in silences(with_company, TEAMS)


def test_fewer_than_three_enters_as_two():
    found = turnouts(a_round(took_part={"c1": None, "c2": 7, "c3": 12}))
    assert found["billing"] == Turnout(2, 8, 2)
    assert found["company"] == Turnout(21, 34, 2)


def test_a_team_with_a_withheld_cohort_has_no_turnout_and_neither_has_a_team_above_it():
    found = turnouts(a_round(took_part={"c1": None, "c2": 7, "c3": 12}), {"c2"})
    assert found["billing"] == Turnout(2, 8, 2)
    assert "company" not in found


def test_a_team_without_a_cohort_of_its_own_has_no_turnout():
    found = turnouts(a_round(took_part={"c1": 6, "c2": 7, "c3": 12}))
    assert "legal" not in found
    assert set(found) <= set(PARENT)


def test_an_alert_says_nothing_of_a_number_that_is_withheld():
    numbers = [9, 9, 9, 9, 9, 3, 3]
    open_rounds = [a_round(number=at, took_part={"c1": 8, "c2": n, "c3": 17}) for at, n in enumerate(numbers)]
    closed = [*open_rounds[:-1], replace(open_rounds[-1], withheld=frozenset({"c2"}))]
    assert conclude(open_rounds, NOTHING, {}).silences["claims"].fell
    assert "claims" not in conclude(closed, NOTHING, {}).silences
    assert "claims" not in conclude([*closed, replace(open_rounds[-1], uid="r7")], NOTHING, {}).silences
