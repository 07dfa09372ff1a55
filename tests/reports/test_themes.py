"""Themes: told by stems of words, counted in one comment cell at a time, named from five."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.reports.themes import LANGUAGES, Theme, _words, counted, named, themes_of

W, T, P = ({theme} for theme in (Theme.WORKLOAD, Theme.TOOLS, Theme.PAY))


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("Weekend SHIFTS are shared out unfairly.", {Theme.PLANNING, Theme.FAIRNESS}),
        ("Too many tools, too little time to learn them.", {Theme.TOOLS, Theme.TRAINING}),
        ("Die Schichtplanungen sind ungerecht.", {Theme.PLANNING, Theme.FAIRNESS}),
        ("Zu viele Ueberstunden", {Theme.WORKLOAD}),
        ("Wir verstehen die Entscheidungen der Geschäftsführung nicht.", {Theme.DECISIONS, Theme.LEADERSHIP}),
        ("Of course we allowed it.", set()),
        ("", set()),
        ("نعم", set()),
    ],
)
def test_a_comment_speaks_of_what_its_words_say(text, themes):
    assert themes_of(text) == themes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_theme_has_words_of_its_own_in_every_language(language):
    words = _words(language)
    assert {theme for theme, _word in words} == set(Theme)
    assert {word: themes_of(word) for theme, word in words if len(themes_of(word)) != 1} == {}
    assert all(theme in themes_of(word.upper()) for theme, word in words)


def test_a_theme_is_named_from_five_comments_of_one_cell():
    assert counted([W] * 4 + [T] * 5) == {Theme.TOOLS: 5}
    assert named([[W] * 4, [W] * 4]) == {}
    assert named([[W] * 4, [W] * 6, [P] * 9]) == {Theme.PAY: 9, Theme.WORKLOAD: 6}


cells = st.lists(st.lists(st.frozensets(st.sampled_from([*Theme][:3])), max_size=12), max_size=4)


@given(cells, st.randoms())
def test_neither_the_order_of_comments_nor_whose_they_are_makes_a_difference(found, random):
    shuffled = [random.sample(cell, len(cell)) for cell in found]
    assert named(shuffled) == named(found)
    assert all(count >= 5 for count in named(found).values())
    assert set(named(found)) <= set(chain.from_iterable(chain.from_iterable(found)))
