"""A letter that waited is looked at once more when it leaves: without its reason it does not go."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.jobs import send_due
from pulse.outbox.models import Message
from pulse.people.models import Person
from pulse.rounds import jobs
from tests._ground.voting import MONDAY, make_programme, open_round, vote

NOW = MONDAY + timedelta(hours=1, minutes=1)


@pytest.fixture
def opened(app, cast, by_smtp, time_machine):
    time_machine.move_to(NOW, tick=False)
    make_programme(reminders=2)
    found = open_round(NOW)
    send_due(NOW)
    by_smtp.letters.clear()
    by_smtp.recipients.clear()
    return found


@pytest.fixture
def office(app):
    """Close the mail server's door, and open it again."""
    usual = app.extensions["pulse.settings"]

    def door(*, closed):
        app.extensions["pulse.settings"] = replace(usual, smtp_port=1) if closed else usual

    return door


def waiting():
    return set(db.session.scalars(select(Message.person_id).where(Message.sent_at.is_(None))))


@pytest.mark.parametrize("which", ["remind_at", "remind_again_at"])
def test_a_reminder_does_not_reach_who_answered_while_the_mail_server_was_down(
    opened, office, cast, by_smtp, time_machine, which
):
    moment = getattr(opened, which)
    time_machine.move_to(moment, tick=False)
    office(closed=True)
    jobs.advance(moment)
    send_due(moment)
    assert cast.omar.id in waiting()
    vote(current_app.test_client(), opened, cast.omar, 4)
    office(closed=False)
    send_due(moment + timedelta(hours=1))
    assert by_smtp.to(cast.omar.email) == []
    assert len(by_smtp.to(cast.lea.email)) == 1
    assert waiting() == set()


def test_a_reminder_does_not_leave_after_the_close(opened, office, by_smtp, time_machine):
    office(closed=True)
    time_machine.move_to(opened.remind_at, tick=False)
    jobs.advance(opened.remind_at)
    send_due(opened.remind_at)
    office(closed=False)
    time_machine.move_to(opened.closes_at, tick=False)
    send_due(opened.closes_at)
    assert by_smtp.letters == []


def test_no_letter_reaches_who_left_while_it_waited(opened, office, cast, by_smtp, time_machine):
    office(closed=True)
    time_machine.move_to(opened.remind_at, tick=False)
    jobs.advance(opened.remind_at)
    send_due(opened.remind_at)
    with transaction():
        db.session.get_one(Person, cast.omar.id).left_on = opened.remind_at.date()
    office(closed=False)
    send_due(opened.remind_at + timedelta(hours=1))
    assert by_smtp.to(cast.omar.email) == []
    assert len(by_smtp.to(cast.lea.email)) == 1
