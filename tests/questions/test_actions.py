"""The library comes in once; wordings are added and never changed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.questions import actions, queries
from pulse.questions.library import library as shipped
from pulse.questions.library import sensitive
from pulse.questions.models import Question, Version
from pulse.questions.offers import Draft
from tests._ground.voting import MONDAY, make_programme, open_round
from tests.questions.conftest import NOON


def versions():
    with transaction():
        return db.session.scalar(select(func.count()).select_from(Version))


def stocked():
    held = db.session.scalar(select(func.count()).select_from(Question).where(~Question.own)) or 0
    return held >= len(shipped())


def test_the_library_is_stocked_once(app):
    with transaction():
        assert not stocked()
        assert actions.stock(NOON) == len(shipped())
    with transaction():
        assert stocked()
        assert actions.stock(NOON) == 0
    assert versions() == len(shipped())


def test_a_new_wording_of_the_library_becomes_a_version(library):
    with transaction():
        db.session.execute(update(Version).values(texts={"en": "older words"}))
    with transaction():
        actions.stock(NOON)
    with transaction():
        found = queries.question("T1").versions
        assert [version.number for version in found] == [1, 2]
        assert found[0].texts == {"en": "older words"}


def test_own_questions_are_numbered(library, cast):
    for text in ("We listen.", "We laugh."):
        with transaction():
            actions.write(Draft("respect", "agree5", {"en": text, "de": " "}), by=cast.hana, now=NOON)
    with transaction():
        assert [(q.code, q.versions[0].texts) for q in queries.own()] == [
            ("X1", {"en": "We listen."}),
            ("X2", {"en": "We laugh."}),
        ]


def test_a_question_that_cannot_be_asked_is_refused(library, cast):
    with pytest.raises(Refusal), transaction():
        actions.write(Draft("respect", "agree5", {}), by=cast.hana, now=NOON)
    with transaction():
        assert queries.own() == []


def test_the_librarys_own_questions_keep_their_words(library, cast):
    with pytest.raises(Refusal, match="comparable"), transaction():
        actions.change_wording(
            queries.question("T1"), Draft("trust", "agree5", {"en": "Other"}), by=cast.hana, now=NOON
        )
    assert versions() == len(shipped())


def test_questions_that_name_a_team_are_not_on_offer(library):
    with transaction():
        offers = queries.offers("de")
    assert "S1" not in offers
    assert offers["T1"].text.startswith("Wenn meine Führungskraft")


def test_a_programme_that_asks_a_retired_question_goes_on(app, cast):
    make_programme(anchors=["X1"], rotation=[], extras=[])
    with transaction():
        actions.write_own(dimension="trust", scale="agree5", texts={"en": "Do we listen?"}, now=NOON)
        actions.retire(queries.question("X1"), by=cast.hana, now=NOON)
    opened = open_round(MONDAY + timedelta(hours=1, minutes=1))
    assert (opened.step, opened.questions.split(",")[0]) == ("open", "X1@1")


def test_what_the_library_calls_sensitive_is_marked_where_it_is_stocked_already(library):
    with transaction():
        db.session.execute(update(Question).values(sensitive=False))
    with transaction():
        assert actions.stock(NOON) == 0
    with transaction():
        marked = {code for code, question in queries.by_code().items() if question.sensitive}
        assert marked == sensitive() >= {"R8", "O2"}
        assert {code for code, offer in queries.offers("en").items() if offer.sensitive} == marked
