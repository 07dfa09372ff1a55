"""Reference values from elsewhere: what the file says, and beside what they may stand."""

from dataclasses import replace

from pulse.questions.library import library
from pulse.reports.norms import TOOK_PART, norms
from pulse.reports.panels import Asked
from pulse.scores.stored import Given

BRANCH = Given("T2", "", 40, 50, (30.0, 6.0, 4.0), None, about=False, score=82.5, low=77.0, high=88.0)
OWN_CELL = replace(BRANCH, fewest=36, most=39)
CLASS = replace(BRANCH, clamped=0, about=True)
PARTLY_CLASS = replace(BRANCH, about=True)
HIDDEN = Given("T2", "too few")


def beside(given):
    return Asked("T2", "trust", "My manager makes good calls about our work.", False, given, norms()["T2"]).elsewhere


def test_the_file_says_what_the_survey_published():
    assert {subject: (norm.low, norm.middle, norm.high) for subject, norm in norms().items()} == {
        "T2": (74, 81, 86),
        "R1": (84, 88, 91),
        "E1": (67, 81, 86),
        TOOK_PART: (58, 74, 88),
    }


def test_every_norm_stands_beside_a_question_of_the_library_that_is_favourable_when_agreed_to():
    assert all(not library()[subject].reverse for subject, norm in norms().items() if norm.is_question)
    assert [subject for subject, norm in norms().items() if not norm.is_question] == [TOOK_PART]


def test_a_norm_stands_beside_a_percentage_and_never_beside_a_count_or_a_class():
    assert [beside(given) for given in (BRANCH, PARTLY_CLASS)] == [norms()["T2"]] * 2
    assert [beside(given) for given in (OWN_CELL, CLASS, HIDDEN, None)] == [None] * 4
