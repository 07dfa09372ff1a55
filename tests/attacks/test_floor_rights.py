"""Rights of a hall in wrong hands: used twice, forged, for another slot, hall or act, too late; and what is logged."""

import io
from datetime import timedelta
from itertools import product

import pytest

from pulse.ballots import credentials
from pulse.ballots.wire import to_text
from pulse.base import logs
from pulse.base.db import db
from pulse.base.transactions import walled
from pulse.floor import actions as floor
from pulse.floor import guest, queries, tally
from pulse.floor.rights import signed
from pulse.people.models import Person
from pulse.townhalls import snapshot_queries
from tests._ground.halls import Guest, handle, make_hall
from tests.attacks._halls import Hall, right
from tests.attacks._thief import found_in

ADDRESS, FORWARDED = "203.0.113.77", "198.51.100.23"
WORDS = "Why was the late shift moved?"


@pytest.fixture
def hall(app, cast):
    return Hall(app, cast, people=9)


@pytest.fixture
def slot(hall):
    return hall.ask(1)[0]


def votes(hall):
    with walled() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM floor_vote").scalar()


def post(hall, said, what="votes"):
    return hall.client.post(f"/halls/{hall.uid}/{what}", json=said).status_code


def test_a_right_is_one_vote_however_it_is_sent(hall, slot):
    held = right(hall.uid, f"vote-{slot}")
    said = guest.vote(hall.uid, slot, held)
    other_spelling = said | {"text": "again", "right": 2, "voter": "x"}
    assert [post(hall, each) for each in (said, said, other_spelling)] == [204, 204, 204]
    assert votes(hall) == 1
    assert post(hall, guest.vote(hall.uid, slot, right(hall.uid, f"vote-{slot}"))) == 204  # the control: a second right
    assert votes(hall) == 2


def test_a_right_of_another_slot_is_refused(hall, slot):
    other = hall.ask(2)[1]
    held = right(hall.uid, f"vote-{other}")
    as_it_is = guest.vote(hall.uid, slot, held)
    signed_for_the_other = guest.vote(hall.uid, other, held) | {"slot": slot}
    assert [post(hall, each) for each in (as_it_is, signed_for_the_other)] == [403, 403]
    assert post(hall, guest.vote(hall.uid, other, held)) == 204  # the control: where it belongs


def test_a_right_of_another_hall_is_refused(hall, slot, cast):
    other = make_hall(cast.support)
    assert post(hall, guest.vote(hall.uid, slot, right(other.uid, f"vote-{slot}"))) == 403


def test_a_right_to_ask_is_no_vote_and_a_right_to_vote_no_question(hall, slot):
    asking, voting = right(hall.uid, "ask-1"), right(hall.uid, f"vote-{slot}")
    assert post(hall, guest.vote(hall.uid, slot, asking)) == 403
    assert post(hall, guest.ask(hall.uid, 1, voting, WORDS), "questions") == 403
    as_a_vote = credentials.mac(asking.secret, signed("vote", hall.uid, "ask-1"))
    said = guest.ask(hall.uid, 1, asking, WORDS)
    assert post(hall, said | {"mac": to_text(as_a_vote)}, "questions") == 403
    assert post(hall, said, "questions") == 200


def test_a_forged_right_is_refused(hall, slot):
    made_up = guest.Right(b"n" * 32, b"s" * 64)
    assert post(hall, guest.vote(hall.uid, slot, made_up)) == 403
    assert votes(hall) == 0


def test_a_vote_after_the_close_is_refused(hall, slot):
    said = guest.vote(hall.uid, slot, right(hall.uid, f"vote-{slot}"))
    assert post(hall, said) == 204
    floor.close_floor(hall.uid)
    assert post(hall, said) == 410
    assert votes(hall) == 0


def test_what_is_too_large_is_not_read(hall):
    held = right(hall.uid, "ask-1")
    assert post(hall, guest.ask(hall.uid, 1, held, "x" * 10_000), "questions") == 400
    assert post(hall, guest.ask(hall.uid, 1, held, WORDS), "questions") == 200


def shown(hall):
    """Every tally in the snapshot and behind the moderators' page."""
    seen = Guest.look(hall).get_json()["questions"]
    return [each.get("votes") for each in seen], [each.votes for each in queries.questions(hall.uid)]


@pytest.fixture
def at_once(monkeypatch):
    """Make each snapshot anew."""
    monkeypatch.setattr(snapshot_queries, "LASTS", timedelta())


@pytest.fixture
def watched(hall, slot, at_once):
    """Vote five times; return what was shown after each vote."""
    hall.plain = hall.client

    def watch():
        told = []
        for _ in range(5):
            assert post(hall, guest.vote(hall.uid, slot, right(hall.uid, f"vote-{slot}"))) == 204
            told.append(shown(hall))
        return told

    return watch


def test_a_tally_under_five_is_never_shown(watched):
    assert watched() == [([None], [None])] * 4 + [([[5, 5]], [5])]


def test_without_the_threshold_each_vote_is_seen(watched, monkeypatch):
    monkeypatch.setattr(tally, "AT_LEAST", 1)
    assert watched()[0] == ([[1, 1]], [1])


def test_merging_tells_nothing_of_a_tally_under_five():
    for large, small, other in product((0, 4, 5, 9), range(5), range(5)):
        here, there = ([tally.said(votes) for votes in (large, few)] for few in (small, other))
        assert tally.merged(here, 100) == tally.merged(there, 100)
    assert tally.merged([12, 5], 100) == tally.Tally(12, 17)
    assert tally.merged([12, 5], 14) == tally.Tally(12, 14)
    assert tally.merged([4, 4], 100) is None


def test_a_question_that_was_merged_shows_a_range(hall, slot, at_once):
    other = hall.ask(2)[1]
    for each, count in ((slot, 7), (other, 6)):
        for _ in range(count):
            post(hall, guest.vote(hall.uid, each, right(hall.uid, f"vote-{each}")))
    first, second = (next(q.id for q in queries.questions(hall.uid) if q.slot == each) for each in (slot, other))
    handle(hall.hall, second, "new", merged_into=first)
    hall.plain = hall.client
    top = next(each for each in Guest.look(hall).get_json()["questions"] if each["id"] == first)
    assert (top["votes"], top["parts"]) == ([7, 13], [second])


@pytest.fixture
def logged(app, hall, slot):
    """Enter, ask, vote and look; return the log and what must not stand there."""

    def act():
        log = io.StringIO()
        logs.configure(stream=log)
        omar = Guest(app, hall.hall, db.session.get(Person, hall.people[0]))
        places = {"REMOTE_ADDR": ADDRESS, "HTTP_X_FORWARDED_FOR": FORWARDED}
        omar.plain.environ_base |= places
        omar.signed_in.environ_base |= places
        assert omar.enter() == 200
        assert (omar.ask(WORDS).status_code, omar.vote(slot), omar.look().status_code) == (200, 204, 200)
        assert omar.post_vote({"slot": slot}) == 422
        planted = {"nonce": omar.rights["ask-0"].nonce, "secret": omar.rights["ask-0"].secret, "words": WORDS.encode()}
        planted |= {"vote": omar.rights[f"vote-{slot}"].nonce, "hall": hall.uid.encode()}
        planted |= {"blinded": omar.batch[0].blinded, "address": ADDRESS.encode(), "forwarded": FORWARDED.encode()}
        return log.getvalue(), planted

    return act


def test_nothing_of_what_people_do_in_a_hall_is_logged(logged):
    log, planted = logged()
    assert found_in({"log": log.encode()}, planted) == {}
    assert "live." not in log


def test_without_quiet_routes_the_log_tells_when_each_acted(logged, monkeypatch):
    monkeypatch.setattr(logs, "QUIET", frozenset())
    log, _ = logged()
    assert all(f"live.{act}" in log for act in ("enter", "ask", "vote", "snapshot"))
