"""kill -9 between every two steps of opening, casting and sealing, and two processes that tick at once."""

import time
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from threading import BrokenBarrierError

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from pulse.audit.models import Entry
from pulse.ballots import queries as boxes
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.transactions import transaction
from pulse.outbox.models import Message
from pulse.rounds import actions, jobs, queries
from pulse.rounds.models import Round, Seat, Step
from pulse.tallies import actions as tallies
from pulse.tallies import queries as tables
from tests._ground.voting import invitation, make_programme
from tests.attacks._crashes import at_once, dies
from tests.attacks._crowd import OPENS, Crowd, gather, hire

pytestmark = pytest.mark.real_time
VOTERS = 9
LATER = jobs.LEASE + timedelta(minutes=1)


def hired(app):
    people = hire(VOTERS)
    make_programme()
    return people


def voted(app):
    """Let all but one vote."""
    crowd = gather(app, VOTERS)
    crowd.in_turn([person.id for person in crowd.people[:-1]])
    return crowd.opened, crowd.people, [receipt for _, receipt in crowd.log], crowd.told, crowd.tokens


def again(app, made) -> Crowd:
    """Return the crowd of a copied instance."""
    opened, people, _, told, tokens = made
    return Crowd(app, opened, people, told, tokens)


def advance(now: datetime) -> None:
    for ticks in range(2):
        jobs.advance(now + timedelta(minutes=ticks))


def published(uid):
    """Return the hashes of what is published, or None."""
    try:
        return tables.facts(uid)
    except NotFound:
        return None


def check_sealed(app, uid, receipts, before=None):
    """Every acknowledged ballot is counted exactly once, what was published stays, and nothing else is left."""
    assert queries.round_(uid).step == Step.SEALED.value
    assert boxes.receipts(uid) == sorted(receipts)
    facts = tables.facts(uid)
    assert (facts.ballots, facts.unreadable) == (len(receipts), 0)
    assert before in (None, facts)
    tallies.read_back(uid)
    counts = Counter()
    for cell in tables.cells(uid):
        counts[cell.question] += cell.n
    assert set(counts.values()) == {len(receipts)}
    assert boxes.waiting(uid) == 0
    folder = app.extensions["pulse.settings"].instance / "keys" / uid
    assert [path.name for path in folder.iterdir()] == ["sealed"]
    with transaction():
        assert db.session.scalar(select(func.count()).select_from(Seat)) == 0
        sealed = select(func.count()).where(Entry.did == "sealed", Entry.about == f"round:{uid}")
        assert db.session.scalar(sealed) == 1


def check_opened(people):
    """There is exactly one round, box and seats agree, everybody is invited once, and a vote works."""
    with transaction():
        rounds = list(db.session.scalars(select(Round)))
        seats = list(db.session.scalars(select(Seat)))
        invited = Counter(db.session.scalars(select(Message.person_id)))
    assert [opened.step for opened in rounds] == [Step.OPEN.value]
    opened = rounds[0]
    assert sorted(seat.person_id for seat in seats) == sorted(person.id for person in people)
    assert invited == Counter(person.id for person in people)
    box = boxes.box(opened.uid)
    assert box.fingerprint == opened.fingerprint
    assert Counter(seat.cohort for seat in seats) == {leaf["id"]: leaf["size"] for leaf in box.leaves}


@pytest.mark.timeout(300)
def test_a_seal_that_is_killed_anywhere_is_finished_and_counts_every_ballot_once(instances):
    fresh, made = instances(voted)
    opened, _, receipts, *_ = made
    for length in range(0, 200, 2):  # before each step; after it is before the next
        with fresh() as app:
            died = dies(app, lambda: advance(opened.closes_at), length)
            before = published(opened.uid)
            advance(opened.closes_at + LATER)
            check_sealed(app, opened.uid, receipts, before)
        if not died:
            break
    assert length >= 2 * 13, "the fuse has missed steps"


@pytest.mark.timeout(300)
def test_a_publication_that_forgot_it_was_made_would_never_be_finished(instances, monkeypatch):
    fresh, made = instances(voted)
    opened, _, receipts, *_ = made
    monkeypatch.setattr(tallies, "_is_counted", lambda uid: False)
    broken = 0
    for length in range(0, 200, 2):
        with fresh() as app:
            died = dies(app, lambda: advance(opened.closes_at), length)
            try:
                advance(opened.closes_at + LATER)
                check_sealed(app, opened.uid, receipts)
            except (AssertionError, IntegrityError):
                broken += 1
                break
        if not died:
            break
    assert broken


def test_a_cast_that_is_killed_is_not_acknowledged_and_counts_once_when_it_is_sent_again(instances):
    fresh, made = instances(voted)
    opened, people, receipts, *_ = made
    for length in range(20):
        with fresh() as app:
            crowd = again(app, made)
            held = crowd.collect(people[-1].id)
            posted = crowd.ballot(held)
            died = dies(app, partial(post, crowd, posted), length)
            assert post(crowd, posted) == 204
            advance(opened.closes_at)
            check_sealed(app, opened.uid, [*receipts, held.receipt])
        if not died:
            break
    assert length == 2  # before the commit, after it, and not at all


def post(crowd, posted):
    return crowd.app.test_client().post("/ballot", json=posted).status_code


def test_an_acknowledged_vote_survives_a_process_that_dies_right_after(instances):
    fresh, made = instances(voted)
    opened, people, receipts, *_ = made
    with fresh() as app:
        crowd = again(app, made)
        held = crowd.collect(people[-1].id)
        posted = crowd.ballot(held)
        assert not dies(app, partial(post, crowd, posted), 99)
        advance(opened.closes_at)
        check_sealed(app, opened.uid, [*receipts, held.receipt])


@pytest.mark.timeout(300)
def test_an_opening_that_is_killed_anywhere_is_finished_and_invites_everybody_once(instances):
    fresh, people = instances(hired)
    for length in range(0, 200, 2):
        with fresh() as app:
            died = dies(app, lambda: advance(OPENS), length)
            advance(OPENS + LATER)
            check_opened(people)
        if not died:
            break
    with fresh() as app:
        dies(app, lambda: advance(OPENS), 8)
        advance(OPENS + LATER)
        crowd = again_opened(app, people)
        crowd.in_turn([person.id for person in people])
        advance(crowd.opened.closes_at)
        check_sealed(app, crowd.opened.uid, [receipt for _, receipt in crowd.log])
    assert length >= 2 * 8, "the fuse has missed steps"


def again_opened(app, people):
    opened = queries.rounds()[0]
    told = app.test_client().get(f"/rounds/{opened.uid}/pulse.json").json
    return Crowd(app, opened, people, told, {person.id: invitation(opened, person) for person in people})


def meeting(monkeypatch, *places):
    """Let two processes wait for each other wherever they enter one of these functions."""
    for module, name in places:
        gate, original = get_context("fork").Barrier(2), getattr(module, name)
        monkeypatch.setattr(module, name, partial(_met, gate, original))


def _met(gate, original, *arguments, **more):
    with suppress(BrokenBarrierError):
        gate.wait(3)  # who is alone goes on
    return original(*arguments, **more)


def test_two_processes_that_tick_at_once_open_one_round_and_invite_everybody_once(instances, monkeypatch):
    fresh, people = instances(hired)
    meeting(monkeypatch, (jobs, "_announce"), (jobs, "claim"))
    with fresh() as app:
        assert at_once(app, [lambda: jobs.advance(OPENS)] * 2) == [0, 0]
        check_opened(people)


def test_without_the_key_of_occurrences_two_processes_announce_two_rounds(instances, monkeypatch, databases):
    if databases.kind == "sqlite":
        pytest.skip("one process at a time writes to SQLite: there is nothing to take away")
    fresh, _ = instances(hired)
    meeting(monkeypatch, (actions, "announce"))
    with fresh() as app:
        with transaction():
            db.session.execute(text("ALTER TABLE round DROP CONSTRAINT uq_round_programme_id"))
        at_once(app, [lambda: jobs.announce_due(OPENS)] * 2)
        with transaction():
            assert db.session.scalar(select(func.count()).select_from(Round)) == 2


def test_two_processes_that_seal_at_once_publish_once(instances, monkeypatch):
    fresh, made = instances(voted)
    opened, _, receipts, *_ = made
    meeting(monkeypatch, (jobs, "claim"))
    with fresh() as app:
        assert at_once(app, [lambda: jobs.advance(opened.closes_at)] * 2) == [0, 0]
        check_sealed(app, opened.uid, receipts)


def overtaken(app, monkeypatch):
    """One process stops while it opens a round; when its lease is over another one takes the round."""
    made, taken = (get_context("fork").Barrier(2) for _ in range(2))

    def slow():
        monkeypatch.setattr(actions, "_seat", partial(_met, made, partial(_met, taken, actions._seat)))
        jobs.advance(OPENS)

    def quick():
        made.wait(9)
        monkeypatch.setattr(actions, "_seat", partial(_met, taken, partial(_slept, actions._seat)))
        jobs.advance(OPENS + LATER)

    return at_once(app, [slow, quick])


def _slept(original, *arguments):
    time.sleep(0.5)  # the other one ends first
    return original(*arguments)


def test_a_process_that_outlives_its_lease_does_no_harm(instances, monkeypatch):
    fresh, people = instances(hired)
    with fresh() as app:
        assert overtaken(app, monkeypatch) == [0, 0]
        check_opened(people)


def test_without_the_lock_on_the_row_it_leaves_a_box_that_nobody_can_cast_into(instances, monkeypatch, databases):
    if databases.kind == "sqlite":
        pytest.skip("one process at a time writes to SQLite: there is nothing to take away")
    fresh, people = instances(hired)
    found = db.session.get
    monkeypatch.setattr(db.session, "get", lambda model, key, with_for_update=False: found(model, key))
    with fresh() as app:
        overtaken(app, monkeypatch)
        with pytest.raises(AssertionError):
            check_opened(people)
