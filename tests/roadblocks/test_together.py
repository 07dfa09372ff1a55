"""Answers that say the same, and answers that become a promise: one public line, one promise, followed together."""

from datetime import timedelta

from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.promises.models import Promise
from tests.roadblocks.conftest import FIELDS, HANDOVER, OPENING, RULE
from tests.roadblocks.deciding import WORDS, become, decide, rows, undo


def both(asked):
    return asked.page("Support", f"/decide?answer={asked.id[RULE]}&answer={asked.id[HANDOVER]}")


def test_several_that_say_the_same_are_answered_together_and_shown_once(asked, lea, signed_in):
    assert lea.get(both(asked)).text.count("written-by") == 2
    assert decide(lea, both(asked)).status_code == 303
    page = signed_in(asked.support1).get(asked.page("Support")).text
    assert (page.count(WORDS), "still wait" in page) == (1, False)
    assert undo(lea, asked.answer("Support", RULE)).status_code == 303
    assert "still wait" in signed_in(asked.support1).get(asked.page("Support")).text
    assert lea.get(asked.page("Support", "/answers")).text.count('type="checkbox"') == 2


def test_one_that_came_later_is_the_same_as_one_that_was_answered(asked, lea, signed_in):
    decide(lea, asked.answer("Support", RULE))
    answer = decide(lea, asked.answer("Support", HANDOVER), "same", same=asked.id[RULE], words="", reason="")
    assert answer.status_code == 303
    assert signed_in(asked.support1).get("/roadblocks").text.count(WORDS) == 1
    chained = decide(lea, asked.answer("Support", RULE), "same", 1, same=asked.id[HANDOVER])
    assert chained.status_code == 422
    assert undo(lea, asked.answer("Support", HANDOVER)).status_code == 303
    assert "still wait" in signed_in(asked.support1).get(asked.page("Support")).text


def test_another_cannot_speak_for_one_unless_its_reader_may_read_both(asked, lea, reader):
    decide(reader(asked.hana), asked.answer("Acme", FIELDS))
    answer = decide(lea, asked.answer("Support", RULE), "same", same=asked.id[FIELDS])
    assert answer.status_code == 422
    ticked = asked.page("Support", f"/decide?answer={asked.id[RULE]}&answer={asked.id[FIELDS]}")
    assert lea.get(ticked).status_code == 404


def test_where_one_of_several_was_decided_meanwhile_none_is_written(asked, lea, reader):
    decide(reader(asked.hana, "Support"), asked.answer("Support", HANDOVER), "aside")
    assert decide(lea, both(asked)).status_code == 409
    assert [(row.uid, row.state) for row in rows()] == [(asked.id[HANDOVER], "aside")]


def test_those_that_go_with_a_promise_follow_it(asked, lea):
    decide(lea, both(asked), "promise", reason="")
    become(asked, "kept")
    page = lea.get(asked.page("Support", "/answers")).text
    assert page.count("Promised, and kept.") == 2
    assert len(db.session.scalars(select(Promise)).all()) == 1


def test_it_becomes_the_draft_of_a_promise_whose_words_are_the_public_ones(asked, lea, signed_in):
    answer = decide(lea, asked.answer("Support", RULE), "promise", reason="")
    promise = db.session.scalars(select(Promise)).one()
    assert answer.headers["Location"].endswith(f"/promises/{promise.uid}")
    assert (promise.text, promise.source) == (WORDS, f"roadblock:{asked.id[RULE]}")
    assert promise.team_id == asked.team["Support"].id
    assert "A promise is being written" in signed_in(asked.sales1).get("/roadblocks").text
    decide(lea, asked.answer("Support", RULE), "promise", 1, words="Two signatures", reason="")
    db.session.remove()
    assert len(db.session.scalars(select(Promise)).all()) == 1


def test_a_promise_that_was_made_is_followed_and_no_longer_taken_back(asked, lea, signed_in):
    decide(lea, asked.answer("Support", RULE), "promise", reason="")
    become(asked, "kept")
    page = signed_in(asked.sales1).get("/roadblocks").text
    assert "Promised, and kept." in page
    assert undo(lea, asked.answer("Support", RULE), 1).status_code == 422
    assert decide(lea, asked.answer("Support", RULE), revision=1).status_code == 422
    become(asked, "made", due=(OPENING - timedelta(days=9)).date())
    assert "That day is over." in signed_in(asked.sales1).get("/roadblocks").text


def test_a_draft_that_is_thrown_away_leaves_the_answer_waiting(asked, lea, signed_in):
    decide(lea, asked.answer("Support", RULE), "promise", reason="")
    with transaction():
        db.session.delete(db.session.scalars(select(Promise)).one())
    assert WORDS not in signed_in(asked.sales1).get("/roadblocks").text
    assert "Tick one, or several" in lea.get(asked.page("Support", "/answers")).text


def test_undoing_throws_the_draft_away(asked, lea):
    decide(lea, asked.answer("Support", RULE), "promise", reason="")
    assert undo(lea, asked.answer("Support", RULE), 1).status_code == 303
    assert db.session.scalars(select(Promise)).all() == []
