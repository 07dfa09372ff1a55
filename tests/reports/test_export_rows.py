"""Rows of files: where a page shows no number, a file holds none, whatever was stored beside the reason."""

import pytest

from pulse.reports.export_rows import SAID, WIDE, of_answers, of_response, of_score
from pulse.scores.stored import Given

NUMBERS = ("score", "low", "high", "answers", "favourable_percent", "least", "most", "of", "change")


def said(tail):
    return dict(zip(SAID, tail, strict=True))


def scored(gap="", low=55.0, high=71.0, verdict="changed up", code="trust"):
    return said(of_score((1, "t", code, gap, 63.0, low, high, 9, 0, verdict, 8.5, 1, 60.0), {"trust": "Trust"}))


@pytest.mark.parametrize(
    "row",
    [
        scored(gap="too few"),
        said(of_answers(Given("T1", "counted higher up", n=4, bands=(2, 1, 1), score=62.5), "Kept?")),
        said(of_response((1, "t", 0, 0, 0, False))),
        said(of_response((1, "t", 4, 3, 0, True))),
    ],
    ids=["dimension", "question", "taking part", "taking part, alert"],
)
def test_what_is_hidden_is_a_reason_and_no_number(row):
    assert row["hidden"]
    assert {row[name] for name in NUMBERS} == {None}
    assert (row["about"], row["nearly_all"], row["announced"]) == ("", "", "")


def test_where_too_few_answers_say_anything_the_range_stands_alone():
    row = scored(low=20.0, high=61.0)
    assert (row["hidden"], row["low"], row["high"], row["answers"]) == (WIDE, 20, 61, 9)
    assert {row[name] for name in ("score", "favourable_percent", "change")} == {None}
    assert scored(low=20.0, high=60.0)["score"] == 63


def test_a_change_that_is_not_clear_has_no_size():
    assert (scored()["change"], scored(verdict="not clearly changed")["change"]) == (9, None)


def test_fewer_than_three_is_a_range_from_none():
    row = said(of_response((1, "t", 2, 0, 9, False)))
    assert (row["least"], row["most"], row["of"]) == (0, 2, 9)
