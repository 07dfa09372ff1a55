"""Every mail has a Message-ID of its own: the same at each try, at the sender's domain, and a word to nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import current_app

from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import actions, messages
from pulse.outbox.jobs import deliver

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def post(person, about):
    with transaction():
        actions.post("greeting", person, about=about, due_at=NOON - timedelta(minutes=1))


def test_each_mail_has_its_own_at_the_senders_domain(greeting, by_smtp, cast):
    given = replace(settings(), mail_from="Pulse <pulse@mail.acme.example>")
    current_app.extensions["pulse.settings"] = given
    post(cast.omar, "round:1")
    post(cast.omar, "round:2")
    post(cast.lea, "round:1")
    deliver(NOON)
    actions.send_now("ada@acme.example", "Hello", "By hand.\n")
    found = [letter["Message-ID"] for letter in by_smtp.letters]
    assert len(set(found)) == 4
    assert all(each.endswith("@mail.acme.example>") for each in found)


def test_nobody_without_the_secret_key_can_tell_whose_it_is(greeting):
    key = "invitation|round:1|7"
    before = messages.message_id(key)
    assert messages.message_id(key) == before
    assert not any(part in before for part in ("invitation", "round", "|"))
    current_app.extensions["pulse.settings"] = replace(settings(), secret_key="another " * 8)
    assert messages.message_id(key) != before
