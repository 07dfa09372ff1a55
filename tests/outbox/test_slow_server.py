"""A mail server that takes its time: it holds up no round, and nobody else takes the mails it is being given."""

import time
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select

from pulse import scheduler
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, jobs, lease_jobs
from pulse.outbox.models import Message
from pulse.people.models import Person

pytestmark = pytest.mark.real_time
PATIENCE = 30.0  # seconds until a test gives up


@pytest.fixture
def posted(greeting, by_smtp, cast):
    """A mail to everybody."""
    with transaction():
        people = list(db.session.scalars(select(Person.id)))
        return actions.post_many("greeting", people, about="round:1", due_at=clock.now() - timedelta(minutes=1))


@pytest.fixture
def beside(app):
    """Run something in another thread of this process; the mail server answers at the end in any case."""
    begun = []

    def start(work, *arguments):
        def in_context():
            with app.app_context():
                work(*arguments)

        begun.append(Thread(target=in_context))
        begun[-1].start()
        return begun[-1]

    yield start
    for each in begun:
        each.join(PATIENCE)


def wait_until(true):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return False


def leases():
    found = list(db.session.scalars(select(Message.leased_until).where(Message.leased_until.is_not(None))))
    db.session.rollback()
    return found


def test_sending_stops_at_its_bound_and_goes_on_with_the_next_turn(posted, by_smtp):
    by_smtp.slow = 0.1
    first = jobs.deliver(clock.now(), seconds=0.25)
    assert (first.claimed, first.reachable) == (posted, True)
    assert 0 < first.sent < posted
    assert leases() == []
    by_smtp.slow = 0.0
    assert jobs.deliver(clock.now()).sent == posted - first.sent


def test_the_heartbeat_does_not_wait_for_mails(posted, by_smtp, app, beside):
    by_smtp.hangs.set()
    sending = beside(scheduler.haul, app, scheduler.LEAVING)
    assert wait_until(lambda: by_smtp.tried)
    done = scheduler.tick(app, scheduler.JOBS)
    assert sending.is_alive()
    assert not {"outbox", "chat"} & set(done)  # nor will the next one begin to send
    assert not [name for name, outcome in done.items() if isinstance(outcome, scheduler.Failed)]
    by_smtp.hangs.clear()
    sending.join(PATIENCE)
    assert len(by_smtp.letters) == posted


def test_the_server_sends_beside_its_heartbeat(app, monkeypatch):
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], tick_seconds=3600)
    monkeypatch.setattr(scheduler.BackgroundScheduler, "start", lambda _self: None)
    begun = scheduler.start(app)
    assert [each.args[1] for each in begun.get_jobs()] == [scheduler.JOBS, scheduler.LEAVING, scheduler.SLOW]


def test_what_takes_long_is_held_on_to(posted, by_smtp, beside, monkeypatch):
    monkeypatch.setattr(lease_jobs, "BEAT", 0.05)
    by_smtp.hangs.set()
    now = clock.now()
    sending = beside(jobs.deliver, now)
    ends = now + jobs.LEASE
    try:
        assert wait_until(lambda: by_smtp.tried)
        assert wait_until(lambda: min(leases(), default=ends) > ends)
        assert jobs.claim(ends, ends + jobs.LEASE, 100) == []  # by then another process would have taken them
    finally:
        by_smtp.hangs.clear()
    sending.join(PATIENCE)
    assert len(by_smtp.letters) == posted
    assert db.session.scalar(select(func.count()).where(Message.sent_at.is_(None))) == 0
