"""A mail server that is away: no mail loses a try by it, and all leave as soon as it is back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, outage_actions, queries
from pulse.outbox.jobs import claim, deliver, send_due
from pulse.outbox.lease_jobs import LEASE
from pulse.outbox.models import Message
from tests._ground.voting import MONDAY, make_programme, open_round
from tests.outbox import sender

NOW = MONDAY + timedelta(hours=1, minutes=1)
MINUTE = timedelta(minutes=1)
LONGEST_PAUSE = 15


@pytest.fixture
def door(app, by_smtp):
    """Close the mail server's door, and open it again."""
    usual = app.extensions["pulse.settings"]

    def swing(*, closed):
        app.extensions["pulse.settings"] = replace(usual, smtp_port=1) if closed else usual

    return swing


@pytest.fixture
def clock_at(time_machine):
    """Let the clock run to a moment, and the job send what is due then."""

    def go(moment):
        time_machine.move_to(moment, tick=False)
        return send_due(moment)

    time_machine.move_to(NOW, tick=False)
    return go


@pytest.fixture
def greetings(greeting, cast, clock_at):
    """Three mails that are due."""
    for person in (cast.omar, cast.lea, cast.hana):
        with transaction():
            actions.post("greeting", person, due_at=NOW - MINUTE)
    return ["omar@acme.example", "lea@acme.example", "hana@acme.example"]


def unsent():
    found = list(db.session.scalars(select(Message).where(Message.sent_at.is_(None)).order_by(Message.id)))
    db.session.rollback()
    return found


def written_to(office):
    return sorted(name for names in office.recipients for name in names)


@pytest.mark.parametrize("hours", [6, 24, 60])
def test_all_invitations_leave_in_the_tick_in_which_the_server_is_found_again(
    app, cast, by_smtp, door, clock_at, hours
):
    make_programme(reminders=0)
    door(closed=True)
    opened = open_round(NOW)
    for minutes in range(0, hours * 60, 5):
        assert clock_at(NOW + minutes * MINUTE) == 0
    assert len(unsent()) == opened.members
    door(closed=False)
    back = NOW + timedelta(hours=hours)
    sent = [clock_at(back + minutes * MINUTE) for minutes in range(LONGEST_PAUSE + 1)]
    assert [count for count in sent if count] == [opened.members]
    assert len(set(written_to(by_smtp))) == opened.members


def test_what_is_written_during_an_outage_does_not_knock_at_the_door(greetings, cast, door, clock_at):
    door(closed=True)
    clock_at(NOW)
    with transaction():
        actions.post("greeting", cast.omar, due_at=NOW)
    assert deliver(NOW + MINUTE / 2).claimed == 0
    assert deliver(NOW + MINUTE).claimed == 1  # one alone, however many wait


def test_pauses_grow_while_the_server_stays_away(greetings, door, clock_at):
    door(closed=True)
    lengths, moment = [], NOW
    for _ in range(6):
        clock_at(moment)
        until = queries.state(moment).away_until
        db.session.rollback()
        lengths.append((until - moment) / MINUTE)
        moment = until
    assert lengths == [1, 2, 4, 8, 15, 15]
    assert sum(row.attempts > 0 for row in unsent()) == 1


@pytest.mark.parametrize("answer", ["421 4.3.2 Closing", "421 Too many"])
def test_a_server_that_closes_is_away_for_everybody(greetings, by_smtp, clock_at, answer):
    by_smtp.refused = dict.fromkeys(greetings, answer)
    clock_at(NOW)
    assert len(by_smtp.tried) == 1
    assert not queries.state(NOW).problems
    db.session.rollback()
    by_smtp.refused = {}
    assert clock_at(NOW + MINUTE) == 3


def test_one_mail_that_breaks_the_server_off_does_not_hold_up_the_others(greetings, by_smtp, clock_at):
    by_smtp.refused = {greetings[0]: "421 4.7.0 I will not have this one"}
    for minutes in range(4):
        clock_at(NOW + minutes * MINUTE)
    assert written_to(by_smtp) == sorted(greetings[1:])


def test_a_refused_recipient_shows_that_the_server_is_back(greetings, by_smtp, door, clock_at):
    door(closed=True)
    clock_at(NOW)
    door(closed=False)
    by_smtp.refused = dict.fromkeys(greetings[2:], "451 4.2.2 Mailbox full")
    assert clock_at(NOW + MINUTE) == 2
    assert [row.problem for row in unsent()] == ["SMTPRecipientsRefused"]


def test_one_process_that_is_answered_ends_the_pause_of_another(greetings, door, clock_at):
    door(closed=True)
    clock_at(NOW)
    door(closed=False)
    with transaction():
        outage_actions.wake()
    assert clock_at(NOW) == 3


def test_a_mail_that_held_back_others_and_waits_for_the_morning_does_so_no_more(greetings, by_smtp, door, clock_at):
    sender.greeting(patient=True)
    door(closed=True)
    clock_at(NOW)
    door(closed=False)
    night = NOW + timedelta(hours=12)
    clock_at(night)
    assert not queries.state(night).away
    db.session.rollback()
    assert clock_at(NOW + timedelta(days=1)) == 3


def test_a_mail_of_a_round_that_is_refused_for_days_waits_until_the_round_closes(app, cast, by_smtp, clock_at):
    make_programme(reminders=0)
    opened = open_round(NOW)
    by_smtp.refused = {cast.omar.email: "451 4.2.2 Mailbox full"}
    for hours in range(90):
        clock_at(NOW + timedelta(hours=hours))
    assert [(row.person_id, row.given_up_at) for row in unsent()] == [(cast.omar.id, None)]
    by_smtp.refused = {}
    clock_at(opened.closes_at + MINUTE)
    assert unsent() == []
    assert by_smtp.to(cast.omar.email) == []


def test_a_sign_in_link_is_forgotten_after_an_hour(app, cast, by_smtp, door, clock_at):
    with transaction():
        actions.post("sign-in-link", cast.omar, {"next": "/"}, due_at=NOW)
    door(closed=True)
    clock_at(NOW)
    door(closed=False)
    assert clock_at(NOW + timedelta(minutes=61)) == 0
    assert (unsent(), by_smtp.letters) == ([], [])


def test_everything_else_is_given_up_after_two_weeks(greetings, door, clock_at):
    door(closed=True)
    clock_at(NOW)
    clock_at(NOW + timedelta(days=13))
    assert queries.state(NOW).given_up == 0
    db.session.rollback()
    clock_at(NOW + timedelta(days=15))
    assert queries.state(NOW).given_up == 3


def test_a_mail_that_another_process_has_claimed_since_is_left_to_it(greetings, by_smtp, monkeypatch):
    def overtaken(now, lease, batch):
        ids = claim(now, lease, batch)
        claim(lease, lease + LEASE, batch)  # this machine slept for a minute
        return ids

    monkeypatch.setattr("pulse.outbox.jobs.claim", overtaken)
    assert deliver(NOW).sent == 0
    assert by_smtp.letters == []
