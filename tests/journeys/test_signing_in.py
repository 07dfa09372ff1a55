"""From the sign-in page over the mail to the first page, in a real browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from pulse.access.models import MailLink
from pulse.access.views import limiter
from pulse.base import clock
from pulse.base.db import db
from pulse.outbox.jobs import deliver
from pulse.rounds import jobs
from tests._ground.looks import faults
from tests._ground.voting import MONDAY, make_programme, open_round


@pytest.fixture
def page(browser: Browser):
    """A page whose console must stay empty."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.fixture
def address(app, cast, serving):
    """A served company with a sealed round behind it and an open one."""
    limiter.reset()
    make_programme()
    first = open_round(MONDAY + timedelta(hours=1, minutes=1))
    jobs.advance(first.closes_at)
    open_round(MONDAY + timedelta(days=7, hours=1, minutes=1))
    db.session.remove()  # on SQLite the test's open transaction would keep the server from writing
    return serving(app)


def link(app) -> str:
    deliver(clock.now(), batch=500)
    text = (app.extensions["pulse.settings"].instance / "mails.txt").read_text()
    return re.findall(r"http\S+/sign-in/link\S*#\S+", text)[-1]


def sign_in(app, page: Page, address: str, email: str) -> None:
    page.goto(address + "/me")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Mail me a link instead").click()
    page.get_by_role("heading", name="Look into your mail").first.wait_for()
    page.goto(link(app))
    page.get_by_role("button", name="Sign in").press("Enter")


def test_a_link_from_the_mail_signs_in_and_leads_to_the_page_that_was_asked_for(app, cast, address, page):
    page.goto(address + "/me")
    page.get_by_label("E-mail").fill("omar@acme.example")
    page.get_by_role("button", name="Mail me a link instead").click()
    mailed = link(app)
    page.goto(mailed)
    page.get_by_label("Code from the mail").wait_for(state="hidden")
    assert "#" not in page.url  # a screenshot of the address gives nothing away
    assert db.session.scalar(select(func.count()).select_from(MailLink)) == 1  # opening it used nothing up
    db.session.remove()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Omar Haddad").wait_for()
    assert page.url == address + "/me"


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["omar", "lea", "hana", "ada"])
def test_pages_about_oneself_have_no_fault_that_axe_finds_at_any_width(app, cast, address, page, who):
    sign_in(app, page, address, f"{who}@acme.example")
    paths = ["/", "/me", "/me/password", "/anonymity", *(["/admin"] if who == "ada" else [])]
    assert list(faults(page, [address + path for path in paths])) == []


@pytest.mark.one_database
def test_pages_for_strangers_have_no_fault_that_axe_finds_at_any_width(app, cast, address, page):
    paths = ["/sign-in", "/sign-in/mail", "/sign-in/link", "/anonymity"]
    assert list(faults(page, [address + path for path in paths])) == []
