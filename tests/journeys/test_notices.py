"""Somebody chooses what they are told, a mail comes, one press stops it; HR adds a channel of chat: without a mouse."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, notices
from pulse.outbox.jobs import deliver
from pulse.outbox.notices import Group, NoticeKind
from tests._ground.looks import faults, faults_here

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def mailed(app) -> str:
    return (app.extensions["pulse.settings"].instance / "mails.txt").read_text()


@pytest.mark.one_database
def test_a_wish_a_mail_a_press_and_a_change_of_mind(app, cast, reader, monkeypatch, time_machine):
    time_machine.move_to(NOON)
    monkeypatch.setattr(notices, "_known", dict(notices._known))
    notices.register(
        NoticeKind("tests-promise", Group.PROMISES, lambda _person, _given: ("Lea kept a promise.", "/promises"))
    )
    page, address = reader(cast.omar, viewport={"width": 390, "height": 844})
    page.goto(address + "/me")
    page.get_by_label("Promises").focus()
    page.keyboard.press("A")  # At once
    page.get_by_label("Quiet at weekends, too").press("Space")
    page.locator("#notices").get_by_role("button", name="Save").press("Enter")
    page.get_by_role("status").filter(has_text="Saved.").wait_for()
    assert page.get_by_label("Promises").input_value() == "at once"
    assert not page.get_by_label("Quiet at weekends, too").is_checked()
    with transaction():
        actions.notify("tests-promise", [cast.omar.id], {}, about="promise:1", now=NOON)
    deliver(NOON)
    letter = mailed(app)
    assert "Subject: Lea kept a promise." in letter
    stop = re.search(r"Stop these mails: \S+?(/notices/stop/\S+)", letter)[1]
    db.session.remove()
    assert list(faults(page, [address + "/me", address + "/me/notices", address + stop])) == []
    page.get_by_role("button", name="Stop these mails").press("Enter")
    page.get_by_role("status").filter(has_text="They have stopped.").wait_for()
    assert list(faults_here(page)) == []
    page.get_by_role("button", name="Undo").press("Enter")
    page.get_by_role("status").filter(has_text="All is as it was.").wait_for()
    page.goto(address + "/me")
    assert page.get_by_label("Promises").input_value() == "at once"


@pytest.mark.one_database
def test_hr_adds_tries_and_removes_a_channel(app, cast, reader, chat):
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], chat_inside=True)
    page, address = reader(cast.hana)
    page.goto(address + "/channels")
    assert list(faults_here(page)) == []
    page.get_by_label("Name").fill("Town square")
    page.get_by_label("Address of the webhook").fill(chat.address)
    page.get_by_role("button", name="Add").press("Enter")
    page.get_by_role("status").filter(has_text="Town square is added.").wait_for()
    chat.status = 404
    page.get_by_role("button", name="Send a test").press("Enter")
    page.get_by_role("alert").filter(has_text="does not exist any more").wait_for()
    assert list(faults_here(page)) == []
    chat.status = 200
    page.get_by_role("button", name="Send a test").press("Enter")
    page.get_by_role("status").filter(has_text="The test arrived").wait_for()
    page.get_by_role("link", name="Remove Town square").press("Enter")
    page.get_by_role("heading", name="Remove Town square?").wait_for()
    assert list(faults_here(page)) == []
    page.get_by_role("button", name="Remove").press("Enter")
    page.get_by_role("status").filter(has_text="Its address is forgotten.").wait_for()
    assert "s3cr3t" not in page.content()
