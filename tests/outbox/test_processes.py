"""Several processes at one outbox, and one that dies between sending and marking."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import actions, jobs
from pulse.outbox import chat_actions as chat_module
from pulse.outbox.models import Message
from pulse.outbox.notices import Group, NoticeWish
from pulse.outbox.payloads import Chat as Kind
from pulse.outbox.quiet import Hours
from pulse.people.models import Person

pytestmark = pytest.mark.real_time


@pytest.fixture
def start(app, by_smtp):
    """Start a sending process on the test's databases."""
    given = settings()
    environment = {
        **os.environ,
        "PULSE_PEOPLE_URL": given.people_url,
        "PULSE_BALLOTS_URL": given.ballots_url,
        "PULSE_SECRET_KEY": given.secret_key,
        "PULSE_MAIL": "smtp",
        "PULSE_SMTP_HOST": by_smtp.host,
        "PULSE_SMTP_PORT": str(by_smtp.port),
    }

    def make(*arguments):
        given.instance.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "tests.outbox.sender", str(given.instance), *arguments]
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    started = []
    yield make
    for process in started:
        process.kill()
        process.communicate()


def post_to_everybody():
    with transaction():
        people = list(db.session.scalars(select(Person.id)))
        actions.post_many("greeting", people, about="round:1", due_at=clock.now() - timedelta(minutes=1))
    return len(people)


def meet(start, *arguments):
    """Run two processes that wait for each other before they claim."""
    both = [start("--meet", "2", *arguments) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


def test_two_processes_that_meet_send_each_message_once(greeting, by_smtp, cast, start):
    count = post_to_everybody()
    meet(start)
    assert len(by_smtp.letters) == count
    assert len({letter["To"] for letter in by_smtp.letters}) == count


def test_without_the_claim_the_same_meeting_sends_twice(greeting, by_smtp, cast, start):
    count = post_to_everybody()
    meet(start, "--without-claim")
    assert len(by_smtp.letters) > count


def test_a_death_between_sending_and_marking_sends_the_same_letter_again_under_the_same_id(
    greeting, by_smtp, cast, start
):
    with transaction():
        actions.post("greeting", cast.omar, due_at=clock.now() - timedelta(minutes=1))
    dying = start("--die-before-marking")
    dying.communicate(timeout=60)
    assert dying.returncode == -signal.SIGKILL
    assert len(by_smtp.letters) == 1
    assert jobs.deliver(clock.now()).claimed == 0
    assert jobs.deliver(clock.now() + jobs.LEASE).sent == 1
    first, second = by_smtp.to("omar@acme.example")
    assert first["Message-ID"] == second["Message-ID"]
    assert db.session.scalar(select(func.count()).where(Message.sent_at.is_(None))) == 0


@pytest.fixture
def announced(app, telling, cast, chat, monkeypatch):
    """Three people to be told at once, and twelve posts on their way to a chat on this machine."""
    monkeypatch.setenv("PULSE_CHAT_INSIDE", "yes")
    now = clock.now() - timedelta(minutes=1)
    with transaction():
        whom = [db.session.get_one(Person, each.id) for each in (cast.omar, cast.lea, cast.hana)]
        for person in whom:
            actions.rest(person, Hours(0, 0, weekends=False))
            actions.wish(person, {Group.PROMISES: NoticeWish.AT_ONCE})
        actions.notify("tests-promise", [each.id for each in whom], {"words": "Said."}, about="promise:1", now=now)
        chat_module.add("All", Kind.SLACK, chat.address, None, by=cast.hana, now=now)
        for number in range(12):
            actions.announce("tests-promise", [], {"words": str(number)}, about="promise:1", now=now)
    return chat


def test_two_processes_that_meet_tell_everybody_and_every_channel_once(announced, by_smtp, start):
    meet(start, "--chat")
    assert sorted(len(by_smtp.to(f"{name}@acme.example")) for name in ("omar", "lea", "hana")) == [1, 1, 1]
    assert sorted(int(post["text"].partition("\n")[0]) for post in announced.posts) == list(range(12))


def test_without_the_claim_the_same_meeting_posts_twice(announced, by_smtp, start):
    meet(start, "--chat", "--without-claim")
    assert len(announced.posts) > 12
