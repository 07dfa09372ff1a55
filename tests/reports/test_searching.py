"""Searching comments: whole words and beginnings, whatever case and accents; nothing odd breaks it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulse.reports.searching import LONGEST, MOST, Piece, pieces, terms


def hits(text, asked):
    found = pieces(text, terms(asked))
    return None if found is None else [piece.text for piece in found if piece.hit]


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("stock", "The STOCK list is wrong.", ["STOCK"]),
        ("sto li", "The stock list is wrong.", ["stock", "list"]),
        ("ock", "The stock list is wrong.", None),
        ("stock price", "The stock list is wrong.", None),
        ("uberlastet", "Wir sind überlastet.", ["überlastet"]),
        ("ÜBERLASTET", "Wir sind u\u0308berlastet.", ["u\u0308berlastet"]),
        ("strasse", "In der Straße", ["Straße"]),
        ("don't", "I don't know", ["don", "t"]),
        ("24/7", "open 24/7", ["24", "7"]),
        ("راتب", "نتحدث عن الراتب كثيرا", ["الراتب"]),
        ("راتب", "والراتُب قليل", ["والراتُب"]),
        ("تب", "الراتب", None),
        ("残業", "毎日残業が多い", ["毎日残業が多い"]),
    ],
)
def test_words_are_found_from_their_beginning(asked, text, found):
    assert hits(text, asked) == found


def test_without_a_word_everything_is_found():
    assert terms(" ?! ") == ()
    assert pieces("Anything.", ()) == (Piece("Anything."),)


def test_a_search_is_read_so_far_and_no_further():
    assert len(terms(" ".join(f"w{n}" for n in range(50)))) == MOST
    assert max(map(len, terms("x" * 5000))) == LONGEST


@given(st.text(max_size=200), st.text(max_size=60))
@example("ß", "s")
@example("İstanbul", "istanbul")
@example("x\u0301\u0301", "x")
def test_the_pieces_joined_are_the_comment_to_the_letter(text, asked):
    found = pieces(text, terms(asked))
    assert found is None or "".join(piece.text for piece in found) == text


@given(st.text(min_size=1, max_size=60))
def test_a_comment_is_found_by_its_own_first_words(text):
    assert pieces(text, terms(text)) is not None
