"""Delivery: due messages leave once, failures are tried again, and what must be forgotten is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import select, update

from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import actions, jobs, queries
from pulse.outbox.jobs import deliver
from pulse.outbox.models import Message
from pulse.people.models import Person
from tests.outbox import sender

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
BEFORE = NOON - timedelta(minutes=1)


def post(person, **more):
    with transaction():
        actions.post("greeting", person, due_at=BEFORE, **more)


def rows():
    return list(db.session.scalars(select(Message)))


def test_a_due_message_is_sent_once(greeting, by_smtp, cast):
    post(cast.omar, about="round:1")
    assert deliver(NOON).sent == 1
    assert deliver(NOON).claimed == 0
    assert len(by_smtp.to("omar@acme.example")) == 1


def test_a_message_that_is_not_due_yet_waits(greeting, by_smtp, cast):
    with transaction():
        actions.post("greeting", cast.omar, due_at=NOON + timedelta(seconds=1))
    assert deliver(NOON).claimed == 0


def test_a_letter_speaks_the_readers_language_and_time_zone(greeting, by_smtp, cast):
    with transaction():
        db.session.merge(cast.omar).timezone = "Asia/Tokyo"
    post(cast.omar)
    post(cast.lea)
    deliver(NOON)
    texts = {name: by_smtp.to(f"{name}@acme.example")[0].get_body(("plain",)).get_content() for name in ("omar", "lea")}
    assert "at 21:00" in texts["omar"]
    assert "at 14:00" in texts["lea"]


def test_a_letter_has_a_whole_link_in_text_and_html_without_a_style_sheet(greeting, by_smtp, cast):
    post(cast.omar)
    deliver(NOON)
    letter = by_smtp.letters[0]
    html = letter.get_body(("html",)).get_content()
    assert "http://127.0.0.1:8000/robots.txt#secret-made-now" in letter.get_body(("plain",)).get_content()
    assert 'href="http://127.0.0.1:8000/robots.txt#secret-made-now"' in html
    assert "background: #0e6660" in html
    assert "<style" not in html
    assert letter["Auto-Submitted"] == "auto-generated"


def test_no_row_ever_holds_a_rendered_link(greeting, by_smtp, cast):
    post(cast.omar)
    deliver(NOON)
    assert all("secret" not in str(vars(row)) for row in rows())


def test_a_forgotten_kind_leaves_only_a_count(greeting, by_smtp, cast):
    sender.greeting(forget=True)
    for person in (cast.omar, cast.lea):
        post(person, about="round:1")
    deliver(NOON)
    assert rows() == []
    assert queries.sent("greeting", "round:1") == 2


def test_a_kind_that_is_kept_notes_when_it_was_sent(greeting, by_smtp, cast):
    post(cast.omar)
    deliver(NOON)
    assert [row.sent_at for row in rows()] == [NOON]


def test_a_message_without_a_reason_is_not_sent(greeting, by_smtp, cast):
    post(cast.omar, arguments={"moot": "yes"})
    assert deliver(NOON).sent == 0
    assert rows() == []
    assert by_smtp.letters == []


def test_nobody_who_left_is_written_to(greeting, by_smtp, cast):
    post(cast.omar)
    with transaction():
        db.session.merge(cast.omar).left_on = NOON.date()
    deliver(NOON)
    assert by_smtp.letters == []


def test_what_has_been_due_longest_goes_before_the_rest(greeting, by_smtp, cast):
    with transaction():
        actions.post("greeting", cast.omar, due_at=NOON - timedelta(minutes=1))
        actions.post("greeting", cast.lea, due_at=NOON - timedelta(minutes=2))
    deliver(NOON, batch=1)
    assert len(by_smtp.to("lea@acme.example")) == 1


def test_what_somebody_waits_for_goes_first(greeting, by_smtp, cast):
    post(cast.omar)
    post(cast.lea)
    greeting_name = sender.greeting(urgent=True).name
    with transaction():
        db.session.execute(update(Message).where(Message.person_id == cast.omar.id).values(kind="slow"))
    lease = NOON + jobs.LEASE
    assert greeting_name == "greeting"
    assert jobs.claim(NOON, lease, 1) == [row.id for row in rows() if row.kind == "greeting"]


def test_a_refused_letter_is_tried_again_after_five_ten_and_twenty_minutes(greeting, by_smtp, cast):
    post(cast.omar)
    by_smtp.answer = "451 Later, please"
    pauses, now = [], NOON
    for _ in range(3):
        assert deliver(now).failed == 1
        due = rows()[0].due_at
        db.session.rollback()
        pauses.append((due - now).total_seconds() / 60)
        now = due
    assert pauses == [5, 10, 20]
    assert rows()[0].problem == "SMTPDataError"
    db.session.rollback()
    by_smtp.answer = "250 OK"
    assert deliver(now).sent == 1


def test_a_mail_that_is_refused_for_two_weeks_is_given_up(greeting, by_smtp, cast):
    post(cast.omar)
    with transaction():
        db.session.execute(update(Message).values(attempts=338))
    by_smtp.answer = "451 Later, please"
    assert deliver(NOON).failed == 1
    assert queries.state(NOON).given_up == 0
    db.session.rollback()
    deliver(NOON + timedelta(hours=1))
    assert queries.state(NOON).given_up == 1
    db.session.rollback()
    assert deliver(NOON + timedelta(days=9)).claimed == 0


def test_an_address_that_does_not_exist_is_given_up_at_once(greeting, by_smtp, cast, monkeypatch):
    async def refuse(*_arguments):
        return "550 No such person"

    post(cast.omar)
    monkeypatch.setattr(type(by_smtp), "handle_RCPT", refuse, raising=False)
    deliver(NOON)
    assert [(row.given_up_at, row.problem) for row in rows()] == [(NOON, "SMTPRecipientsRefused")]


def test_one_broken_message_does_not_hold_up_the_next(greeting, by_smtp, cast):
    post(cast.lea)
    post(cast.omar)
    with transaction():
        db.session.execute(update(Message).where(Message.person_id == cast.lea.id).values(kind="unknown"))
    done = deliver(NOON)
    assert (done.sent, done.failed) == (1, 1)
    assert len(by_smtp.to("omar@acme.example")) == 1


def test_a_mail_server_that_is_away_postpones_the_batch_and_says_so(greeting, by_smtp, cast, free_port):
    post(cast.omar)
    post(cast.lea)
    current_app.extensions["pulse.settings"] = replace(settings(), smtp_port=free_port + 1)
    done = deliver(NOON)
    assert (done.sent, done.failed, done.reachable) == (0, 2, False)
    state = queries.state(NOON)
    assert (state.waiting, state.given_up, state.problems) == (2, 0, ())
    assert (state.away, state.away_until) == ("ConnectionRefusedError", NOON + timedelta(minutes=1))


def test_a_message_whose_sender_died_is_sent_when_the_lease_ends(greeting, by_smtp, cast):
    post(cast.omar)
    jobs.claim(NOON, NOON + jobs.LEASE, 5)
    assert deliver(NOON + timedelta(seconds=59)).claimed == 0
    assert deliver(NOON + timedelta(minutes=1)).sent == 1


def test_what_is_dropped_is_not_sent(greeting, by_smtp, cast):
    post(cast.omar, about="round:1")
    post(cast.lea, about="round:2")
    with transaction():
        assert actions.drop("round:1") == 1
    deliver(NOON)
    assert by_smtp.to("omar@acme.example") == []
    assert len(by_smtp.to("lea@acme.example")) == 1


def test_the_same_message_cannot_be_posted_twice(greeting, cast):
    post(cast.omar, about="round:1")
    with pytest.raises(Exception, match=r"(?i)unique"):
        post(cast.omar, about="round:1")


def test_old_rows_are_purged_after_a_month(greeting, by_smtp, cast):
    post(cast.omar)
    deliver(NOON)
    assert jobs.purge(NOON + timedelta(days=29)) == 0
    assert jobs.purge(NOON + timedelta(days=31)) == 1


def test_no_log_line_holds_an_address_or_a_link(greeting, by_smtp, cast, capfd):
    post(cast.omar)
    by_smtp.answer = "451 Later, please"
    deliver(NOON)
    by_smtp.answer = "250 OK"
    deliver(NOON + timedelta(hours=1))
    written = "".join(capfd.readouterr())
    assert "greeting" in written
    assert "acme.example" not in written
    assert "secret" not in written


def test_many_are_posted_in_random_order(greeting, cast):
    with transaction():
        people = list(db.session.scalars(select(Person.id).order_by(Person.id)))
        assert actions.post_many("greeting", people, about="round:1", due_at=NOON) == len(people)
    order = [row.person_id for row in sorted(rows(), key=lambda row: row.id)]
    assert sorted(order) == people
    assert order != people
