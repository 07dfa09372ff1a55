"""Names in their reader's order, and as they are searched."""

import pytest

from pulse.base.alphabet import key, place, spelling

LATIN = ["Åsa Berg", "Bob Stone", "Émile Roux", "Emma Fox", "Łukasz Nowak", "Luz Vega", "Özlem Kaya", "Pia Roth"]
ARABIC = ["أحمد علي", "باسم نور", "ياسر حداد"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_letters_with_marks_stand_where_the_bare_letter_stands(language):
    assert sorted([*ARABIC[::-1], *LATIN[::-1]], key=lambda name: place(name, language)) == LATIN + ARABIC


def test_who_reads_arabic_finds_arabic_names_first():
    assert sorted([*LATIN[::-1], *ARABIC[::-1]], key=lambda name: place(name, "ar")) == ARABIC + LATIN


def test_names_that_differ_by_accents_alone_stand_side_by_side():
    given = ["Müller, Zoe", "Muller", "Müller", "Mulner", "MULLER"]
    assert sorted(given, key=lambda name: place(name, "de"))[:3] == ["MULLER", "Muller", "Müller"]


@pytest.mark.parametrize("said", ["O'Brien", "O’Brien", "o`brien", "OBrien", "O\u02bcBRIEN"])
def test_whichever_apostrophe_a_name_is_the_same(said):
    assert key(said) == "obrien"


@pytest.mark.parametrize(
    ("name", "filed"), [("Anne-Marie  Strauß", "anne marie strauss"), ("Søren Þór", "soren thor"), ("", ""), ("…", "")]
)
def test_a_name_is_filed_by_bare_letters(name, filed):
    assert key(name) == filed


def test_a_key_fits_its_column_whatever_the_name():
    assert len(key("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 200)) == 200


@pytest.mark.parametrize("other", ["NORTHWIND GmbH", "northwind gmbh", " Northwind\u00a0 GmbH "])
def test_case_and_blanks_make_no_other_spelling(other):
    assert spelling(other) == spelling("Northwind GmbH")


def test_accents_are_letters_of_a_spelling():
    assert spelling("Müller") != spelling("Muller")
