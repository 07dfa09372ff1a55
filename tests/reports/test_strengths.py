"""What stands out of a team's questions: only what lies beyond luck, and two at most."""

from dataclasses import replace

import pytest

from pulse.reports.panels import Asked
from pulse.reports.strengths import Outstanding, outstanding, own_mean
from pulse.scores.agreement import Agreement
from pulse.scores.stored import Given

COMPANY = {"T1": 60.0, "T2": 60.0, "R1": 60.0, "E1": 60.0}


def asked(code, score, low, high, dimension="trust", **more):
    given = Given(code, "", n=12, members=13, bands=(6, 3, 3), score=score, low=low, high=high, **more)
    return Asked(code, dimension, f"About {code}", False, given)


def codes(outliers):
    return [each.asked.code for each in outliers]


def test_a_question_stands_out_when_its_whole_range_lies_five_points_away():
    found = outstanding([asked("T1", 80, 66, 92), asked("T2", 80, 64, 92), asked("R1", 40, 20, 54)], COMPANY)
    assert (codes(found.strengths), codes(found.concerns)) == (["T1"], ["R1"])
    assert (found.strengths[0].beyond, found.concerns[0].beyond) == (6, -6)


def test_the_two_that_lie_furthest_beyond_are_named_furthest_first():
    many = [asked("T1", 75, 70, 80), asked("T2", 85, 80, 90), asked("R1", 95, 75, 100), asked("E1", 70, 66, 74)]
    assert codes(outstanding(many, COMPANY).strengths) == ["T2", "R1"]


def test_inside_the_noise_nothing_stands_out_and_that_is_a_result():
    assert outstanding([asked("T1", 66, 58, 74), asked("T2", 55, 40, 70)], COMPANY) == Outstanding(comparable=True)
    assert outstanding([], COMPANY) == Outstanding()


def test_where_everybody_answered_the_score_itself_is_compared():
    assert codes(outstanding([asked("T1", 65, None, None)], COMPANY).strengths) == ["T1"]
    assert not outstanding([asked("T1", 64.9, None, None)], COMPANY).strengths


def test_hidden_questions_and_those_the_company_does_not_show_are_left_out():
    hidden = Asked("T1", "trust", "About T1", False, Given("T1", "too few"))
    unasked = Asked("T2", "trust", "About T2", False, None)
    assert outstanding([hidden, unasked, asked("O1", 90, 80, 100, "outcome")], COMPANY) == Outstanding()


def test_the_company_itself_is_compared_with_the_mean_of_its_dimensions():
    every = [asked("T1", 70, 68, 72), asked("R1", 50, 48, 52), asked("O1", 10, 5, 15, "outcome")]
    assert own_mean(every) == {"T1": 60.0, "R1": 60.0}
    assert own_mean([]) == {}


@pytest.mark.parametrize(
    ("bands", "wording"),
    [((6, 0, 6), Agreement.SPLIT), ((6, 4, 1), Agreement.MIXED), ((2, 9, 1), Agreement.MOSTLY), ((3, 3, 3), None)],
)
def test_a_question_says_how_near_opinions_lie_together_from_ten_answers(bands, wording):
    given = Given("T1", "", n=sum(bands), members=13, bands=bands, score=50.0)
    assert Asked("T1", "trust", "About T1", False, given).agreement is wording


def test_nothing_is_said_of_agreement_where_a_near_unanimous_group_is_part_of_it():
    given = Given("T1", "", n=14, members=14, bands=(13, 0.5, 0.5), clamped=0, about=True, score=96.0)
    assert Asked("T1", "trust", "About T1", False, given).agreement is None


def test_what_people_say_of_themselves_is_no_part_of_the_companys_own_mean():
    plain, oneself = asked("R1", 60, 55, 65, "respect"), asked("R8", 10, 5, 15, "respect")
    assert own_mean([plain, replace(oneself, sensitive=True)]) == {"R1": 60.0}
    assert own_mean([plain, oneself]) == {"R1": 35.0, "R8": 35.0}
