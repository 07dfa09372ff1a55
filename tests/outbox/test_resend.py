"""Mails that were given up or have failed: sent again when the host says so, and nothing twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pulse.admin.commands import resend
from pulse.audit.models import Entry
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, jobs, queries
from pulse.outbox.models import Message
from pulse.people.models import Person

DUE = timedelta(minutes=1)


def post(*people, **more):
    for person in people:
        with transaction():
            actions.post("greeting", person, due_at=clock.now() - DUE, **more)


def give_up():
    with transaction():
        values = {"given_up_at": clock.now(), "problem": "SMTPDataError", "attempts": 400}
        db.session.execute(update(Message).values(values))


def press(signed_in, cast):
    answer = signed_in(cast.ada).post("/admin/resend", follow_redirects=True)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_the_page_makes_due_what_was_given_up(greeting, by_smtp, cast, signed_in):
    post(cast.omar, cast.lea)
    give_up()
    assert jobs.send_due(clock.now()) == 0
    assert "2 mails are due again" in press(signed_in, cast)
    assert jobs.send_due(clock.now()) == 2
    assert db.session.scalar(select(Entry.did).where(Entry.did == "resent-mails")) == "resent-mails"


def test_the_command_does_the_same(greeting, by_smtp, cast, app):
    post(cast.omar)
    give_up()
    answer = app.test_cli_runner().invoke(resend)
    assert (answer.exit_code, answer.output) == (
        0,
        "1 mail is due again. It leaves with the next tick if there is still a reason for it.\n",
    )
    assert jobs.send_due(clock.now()) == 1


def test_what_left_does_not_leave_again(greeting, by_smtp, cast, signed_in):
    post(cast.omar)
    jobs.send_due(clock.now())
    assert "There is no mail to send again." in press(signed_in, cast)
    assert jobs.send_due(clock.now()) == 0
    assert len(by_smtp.letters) == 1


def test_what_a_process_is_sending_now_is_left_to_it(greeting, by_smtp, cast, signed_in):
    post(cast.omar)
    give_up()
    press(signed_in, cast)
    jobs.claim(clock.now(), clock.now() + jobs.LEASE, 5)
    press(signed_in, cast)
    assert jobs.send_due(clock.now()) == 0


def test_a_mail_without_a_reason_does_not_leave(greeting, by_smtp, cast, signed_in):
    post(cast.omar, arguments={"moot": "yes"})
    give_up()
    press(signed_in, cast)
    assert jobs.send_due(clock.now()) == 0
    assert db.session.scalars(select(Message)).all() == []


def test_the_page_names_an_outage_and_the_button_ends_its_pause(greeting, by_smtp, cast, signed_in, app):
    post(cast.omar)
    by_smtp.refused = {"omar@acme.example": "421 Closing"}
    jobs.send_due(clock.now())
    page = " ".join(signed_in(cast.ada).get("/admin").text.split())
    assert "It does not take mails (SMTPRecipientsRefused). All wait for it." in page
    assert "Send undelivered mails again" in page
    by_smtp.refused = {}
    assert jobs.send_due(clock.now()) == 0
    press(signed_in, cast)
    assert jobs.send_due(clock.now()) == 1


def test_an_address_that_is_refused_waits_for_hr(greeting, by_smtp, cast, signed_in):
    post(cast.omar)
    by_smtp.refused = {"omar@acme.example": "550 5.1.1 No such user"}
    jobs.send_due(clock.now())
    press(signed_in, cast)
    assert queries.state(clock.now()).given_up == 1
    db.session.rollback()
    with transaction():
        db.session.get_one(Person, cast.omar.id).email = "omar.haddad@acme.example"
    assert jobs.send_due(clock.now()) == 1


@pytest.mark.parametrize("who", ["omar", "lea", "hana"])
def test_only_administrators_may(greeting, by_smtp, cast, signed_in, who):
    assert signed_in(getattr(cast, who)).post("/admin/resend").status_code in {403, 404}
    assert db.session.scalar(select(Person.id).limit(1))
