"""Law: what SECURITY.md says is shown from twenty answers is marked so in the library, and the other way round."""

import re
from collections.abc import Collection

from pulse.questions.library import library, sensitive
from pulse.tallies.publication import SENSITIVE_APART, SENSITIVE_FROM, Question
from tests.laws._reading import HOUSE

PROMISE = re.compile(r"a yes or no about oneself \(([^)]*)\) is shown only from (\d+) answers.*?at least (\d+) answers")


def promised(text: str) -> tuple[frozenset[str], int, int]:
    """Return the questions that the sentence quotes, by code, and its two numbers; a quote of none is a fault."""
    found = PROMISE.search(" ".join(text.split()))
    assert found is not None
    quotes = [quote.casefold() for quote in re.findall(r'"([^"]*)"', found[1])]
    named = [[code for code, asked in library().items() if quote in asked.text.casefold()] for quote in quotes]
    assert quotes
    assert all(len(codes) == 1 for codes in named)
    return frozenset(code for codes in named for code in codes), int(found[2]), int(found[3])


def security() -> str:
    return (HOUSE / "SECURITY.md").read_text("utf-8")


def in_a_score(marked: Collection[str]) -> set[str]:
    """Return which of these make up a dimension's score as the gate sees them."""
    every = (Question(code, asked.dimension, sensitive=code in marked) for code, asked in library().items())
    return {question.code for question in every if question.scored}


def test_the_library_keeps_the_sentence():
    assert promised(security()) == (sensitive(), SENSITIVE_FROM, SENSITIVE_APART)


def test_no_sensitive_question_is_part_of_a_score():
    assert sensitive()
    assert not in_a_score(sensitive()) & sensitive()


def test_the_reasons_are_written_down_for_each():
    told = (HOUSE / "docs" / "results.md").read_text("utf-8")
    said = dict(re.findall(r'^\| (\w+) "([^"]+)" \| \S', told, re.MULTILINE))
    assert said == {code: library()[code].text for code in sensitive()}


def test_the_revision_marks_them_in_databases_that_are_there():
    (revision,) = (HOUSE / "migrations" / "versions").glob("0026_*.py")
    marked = re.search(r"^SENSITIVE = \(([^)]*)\)", revision.read_text("utf-8"), re.MULTILINE)
    assert marked is not None
    assert set(re.findall(r"\w+", marked[1])) == sensitive()


def test_a_question_that_is_not_marked_is_seen():
    planted = security().replace('"someone at work talked down to me"', '"People here respect my time"')
    assert promised(planted)[0] == (sensitive() - {"R8"}) | {"R6"}


def test_a_sensitive_question_in_a_score_is_seen():
    assert in_a_score(()) >= {"R8"}
