"""Addresses that a mail server will never take: named to HR, left alone, and tried again when there is a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.jobs import send_due
from pulse.outbox.models import Message
from pulse.people import actions as people
from pulse.people.models import Person
from pulse.rounds import jobs
from tests._ground.voting import MONDAY, make_programme, open_round, vote

NOW = MONDAY + timedelta(hours=1, minutes=1)
GONE = ("omar@acme.example", "support3@acme.example")
NO_SUCH_USER = "550 5.1.1 No such user here"


@pytest.fixture
def programme(app, cast, by_smtp, time_machine):
    time_machine.move_to(NOW, tick=False)
    by_smtp.refused = dict.fromkeys(GONE, NO_SUCH_USER)
    return make_programme(reminders=1)


def later(time_machine, moment):
    """Let the clock run, and the tick do what is due."""
    time_machine.move_to(moment, tick=False)
    jobs.advance(moment)
    return send_due(moment)


def fresh(person):
    return db.session.get_one(Person, person.id, populate_existing=True)


def page_words(browser, address):
    return " ".join(browser.get(address).text.split())


def test_refused_addresses_are_named_to_hr_and_not_tried_again(programme, cast, by_smtp, signed_in, time_machine):
    opened = open_round(NOW)
    send_due(NOW)
    assert by_smtp.tried.count(GONE[0]) == 1
    reminded = later(time_machine, opened.remind_at)
    assert reminded > 0
    assert [by_smtp.tried.count(address) for address in GONE] == [1, 1]
    hana = signed_in(cast.hana)
    for address in (f"/rounds/{opened.uid}", f"/programmes/{programme.uid}"):
        words = page_words(hana, address)
        assert "Mail to 2 addresses is refused" in words
        assert all(mail in words for mail in GONE)
    assert "Mail to this address is refused" in page_words(hana, f"/people/{cast.omar.uid}")


def test_nobody_but_hr_reads_of_refused_addresses(programme, cast, client, signed_in):
    opened = open_round(NOW)
    send_due(NOW)
    for browser in (client, signed_in(cast.omar), signed_in(cast.lea)):
        assert "refused" not in browser.get(f"/rounds/{opened.uid}").text


def test_what_is_told_of_refused_addresses_is_the_same_whoever_took_part(programme, cast, client, signed_in):
    opened = open_round(NOW)
    send_due(NOW)
    before = signed_in(cast.hana).get(f"/rounds/{opened.uid}").text
    vote(client, opened, cast.omar, 4)
    assert (
        before.partition("is refused")[2]
        == signed_in(cast.hana).get(f"/rounds/{opened.uid}").text.partition("is refused")[2]
    )


def test_an_address_first_refused_for_a_reminder_is_not_noted(programme, cast, by_smtp, time_machine):
    by_smtp.refused = {}
    opened = open_round(NOW)
    send_due(NOW)
    by_smtp.refused = {GONE[0]: NO_SUCH_USER}
    later(time_machine, opened.remind_at)
    assert by_smtp.tried.count(GONE[0]) == 2
    assert not fresh(cast.omar).is_refused  # only who had not taken part by then was written to
    assert not db.session.scalars(select(Message).where(Message.kind == "reminder")).all()  # nor does a row tell


@pytest.mark.parametrize(
    "answer", ["451 4.2.2 Mailbox full", "550 5.7.1 Relaying denied", "530 5.7.0 Authenticate first"]
)
def test_a_refusal_that_is_not_about_the_address_is_not_held_against_it(programme, cast, by_smtp, answer):
    by_smtp.refused = dict.fromkeys(GONE, answer)
    open_round(NOW)
    send_due(NOW)
    assert not fresh(cast.omar).is_refused


def test_a_changed_address_gets_the_invitation(programme, cast, by_smtp, time_machine):
    open_round(NOW)
    send_due(NOW)
    with transaction():
        fresh(cast.omar).email = "omar.haddad@acme.example"
    later(time_machine, NOW + timedelta(minutes=1))
    assert len(by_smtp.to("omar.haddad@acme.example")) == 1
    assert by_smtp.tried.count(GONE[1]) == 1
    assert fresh(cast.omar).refused_address == ""


def test_hr_may_have_an_address_tried_once_more(programme, cast, by_smtp, signed_in, time_machine):
    open_round(NOW)
    send_due(NOW)
    by_smtp.refused = {}
    answer = signed_in(cast.hana).post(f"/people/{cast.omar.uid}/mail-again")
    assert answer.status_code == 303
    later(time_machine, NOW + timedelta(minutes=1))
    assert len(by_smtp.to(GONE[0])) == 1
    assert not fresh(cast.omar).is_refused


def test_whoever_asks_for_a_link_is_answered_and_a_letter_that_arrives_clears_the_address(
    programme, cast, client, by_smtp, time_machine
):
    open_round(NOW)
    send_due(NOW)
    by_smtp.refused = {}
    client.post("/sign-in/mail", data={"email": GONE[0]})
    later(time_machine, NOW + timedelta(minutes=1))
    assert len(by_smtp.to(GONE[0])) == 1
    assert fresh(cast.omar).refused_address == ""
    assert not db.session.scalars(select(Message).where(Message.kind == "reminder")).all()


def test_an_erased_person_takes_the_refused_address_along(programme, cast):
    open_round(NOW)
    send_due(NOW)
    with transaction():
        people.forget(fresh(cast.omar))
    assert not db.session.scalars(select(Person).where(Person.refused_address == GONE[0])).all()
