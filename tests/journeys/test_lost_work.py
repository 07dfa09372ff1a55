"""Somebody whose session ends while they type finds what they typed after signing in, and saves it with one press."""

import re

import pytest
from playwright.sync_api import expect

from pulse.access import actions
from pulse.access.views import limiter
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.jobs import deliver
from pulse.promises.models import Promise
from tests._ground.looks import faults_here

pytestmark = pytest.mark.one_database
WORDS = "A second van by spring"
PASSWORD = "a quiet harbour in May"


@pytest.fixture
def page(app, cast, reader):
    """Lea's browser, on a promise she is writing; her session is gone."""
    app.config["WTF_CSRF_ENABLED"] = True
    limiter.reset()
    with transaction():
        actions.set_password(db.session.merge(cast.lea), PASSWORD)
    page, address = reader(cast.lea, viewport={"width": 390, "height": 844})
    page.goto(f"{address}/promises")
    page.get_by_role("button", name="Promise something").click()
    page.get_by_label("What is promised").fill(WORDS)
    page.get_by_label("How we will know").fill("It stands in the yard.")
    page.get_by_label("Owner").fill("lea@acme.example")
    page.get_by_label("Due on").fill("2029-03-20")
    page.context.clear_cookies(name="pulse")
    return page


def saved() -> list[str]:
    texts = [one.text for one in db.session.query(Promise).all()]
    db.session.remove()  # on SQLite the test's open transaction would keep the server from writing
    return texts


def finish(page) -> list[str]:
    expect(page.get_by_label("What is promised")).to_have_value(WORDS)
    expect(page.get_by_role("heading", name="What you typed is here again")).to_be_visible()
    wrong = faults_here(page)
    assert saved() == [""]  # nothing is done by itself
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert saved() == [WORDS]
    return list(wrong)


def test_a_promise_outlives_the_session_it_was_typed_in(page):
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("What you typed is kept for an hour")).to_be_visible()
    page.get_by_label("E-mail").fill("lea@acme.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert finish(page) == []


def test_whoever_goes_back_instead_finds_it_too(page):
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_label("E-mail").wait_for()
    page.go_back()  # the browser asks anew for a page that must not be kept
    page.get_by_label("E-mail").fill("lea@acme.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert finish(page) == []


def test_a_link_from_the_mail_brings_it_back_too(app, page):
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_label("E-mail").fill("lea@acme.example")
    page.get_by_role("button", name="Mail me a link instead").click()
    page.get_by_role("heading", name="Look into your mail").first.wait_for()
    deliver(clock.now(), batch=500)
    text = (app.extensions["pulse.settings"].instance / "mails.txt").read_text()
    page.goto(re.findall(r"http\S+/sign-in/link\S*#\S+", text)[-1])
    page.get_by_role("button", name="Sign in").click()
    assert finish(page) == []
