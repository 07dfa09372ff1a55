"""The library is complete, consistent, and worded in every language it claims."""

from collections import Counter

from pytest import mark, raises

from pulse.questions.library import (
    ROADBLOCK,
    Dimension,
    Wording,
    languages,
    library,
    of_dimension,
    offered,
    wording,
    wordings,
)
from pulse.questions.scales import Scale


def test_the_library_holds_eight_questions_per_scored_dimension():
    sizes = Counter(question.dimension.value for question in library().values())
    assert sizes == {"trust": 8, "respect": 8, "empowerment": 8, "service": 6, "outcome": 5, "open": 5}


def test_every_scored_dimension_has_one_anchor_and_one_reverse_keyed_question():
    for dimension in (Dimension.TRUST, Dimension.RESPECT, Dimension.EMPOWERMENT):
        questions = of_dimension(dimension)
        assert [question.code[1:] for question in questions if question.anchor] == ["1"]
        assert [question.code[1:] for question in questions if question.reverse] == ["8"]


def test_questions_that_rate_a_team_are_not_offered_for_a_pulse():
    held_back = set(library()) - {question.code for question in offered()}
    assert held_back == {"S1", "S2", "S3", "S4", "S5", "S6"}


def test_what_customers_would_say_is_asked_too():
    assert library()["O5"].text == "Our customers would say we deliver what we promise."


def test_what_kept_people_from_helping_a_customer_is_an_open_question():
    found = library()[ROADBLOCK]
    assert found.text == "What rule, hand-over or missing authority kept you from helping a customer?"
    assert (found.dimension, found.scale) == (Dimension.OPEN, Scale.TEXT)


def test_open_questions_are_answered_in_text_and_only_they():
    texts = {question.code for question in library().values() if question.scale is Scale.TEXT}
    assert texts == {question.code for question in of_dimension(Dimension.OPEN)}


def test_german_and_arabic_are_there():
    assert {"en", "de", "ar"} <= set(languages())


@mark.parametrize("language", languages())
def test_a_language_words_every_question_once_and_keeps_the_place_of_the_team(language):
    worded = {code: wording(code, language) for code in library()}
    assert {line.language for line in worded.values()} == {language}
    assert len({line.text for line in worded.values()}) == len(library())
    for code, line in worded.items():
        assert line.text == line.text.strip()
        assert line.text[-1] in ".?؟"
        assert line.text.count("{team}") == int(library()[code].names_a_team)
        assert line.text.count("{") == line.text.count("{team}")


@mark.parametrize("locale", ["de", "de_AT", "de-CH", "DE"])
def test_a_region_reads_its_language(locale):
    assert wording("E1", locale) == Wording("Ich kann selbst entscheiden, wie ich meine Arbeit mache.", "de")


@mark.parametrize("locale", ["xx", "", "../../etc", "en_GB"])
def test_an_unknown_language_reads_english_and_says_so(locale):
    assert wording("E1", locale) == Wording("I can decide how to get my work done.", "en")


def test_all_wordings_of_a_question_come_together():
    assert set(wordings("T1")) == set(languages())
    assert wordings("T1")["en"] == "When my manager makes a promise, it gets kept."


def test_an_unknown_code_is_an_error():
    with raises(KeyError):
        wording("X9", "de")


@mark.parametrize("language", languages())
def test_questions_are_short(language):
    assert max(len(wording(code, language).text.split()) for code in library()) <= 16


def test_texts_carry_no_product_of_a_closed_licence():
    text = " ".join(question.text for question in library().values())
    assert "Net Promoter" not in text
    assert "NPS" not in text
