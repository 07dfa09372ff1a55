"""Hana reads the library, adds questions of her own and rewords them."""

import pytest
from sqlalchemy import func, select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.questions import queries
from pulse.questions.models import Version

OWN = {"dimension": "respect", "scale": "agree5", "en": "We listen.", "de": "Wir hören zu.", "ar": ""}


@pytest.fixture
def hana(library, cast, signed_in):
    """Hana's browser."""
    return signed_in(cast.hana)


def count(model) -> int:
    with transaction():
        return db.session.scalar(select(func.count()).select_from(model))


def test_the_library_is_shown_by_what_its_questions_are_about(hana):
    page = hana.get("/questions").text
    assert "When my manager makes a promise, it gets kept." in page
    assert "{team}" not in page


def test_nobody_but_hr_reads_or_writes_questions(cast, library, signed_in):
    for person in (cast.lea, cast.omar, cast.ada):
        browser = signed_in(person)
        assert [browser.get(page).status_code for page in ("/questions", "/questions/new", "/questions/T1")] == [
            403
        ] * 3
        assert browser.post("/questions/new", data=OWN).status_code == 403
    assert queries.own() == []


def test_an_own_question_is_added_and_reworded(hana):
    assert hana.post("/questions/new", data=OWN).location == "/questions/X1"
    assert "We listen." in hana.get("/questions").text
    assert hana.post("/questions/X1", data={**OWN, "en": "We really listen."}).status_code == 303
    page = hana.get("/questions/X1").text
    assert "Version 1" in page
    assert "Version 2" in page
    with transaction():
        found = queries.question("X1").versions
        assert [version.texts["en"] for version in found] == ["We listen.", "We really listen."]
        did = db.session.scalars(select(Entry.did).order_by(Entry.id)).all()
    assert did == ["wrote-question", "reworded-question"]


def test_a_question_of_hrs_own_may_be_sensitive(hana):
    hana.post("/questions/new", data=OWN)
    hana.post("/questions/new", data=OWN | {"sensitive": "y"})
    assert [queries.by_code([code])[code].sensitive for code in ("X1", "X2")] == [False, True]


def test_the_same_words_again_make_no_version(hana):
    hana.post("/questions/new", data=OWN)
    before = (count(Version), count(Entry))
    assert hana.post("/questions/X1", data=OWN).status_code == 303
    assert (count(Version), count(Entry)) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"en": "", "de": ""}, "at least one language"),
        ({"en": "x" * 301}, "at most 300 characters"),
        ({"scale": "text"}, "must be an open question"),
        ({"dimension": "open"}, "must be answered in own words"),
        ({"dimension": "mood"}, "Not a valid choice"),
        ({"scale": ""}, "Not a valid choice"),
        ({"de": "{team}"}, "must not contain braces"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(hana, typed, sentence):
    before = (count(Version), count(Entry))
    answer = hana.post("/questions/new", data={**OWN, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (count(Version), count(Entry)) == before


def test_the_librarys_questions_have_no_form(hana):
    page = hana.get("/questions/T1").text
    assert "keep their words" in page
    assert "<textarea" not in page
    assert hana.post("/questions/T1", data=OWN).status_code == 422
    assert hana.get("/questions/nowhere").status_code == 404


def test_an_own_question_is_retired_and_offered_again(hana):
    hana.post("/questions/new", data=OWN)
    assert hana.post("/questions/X1/retire").location == "/questions/X1"
    assert "Retired" in hana.get("/questions").text
    assert "Since" in hana.get("/questions/X1").text
    with transaction():
        assert "X1" not in queries.offers("en")
        assert queries.offers("en", keep={"X1"})["X1"].retired
    assert hana.post("/questions/X1/bring-back").status_code == 303
    assert "Retired" not in hana.get("/questions").text
    with transaction():
        assert not queries.offers("en")["X1"].retired
        did = db.session.scalars(select(Entry.did).order_by(Entry.id)).all()
    assert did == ["wrote-question", "retired-question", "brought-back-question"]


def test_retiring_twice_leaves_one_entry_in_the_trail(hana):
    hana.post("/questions/new", data=OWN)
    for _ in range(2):
        assert hana.post("/questions/X1/retire").status_code == 303
    assert count(Entry) == 2


def test_the_librarys_questions_are_not_retired(hana):
    answer = hana.post("/questions/T1/retire")
    assert answer.status_code == 422
    assert "cannot be retired" in answer.text


def test_nobody_but_hr_retires_a_question(hana, cast, signed_in):
    hana.post("/questions/new", data=OWN)
    for person in (cast.lea, cast.omar, cast.ada):
        browser = signed_in(person)
        assert browser.post("/questions/X1/retire").status_code == 403
        assert browser.post("/questions/X1/bring-back").status_code == 403
    with transaction():
        assert queries.question("X1").retired_at is None
