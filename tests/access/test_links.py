"""Signing in by a mailed link, once and in time."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from pulse.access import jobs
from pulse.access.models import Attempt, MailLink
from pulse.base.db import db
from pulse.outbox.models import Message
from tests.access.signing import NOON, is_in


def test_a_mailed_link_signs_in_once(app, cast, mailed):
    browser = app.test_client()
    answer = browser.post("/sign-in/mail", data={"email": "omar@acme.example"})
    assert answer.location == "/sign-in/mail"
    token = mailed()
    assert browser.post("/sign-in/link", data={"token": token}).status_code == 303
    assert is_in(browser)
    assert "used already" in app.test_client().post("/sign-in/link", data={"token": token}).text


def test_opening_the_link_uses_nothing_up(app, cast, mailed):
    app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
    token = mailed()
    for _ in range(3):
        assert app.test_client().get("/sign-in/link").status_code == 200
    assert app.test_client().post("/sign-in/link", data={"token": token}).status_code == 303


@pytest.mark.parametrize("minutes", [15, 20])
def test_a_link_is_too_old_after_a_quarter_of_an_hour(app, cast, mailed, minutes):
    with time_machine.travel(NOON, tick=False) as now:
        app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
        token = mailed()
        now.shift(timedelta(minutes=minutes))
        assert app.test_client().post("/sign-in/link", data={"token": token}).status_code == 422


def test_only_the_digest_of_a_link_is_stored_and_no_row_is_left_of_its_use(app, cast, mailed):
    app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
    token = mailed()
    assert token not in str(list(db.session.scalars(select(MailLink.digest))))
    app.test_client().post("/sign-in/link", data={"token": token})
    assert db.session.scalar(select(func.count()).select_from(MailLink)) == 0
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_link_asked_for_by_an_unknown_address_gets_the_same_answer_and_no_mail(app, cast):
    known, unknown = (
        app.test_client().post("/sign-in/mail", data={"email": f"{name}@acme.example"}) for name in ("omar", "nobody")
    )
    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_nobody_is_flooded_with_links(app, cast):
    codes = [app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"}).status_code for _ in range(5)]
    assert codes == [303, 303, 303, 429, 429]


def test_the_link_remembers_where_to_go(app, cast, mailed):
    app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example", "next": "/me"})
    mailed()
    assert "/sign-in/link?next=/me#" in (app.extensions["pulse.settings"].instance / "mails.txt").read_text()


def test_old_links_and_counts_are_purged(app, cast, mailed):
    with time_machine.travel(NOON, tick=False):
        app.test_client().post("/sign-in/mail", data={"email": "omar@acme.example"})
        mailed()
    jobs.purge(NOON + timedelta(hours=3))
    for model in (MailLink, Attempt):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
