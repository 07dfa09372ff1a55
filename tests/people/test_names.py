"""Which parts of a name a comment is warned about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.people.names import Where, fragments, mentions, watched


def texts(name: str) -> set[str]:
    return {fragment.text for fragment in fragments(name)}


def found(comment: str, name: str) -> bool:
    return bool(mentions(comment, watched([name])))


def test_each_part_of_three_letters_and_the_whole_name_are_looked_for():
    assert texts("Lea Diaz") == {"lea diaz", "lea", "diaz"}
    assert texts("Bo Li") == {"bo li"}


def test_ordinary_words_and_particles_count_only_within_the_whole_name():
    assert texts("Mark van der Berg") == {"mark van der berg"}
    assert not found("Mark my words", "Mark Young")
    assert found("I like mark YOUNG", "Mark Young")


@pytest.mark.parametrize(
    ("comment", "name"),
    [
        ("ask Müller!", "Nnamdi Müller-Lüdenscheidt"),
        ("ask muller", "Nnamdi Müller-Lüdenscheidt"),
        ("ask Mueller", "Nnamdi Müller-Lüdenscheidt"),
        ("LÜDENSCHEIDT again", "Nnamdi Müller-Lüdenscheidt"),
        ("o\u2019neill said so", "Lars O'Neill"),
        ("Yilmaz is late", "Beatriz Yılmaz"),
        ("Jose", "Jose\u0301 Decomposed"),
        ("soren knows", "Søren Rossi"),
        ("قلت للفارس", "عمر الفارس"),
        ("سألت وليلى", "ليلى حداد"),
        ("שאלתי את לנועה", "נועה לוי"),
        ("昨日小明说", "王小明"),
        ("田中さんは", "田中愛子"),
        ("민수가 늦었다", "김민수"),
    ],
)
def test_a_name_is_found_as_people_write_it(comment, name):
    assert found(comment, name)


@pytest.mark.parametrize(
    ("comment", "name"), [("the leaflet is wrong", "Lea Diaz"), ("Omaraner", "Omar Haddad"), ("", "Lea Diaz")]
)
def test_a_name_inside_another_word_is_none(comment, name):
    assert not found(comment, name)


def test_endings_and_particles_are_allowed_where_a_script_writes_them_on():
    assert {fragment.where for fragment in fragments("Lea Diaz")} == {Where.WHOLE}
    assert {fragment.where for fragment in fragments("נועה לוי")} == {Where.PREFIXED}
    assert {fragment.where for fragment in fragments("田中愛子")} == {Where.INSIDE}


def test_the_order_of_fragments_tells_nothing_about_the_order_of_people():
    words = [fragment.text for fragment in watched(["Omar Kim", "Lea Diaz"])]
    assert words == ["diaz", "kim", "lea", "lea diaz", "omar", "omar kim"]


@given(st.text(max_size=60))
def test_whatever_can_be_looked_for_is_found_in_the_name_itself(name):
    assert bool(fragments(name)) == found(name, name)
