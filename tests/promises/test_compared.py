"""Before and after: the verdict that the third round's own seal stored, or a reason why there is none."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pulse.promises.compared import ComparedFinding, compared, nearest, window
from pulse.scores.change import BEFORE, LATELY
from pulse.scores.stored import Score

DAYS = {number: date(2026, 1, 5) + timedelta(weeks=number) for number in range(1, 13)}
KEPT_ON = DAYS[6] + timedelta(days=2)


def score(round_id, verdict="", *, points=60.0, gap="", change=6.0):
    return Score(round_id, "desk", "trust", gap, True, points, 50, 70, 15, 17, False, verdict, change, None, False)


def finding(verdict):
    return compared(DAYS, KEPT_ON, {9: score(9, verdict)}).finding


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("changed up", ComparedFinding.HIGHER),
        ("changed down", ComparedFinding.LOWER),
        ("not clearly changed", ComparedFinding.UNCLEAR),
        ("moved with company", ComparedFinding.WITH_COMPANY),
        ("cannot be judged yet", ComparedFinding.CANNOT_TELL),
        ("", ComparedFinding.CANNOT_TELL),
    ],
)
def test_the_third_round_after_says_it_and_no_other(verdict, said):
    assert finding(verdict) is said
    others = {number: score(number, "changed up") for number in DAYS if number != 9}
    assert compared(DAYS, KEPT_ON, {**others, 9: score(9, verdict)}).finding is said


def test_its_windows_lie_wholly_after_and_wholly_before():
    """The seal of round 9 compares rounds 7 to 9 with 1 to 6: the promise was kept between them."""
    rounds = list(DAYS)[: list(DAYS).index(9) + 1]
    assert [DAYS[each] > KEPT_ON for each in rounds[-LATELY:]] == [True] * LATELY
    assert [DAYS[each] < KEPT_ON for each in rounds[-LATELY - BEFORE : -LATELY]] == [True] * BEFORE


def test_a_round_on_the_very_day_is_not_after_it():
    assert compared(DAYS, DAYS[6], {9: score(9, "changed up")}).finding is ComparedFinding.HIGHER
    assert compared(DAYS, DAYS[10], {}).since == 2


def test_fewer_than_three_rounds_after_are_too_early():
    found = compared(DAYS, DAYS[10], {12: score(12, "changed up")})
    assert (found.finding, found.since) == (ComparedFinding.TOO_EARLY, 2)


def test_what_is_not_kept_has_no_after():
    assert compared(DAYS, None, {9: score(9, "changed up")}).finding is ComparedFinding.OPEN


def test_what_is_hidden_stays_hidden():
    assert compared(DAYS, KEPT_ON, {}).finding is ComparedFinding.HIDDEN
    assert compared(DAYS, KEPT_ON, {9: score(9, points=None, gap="too few")}).finding is ComparedFinding.HIDDEN


def test_a_score_that_may_be_anywhere_is_not_said():
    wide = replace(score(9, "changed up"), low=30.0, high=75.0)
    assert compared(DAYS, KEPT_ON, {9: wide}).finding is ComparedFinding.HIDDEN


def test_the_picture_begins_some_rounds_before_it_was_made():
    days = list(DAYS.values())
    assert days[window(days, DAYS[10])][0] == DAYS[4]
    assert days[window(days, DAYS[2])][0] == DAYS[1]
    assert len([1] * 60) > len(([1] * 60)[window([DAYS[1]] * 60, DAYS[1])])
    assert days[window(days, date(2030, 1, 1))] == days[-6:]


def test_the_sisters_are_those_that_stood_nearest_before():
    levels = {"a": 20.0, "b": 61.0, "c": 59.0, "d": 75.0, "e": 50.0}
    assert nearest(levels, 60.0) == ["b", "c", "e"]
    assert nearest(levels, None) == ["a", "b", "c"]
