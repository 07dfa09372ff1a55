"""Headlines: what may lead a page, and nothing more."""

import pytest

from pulse.reports.findings import Finding, Headline, of_company, of_team
from pulse.scores.stored import Score

UP, DOWN, STILL, WITH, EARLY = (
    "changed up",
    "changed down",
    "not clearly changed",
    "moved with company",
    "cannot be judged yet",
)


def score(dimension="trust", verdict=STILL, *, news=False, gap="", team="support", round_id=9):
    points = None if gap else 60.0
    change = {UP: 8.0, DOWN: -8.0}.get(verdict)
    return Score(
        round_id, team, dimension, gap, True, points, points, points, 9, 9, False, verdict, change, change, news
    )


def scores(**verdicts):
    return {dimension: score(dimension, verdict, news=verdict in (UP, DOWN)) for dimension, verdict in verdicts.items()}


def test_a_clear_change_comes_first_with_every_dimension_that_went_the_same_way():
    found = of_team(scores(trust=DOWN, respect=DOWN, empowerment=STILL), 9, ())
    assert found == Headline(Finding.CHANGED, lower=("trust", "respect"))


def test_changes_both_ways_are_said_both():
    found = of_team(scores(trust=UP, respect=DOWN), 9, ())
    assert found == Headline(Finding.MIXED, higher=("trust",), lower=("respect",))


def test_a_change_that_was_said_before_is_no_headline_and_is_not_denied_either():
    assert of_team({"trust": score(verdict=DOWN, news=False)}, 9, ()).finding is Finding.NOTHING_NEW


def test_a_team_recovers_only_after_it_had_clearly_fallen():
    now = scores(trust=UP)
    fell, rose = score(verdict=DOWN, news=True, round_id=4), score(verdict=UP, news=True, round_id=4)
    assert of_team(now, 9, [fell]) == Headline(Finding.RECOVERING, higher=("trust",))
    assert of_team(now, 9, [rose]).finding is Finding.CHANGED
    assert of_team(now, 9, [fell, rose]).finding is Finding.CHANGED
    assert of_team(now, 9, [score("respect", DOWN, news=True)]).finding is Finding.CHANGED
    assert of_team(now, 9, [score(verdict=DOWN, news=False)]).finding is Finding.CHANGED


def test_a_change_counts_although_the_team_is_hidden_in_the_very_last_round():
    found = of_team({"trust": score(verdict=DOWN, news=True, gap="too few")}, 9, ())
    assert found == Headline(Finding.CHANGED, lower=("trust",))


@pytest.mark.parametrize(
    ("verdicts", "rounds", "finding"),
    [
        ({"trust": STILL, "respect": STILL}, 9, Finding.STEADY),
        ({"trust": WITH, "respect": STILL}, 9, Finding.WITH_COMPANY),
        ({"trust": EARLY}, 5, Finding.TOO_EARLY),
        ({"trust": EARLY}, 6, Finding.CANNOT_TELL),
        ({}, 9, Finding.NOT_ASKED),
    ],
)
def test_inside_the_noise_nothing_is_news(verdicts, rounds, finding):
    assert of_team(scores(**verdicts), rounds, ()).finding is finding


@pytest.mark.parametrize(
    ("gap", "finding"),
    [
        ("too few", Finding.TOO_FEW),
        ("counted higher up", Finding.HIGHER_UP),
        ("not asked", Finding.NOT_ASKED),
    ],
)
def test_a_hidden_team_says_why(gap, finding):
    hidden = {dimension: score(dimension, EARLY, gap=gap) for dimension in ("trust", "respect", "empowerment")}
    assert of_team(hidden, 9, ()).finding is finding


def test_what_could_not_be_tested_is_never_part_of_nothing_has_changed():
    assert of_team(scores(trust=STILL, respect=EARLY), 9, ()) == Headline(Finding.PARTLY, tested=("trust",))
    old = {"trust": score(verdict=DOWN, news=False), "respect": score("respect", EARLY)}
    assert of_team(old, 9, ()) == Headline(Finding.PARTLY, tested=("trust",))
    assert of_team({"trust": score(verdict="")}, 9, ()).finding is Finding.CANNOT_TELL
    assert of_company({"trust": score(verdict=EARLY, team="company")}, 3, [], [], NAMES).finding is Finding.TOO_EARLY


def test_one_dimension_that_is_shown_is_enough_for_a_finding():
    shown = {"trust": score(gap="too few", verdict=EARLY), "respect": score("respect", STILL)}
    assert of_team(shown, 9, ()).finding is Finding.STEADY


def test_silence_is_said_before_a_standstill_and_after_a_change():
    assert of_team(scores(trust=STILL), 9, (), fell_silent=True).finding is Finding.SILENT
    assert of_team(scores(trust=DOWN), 9, (), fell_silent=True).finding is Finding.CHANGED


COMPANY = {"trust": score(verdict=STILL, team="company")}
NAMES = {"support": "Support", "field": "Field"}


def test_the_company_comes_before_its_teams():
    own = {"trust": score(verdict=UP, news=True, team="company")}
    assert of_company(own, 9, [score(verdict=DOWN, news=True)], [], NAMES).higher == ("trust",)


def test_one_team_is_named_and_several_are_counted():
    one = [score(verdict=DOWN, news=True), score("respect", DOWN, news=True)]
    assert of_company(COMPANY, 9, one, [], NAMES) == Headline(
        Finding.CHANGED, lower=("trust", "respect"), team="Support"
    )
    several = [*one, score(verdict=UP, news=True, team="field")]
    assert of_company(COMPANY, 9, several, [], NAMES) == Headline(Finding.SEVERAL, count=2)


def test_a_silent_team_is_named_when_nothing_else_happened():
    assert of_company(COMPANY, 9, [], ["field"], NAMES) == Headline(Finding.SILENT, team="Field", count=1)
    assert of_company(COMPANY, 9, [], ["field", "support"], NAMES) == Headline(Finding.SILENT, count=2)
    assert of_company(COMPANY, 9, [], [], NAMES).finding is Finding.STEADY
