"""The letters of a round: what they promise, where they lead, and what they never say."""

from datetime import timedelta

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.messages import letter
from pulse.outbox.models import Message
from pulse.people.models import Person
from pulse.rounds import messages, queries
from tests._ground.voting import MONDAY, invitation, make_programme, open_round

NOW = MONDAY + timedelta(hours=1, minutes=1)
KINDS = (messages.INVITATION, messages.REMINDER, messages.SECOND_REMINDER)
SPAM = ("free", "urgent", "!", "act now", "%", "win", "click")


@pytest.fixture
def opened(app, cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    make_programme(reminders=2)
    return open_round(NOW)


def written(kind, opened, person):
    row = Message(kind=kind.name, arguments={"round": opened.uid}, key="k")
    return letter(row, kind, db.session.get_one(Person, person.id))


def bodies(made):
    return [made.get_body((part,)).get_content() for part in ("plain", "html")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_letter_says_how_long_until_when_and_from_how_many(kind, opened, cast):
    for body in bodies(written(kind, opened, cast.omar)):
        words = " ".join(body.split())
        assert "8 questions, about 50 seconds" in words
        assert "Friday, March 6, 10:00 AM (GMT+01:00)" in words
        assert "groups of 5 answers or more, and comments from 10" in words
        assert "fewer than 7 people" in words
        assert f"#{invitation(opened, cast.omar)}~{opened.fingerprint}" in body
        assert f"/rounds/{opened.uid}" in body


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_subjects_name_the_company_and_the_day_and_cry_nothing(kind, opened, cast):
    subject = written(kind, opened, cast.omar)["Subject"]
    assert subject.startswith("Our company pulse: ")
    assert "Friday, March 6" in subject
    assert not [word for word in SPAM if word in subject.lower()]


@pytest.mark.parametrize("kind", KINDS[1:], ids=lambda kind: kind.name)
def test_a_reminder_never_says_that_somebody_has_not_answered(kind, opened, cast):
    for body in bodies(written(kind, opened, cast.omar)):
        words = " ".join(body.split()).lower()
        assert "you have not" not in words
        assert "haven" not in words
        assert "not answered yet" not in words
        assert "omar" not in words


def test_the_invitation_says_how_mails_stop(opened, cast):
    text = bodies(written(messages.INVITATION, opened, cast.omar))[0]
    assert "at most 2 reminders follow" in text


def test_the_last_mail_says_that_it_is_the_last(opened, cast):
    assert "At most one more mail" in bodies(written(messages.REMINDER, opened, cast.omar))[0]
    with transaction():
        queries.round_(opened.uid).reminded = 2
    for kind in KINDS[1:]:
        assert "the last mail about this pulse" in bodies(written(kind, opened, cast.omar))[0]


def test_a_letter_speaks_the_readers_language_and_its_link_too(opened, cast):
    with transaction():
        db.session.merge(cast.omar).locale = "de"
    made = written(messages.INVITATION, opened, cast.omar)
    assert "Freitag, 6. März" in bodies(made)[0]
    assert "/p?lang=de#" in bodies(made)[0]


def test_nothing_is_written_once_the_round_is_over(opened, cast, time_machine):
    time_machine.move_to(opened.closes_at)
    assert written(messages.REMINDER, opened, cast.omar) is None
