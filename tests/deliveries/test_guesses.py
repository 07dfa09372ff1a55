"""What a file of scores seems to hold before anybody said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.customers.scales import SCALES
from pulse.deliveries.guesses import Guess, column, kind, monthly, scale


@pytest.mark.parametrize(
    ("texts", "guess"),
    [
        (["1", "3", "5"], Guess("1-5", sure=True)),
        (["2", "3", "4"], Guess("1-5", sure=False)),
        (["1", "6", "7"], Guess("1-7", sure=True)),
        (["0", "10", "8"], Guess("0-10", sure=True)),
        (["1", "10", "8"], Guess("0-10", sure=False)),
        (["0", "4", "5"], Guess("0-10", sure=False)),
        (["-20", "45", "60"], Guess("recommend", sure=True)),
        (["-3", "5", "9"], Guess("recommend", sure=False)),
        (["40", "55"], Guess("percent", sure=False)),
        (["40", "93"], Guess("percent", sure=True)),
        (["4 %", "5 %"], Guess("percent", sure=True)),
        (["4,5", "3.5", "5"], Guess("1-5", sure=True)),
    ],
)
def test_the_narrowest_scale_that_holds_the_values_is_guessed(texts, guess):
    assert scale("Score", texts) == guess


@pytest.mark.parametrize("heading", ["CSAT (1-7)", "CSAT [1 – 7]", "CSAT (1 to 7)", "CSAT (1 bis 7)", "CSAT (1..7)"])
def test_what_the_heading_says_comes_before_the_values(heading):
    assert scale(heading, ["1", "2", "5"]) == Guess("1-7", sure=True)


def test_a_heading_with_a_scale_that_nobody_has_says_nothing():
    assert scale("Score (3-9)", ["1", "5"]) == Guess("1-5", sure=True)


@pytest.mark.parametrize("texts", [[], ["", ""], ["good", "bad"]])
def test_without_values_there_is_no_telling(texts):
    assert scale("Score", texts) == Guess("", sure=False)


def test_a_few_faults_among_many_values_change_no_guess():
    texts = ["1", "2", "3", "4", "5"] * 20
    assert scale("Score", [*texts, "99", "-99"]) == Guess("1-5", sure=True)
    assert scale("Score", [*texts, *["99"] * 20]).scale == "percent"


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=20))
def test_a_few_values_that_a_scale_could_hold_lie_within_the_one_that_is_guessed(values):
    found = scale("", [str(value) for value in values])
    assert found.scale
    assert all(SCALES[found.scale].holds(value) for value in values)


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("NPS",), "recommend"),
        (("Score", "Likelihood to recommend"), "recommend"),
        (("Weiterempfehlung",), "recommend"),
        (("Would buy again",), "rebuy"),
        (("Contract renewal rate",), "retention"),
        (("Beschwerden",), "complaints"),
        (("We kept our promise",), "promise"),
        (("Score",), "satisfaction"),
        ((), "satisfaction"),
    ],
)
def test_the_kind_of_a_measure_is_heard_from_its_headings(headings, said):
    assert kind(*headings) == said


DATES = {"date": 0}


def rows(*texts):
    return [(line, (text,)) for line, text in enumerate(texts, 2)]


def test_dates_that_are_mostly_months_or_quarters_make_figures_of_months():
    assert monthly(DATES, rows("2026-05", "06/2026", "2026-07-01"))
    assert monthly(DATES, rows("Q1 2026", "Q2 2026", ""))
    assert not monthly(DATES, rows("2026-05", "2026-06-01"))
    assert not monthly(DATES, rows())


def test_a_count_of_answers_makes_figures_of_months():
    assert monthly(DATES | {"answers": 1}, rows("2026-05-01"))


def test_what_a_ticket_names_is_a_single_rating():
    assert not monthly({"date": 0, "ticket": 1, "answers": 2}, rows("2026-05"))


def test_a_column_that_is_missing_or_cut_off_says_nothing():
    assert column({"score": 1}, "score", [(2, ("a", "b")), (3, ("a",))]) == ["b"]
    assert column({}, "score", [(2, ("a", "b"))]) == []
