"""The ledger: what is in it follows from nothing else, nothing in it changes, and nobody can fork it."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pulse.admin.erasing_actions import erase_person
from pulse.admin.queries import own_data
from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.promises import actions, chain, queries
from pulse.promises.models import Entry, Promise
from pulse.promises.state import fold
from pulse.promises.terms import Changed, Deed, State
from tests.promises.promising import DUE, NOON, drafted, found, heard, kinds, past, promised, say

LATER = date(2026, 4, 30)
REOPENED_UNTIL = date(2026, 5, 18)  # two weeks after somebody took back that it was settled
CHANGES = (
    "UPDATE promise_entry SET payload = '{}'",
    "UPDATE promise_entry SET at = at WHERE number = 1",
    "DELETE FROM promise_entry",
    "DELETE FROM promise_entry WHERE number = 2",
)
SLIPPED_IN = """
    INSERT {more} INTO promise_entry (number, promise_uid, at, by_uid, kind, payload, previous, hash)
    SELECT {number}, promise_uid, at, by_uid, kind, '{{}}', {previous}, {hash} FROM promise_entry WHERE number = 1
"""


def whole_story(cast) -> str:
    """Walk one promise through everything that can be said of it; return its uid."""
    uid = promised(cast.support, cast.lea, said="The van is always away.").uid
    say(uid, Deed.PROGRESS, cast.lea, words="Ordered.")
    with transaction():
        actions.break_when_due(found(uid), now=NOON + timedelta(days=30))
    with transaction():
        changed = Changed("A second van by May", "It stands in the yard.", LATER, "The maker is late.")
        one = found(uid)
        actions.renegotiate(one, changed, by=cast.lea, revision=one.revision, now=NOON + timedelta(days=31))
    say(uid, Deed.KEPT, cast.lea, now=NOON + timedelta(days=40))
    heard(uid, 2, 3, 5, now=NOON + timedelta(days=60))
    with transaction():
        one = found(uid)
        actions.hand(
            one, cast.omar, "He drives it.", by=cast.hana, revision=one.revision, now=NOON + timedelta(days=61)
        )
    say(uid, Deed.PARTLY, cast.omar, words="Two days a week.", now=NOON + timedelta(days=62))
    say(uid, Deed.REOPENED, cast.hana, words="Not yet.", now=NOON + timedelta(days=63))
    say(uid, Deed.DROPPED, cast.omar, words="No parking space.", now=NOON + timedelta(days=64))
    return uid


STORY = [
    "made",
    "progress",
    "broken",
    "renegotiated",
    "kept",
    "heard",
    "handed",
    "partly",
    "reopened",
    "dropped",
]


def same_as_the_fold(one: Promise) -> bool:
    """Compare a row with what its entries amount to."""
    standing = fold(queries.said(entry) for entry in queries.entries(one))
    assert standing is not None
    copied = {name: getattr(one, name) for name in ("text", "said", "proof", "due", "first_due", "made_on")}
    copied |= {"settled_on": one.settled_on, "word": one.word, "state": State(one.state)}
    copied["source"] = one.source.split(":")[0] if one.source.startswith("remark") else one.source
    return {**standing.__dict__} == copied | {"team": one.team.uid, "owner": one.owner_uid}


def test_a_promise_s_row_is_what_the_ledger_says_after_every_deed(app, cast):
    uid = whole_story(cast)
    assert kinds(uid) == STORY
    one = found(uid)
    assert same_as_the_fold(one)
    assert (one.state, one.due, one.first_due, one.text) == ("dropped", REOPENED_UNTIL, DUE, "A second van by May")
    one.due = LATER + timedelta(days=1)
    assert not same_as_the_fold(one)


def test_the_chain_of_the_whole_company_holds(app, cast):
    whole_story(cast)
    promised(cast.field, cast.hana)
    assert [entry["number"] for entry in past()] == [*range(1, 12)]
    assert chain.fault(past()) is None


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_the_past(app, cast, statement):
    whole_story(cast)
    before = past()
    with pytest.raises(DatabaseError, match="only be added to"), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert past() == before


def test_the_database_refuses_to_empty_the_ledger_at_once(app, cast):
    promised(cast.support, cast.lea)
    if db.engine.dialect.name != "postgresql":
        return  # SQLite has no such statement: its DELETE is refused above
    with pytest.raises(DatabaseError, match="only be added to"), db.engine.begin() as connection:
        connection.execute(text("TRUNCATE promise_entry"))


@pytest.mark.parametrize(
    ("number", "previous", "hashed"),
    [
        ("2", "'x'", "'y'"),  # in place of a later one
        ("99", "'x'", "'y'"),  # after a gap
        ("(SELECT max(number) + 1 FROM promise_entry)", "'x'", "'y'"),  # out of the chain
        (
            "(SELECT max(number) + 1 FROM promise_entry)",
            "(SELECT hash FROM promise_entry ORDER BY number DESC LIMIT 1)",
            "(SELECT hash FROM promise_entry WHERE number = 3)",
        ),
    ],
)
def test_the_database_refuses_an_entry_that_does_not_follow_the_last_one(app, cast, number, previous, hashed):
    whole_story(cast)
    before = past()
    more = "OR REPLACE" if db.engine.dialect.name == "sqlite" else ""
    statement = SLIPPED_IN.format(more=more, number=number, previous=previous, hash=hashed)
    with pytest.raises(DatabaseError, match="does not follow"), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert past() == before


def test_writers_at_once_add_to_one_chain(app, cast):
    uids = [promised(team, cast.hana).uid for team in (cast.support, cast.field, cast.finance, cast.operations)]
    together = Barrier(len(uids))

    def write(uid: str) -> None:
        with app.app_context():
            together.wait(10)
            for _ in range(5):
                say(uid, Deed.PROGRESS, cast.hana)

    db.session.rollback()  # this thread writes no more
    with ThreadPoolExecutor(len(uids)) as threads:
        assert list(threads.map(write, uids, timeout=60)) == [None] * len(uids)
    assert len(past()) == len(uids) * 6
    assert chain.fault(past()) is None


@pytest.mark.real_time
def test_two_processes_that_meet_break_each_promise_once(app, cast):
    for team in (cast.support, cast.field, cast.finance, cast.operations):
        promised(team, cast.hana)
    given = settings()
    given.instance.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PULSE_PEOPLE_URL": given.people_url,
        "PULSE_BALLOTS_URL": given.ballots_url,
        "PULSE_SECRET_KEY": given.secret_key,
    }
    db.session.rollback()
    command = [sys.executable, "-m", "tests.promises.ticker", str(given.instance)]
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert sorted(str(entry["kind"]) for entry in past()) == ["broken"] * 4 + ["made"] * 4
    assert chain.fault(past()) is None


def test_who_saves_on_an_older_revision_changes_nothing(app, cast):
    one = promised(cast.support, cast.lea)
    uid, seen = one.uid, one.revision
    say(uid, Deed.PROGRESS, cast.lea)
    with pytest.raises(Conflict, match="Somebody was faster"), transaction():
        actions.say(found(uid), Deed.DROPPED, "No money.", by=cast.hana, revision=seen, now=NOON)
    assert kinds(uid) == ["made", "progress"]


def test_nothing_is_said_of_a_settled_promise_but_that_it_is_open_again(app, cast):
    uid = promised(cast.support, cast.lea).uid
    say(uid, Deed.KEPT, cast.lea)
    for deed in (Deed.KEPT, Deed.PARTLY, Deed.DROPPED, Deed.PROGRESS, Deed.MADE, Deed.BROKEN, Deed.HEARD):
        with pytest.raises(Refusal):
            say(uid, deed, cast.lea)
    assert say(uid, Deed.REOPENED, cast.lea).state == State.REOPENED


def test_a_draft_has_no_past_and_can_be_thrown_away(app, cast):
    one = drafted(cast.support, cast.lea)
    assert past() == []
    with transaction():
        actions.discard(found(one.uid), revision=one.revision)
    assert db.session.query(Promise).count() == 0
    made = promised(cast.support, cast.lea)
    with pytest.raises(Refusal, match="made already"), transaction():
        actions.discard(found(made.uid), revision=made.revision)


def test_erasing_people_leaves_the_ledger_whole(app, cast):
    uid = whole_story(cast)
    draft = drafted(cast.support, cast.lea).uid
    with transaction():
        actions.follow(found(uid), cast.lea)
    before = past()
    assert len(own_data(cast.lea)["promises"]["ledger"]) == 4  # type: ignore[index]
    with transaction():
        erase_person(db.session.merge(cast.lea), by=None)
        erase_person(db.session.merge(cast.omar), by=None)
    assert past() == before
    assert "Lea" not in str(before)
    assert "Omar" not in str(before)
    assert db.session.query(Promise).filter_by(uid=draft).count() == 0
    assert same_as_the_fold(found(uid))
    assert found(uid).owner is None


def test_every_entry_names_people_by_uid_alone(app, cast):
    whole_story(cast)
    known = {cast.lea.uid, cast.omar.uid, cast.hana.uid, ""}
    assert {entry.by_uid for entry in db.session.query(Entry)} == known
