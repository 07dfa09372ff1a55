"""The first honest round: from a roster file to what HR, a leader and an employee may read."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update

from pulse import scheduler
from pulse.access import actions as access
from pulse.ballots import queries as boxes
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.questions import actions as questions
from pulse.rounds import queries as rounds
from pulse.rounds.models import Step
from tests._ground.looks import faults
from tests._ground.mail import PostOffice
from tests._ground.voting import vote
from tests.journeys._visitors import Visitor

ROSTER = Path(__file__).parent.parent / "data" / "roster.csv"
PASSWORD = "a long walk by the river"
HR = "n1170@nordhafen.example"
LEADER = "n1008@nordhafen.example"  # leads First Line, 14 people


class Office:
    """The company's machine: its clock, its heartbeat, its post."""

    def __init__(self, app, address: str, post: PostOffice, time_machine) -> None:
        self.app, self.address, self.post, self.time = app, address, post, time_machine

    def tick(self, moment: datetime | None = None) -> None:
        """Let the time come, and do what is due."""
        if moment:
            self.time.move_to(moment)
        db.session.remove()
        scheduler.tick(self.app)

    def letter(self, address: str, wanted: str) -> str:
        """Return the last link of this kind that was mailed to somebody."""
        letters = self.post.to(address)
        assert letters, f"nothing was mailed to {address}"
        text = letters[-1].get_body(("plain",)).get_content()
        return re.findall(rf"{re.escape(self.address)}{wanted}\S*#\S+", text)[-1]


@pytest.fixture
def office(app, serving, smtp: PostOffice, time_machine) -> Office:
    app.config["WTF_CSRF_ENABLED"] = True
    given = app.extensions["pulse.settings"]
    app.extensions["pulse.settings"] = replace(given, mail="smtp", smtp_host=smtp.host, smtp_port=smtp.port)
    with transaction():
        questions.stock(clock.now())
        access.create_admin("ada@nordhafen.example", "Ada Root", PASSWORD, now=clock.now())
    return Office(app, serving(app), smtp, time_machine)


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest):
    """A fresh browser for one person, as often as asked for; no console may say a word."""
    made: list[tuple[BrowserContext, list[str]]] = []

    def make() -> Page:
        held = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
        held.set_default_timeout(15_000)
        said: list[str] = []
        page = held.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        made.append((held, said))
        return page

    yield make
    for held, _ in made:
        held.close()
    assert [line for _, said in made for line in said if "Failed to load resource" not in line] == []


def sign_in(page: Page, office: Office, email: str) -> None:
    """Sign in by the link in the mail."""
    page.goto(office.address + "/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Mail me a link instead").click()
    page.get_by_role("heading", name="Look into your mail").first.wait_for()
    office.tick()
    page.goto(office.letter(email, "/sign-in/link"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(office.address + "/")


def look_over(page: Page, address: str) -> None:
    """Look at a page at every width, in both lights."""
    assert list(faults(page, [address])) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def imports_people(page: Page, office: Office) -> None:
    page.goto(office.address + "/sign-in")
    page.get_by_label("E-mail").fill("ada@nordhafen.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(office.address + "/")
    page.goto(office.address + "/people/import")
    page.get_by_label("Roster file (CSV)").set_input_files(ROSTER)
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("heading", level=1, name="This is what would change").wait_for()
    db.session.remove()
    assert len(people.members()) == 0  # a preview changes nothing
    db.session.remove()
    page.get_by_role("button", name=re.compile("^(Confirm|Do this|Import|Change)")).first.click()
    page.wait_for_load_state()
    db.session.remove()
    assert len(people.members()) == 183
    db.session.remove()
    names_hr(page, office)
    assert page.goto(office.address + "/results").status == 403  # whoever runs the server sees no results


def names_hr(page: Page, office: Office) -> None:
    """Make somebody HR on their page: no list can."""
    page.goto(office.address + "/people?q=" + HR)
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Make HR …").click()
    page.get_by_role("button", name="Make HR").click()
    page.get_by_text("now has this role: HR").wait_for()


def starts_a_programme(page: Page, office: Office) -> None:
    page.goto(office.address + "/programmes/new")
    page.get_by_role("button", name=re.compile("^Save and start")).click()
    page.get_by_role("heading", name="What will happen").wait_for()
    page.get_by_text("opens now").click()
    page.get_by_role("button", name="Start the programme").click()
    page.wait_for_load_state()


def answers_by_keyboard(page: Page) -> None:
    press = page.keyboard.press
    while page.evaluate("document.activeElement.id") != "begin":
        press("Tab")
    press("Enter")
    for _ in range(20):
        if page.is_visible("#send"):
            break
        if page.locator("#form textarea").count():
            while page.evaluate("document.activeElement.id") != "next":
                press("Tab")
        else:
            press("4")
        press("Enter")
        page.wait_for_timeout(50)
    while page.evaluate("document.activeElement.id") != "send":
        press("Tab")


def answers_by_touch(visitor: Visitor, page: Page) -> None:
    page.click("#begin")
    for _ in range(20):
        if page.is_visible("#send"):
            return
        if page.locator("#form .box").count():
            page.locator("#form .box").nth(1).click()
        page.click("#next")
        page.wait_for_timeout(50)


def everybody_is_mailed_once(office: Office) -> None:
    while len(office.post.letters) < 184:
        office.tick()
    invited = [letter["To"] for letter in office.post.letters]
    assert len(invited) == len(set(invited)) + 1  # HR had a sign-in link besides


def one_answers_after_a_network_cut(mina: Visitor, link: str) -> None:
    page = mina.open(link)
    answers_by_touch(mina, page)
    mina.context.set_offline(True)
    page.click("#send")
    mina.sees("waiting")
    mina.context.set_offline(False)
    mina.sees("done")


def one_answers_from_two_tabs(noor: Visitor, link: str) -> str:
    """Answer in the first tab; the second knows, and could not have voted again. Return the receipt."""
    first, second = noor.open(link), noor.context.new_page()
    second.goto(link)
    noor.sees("welcome", second)
    first.bring_to_front()
    answers_by_keyboard(first)
    first.keyboard.press("Enter")
    noor.sees("done")
    noor.sees("done", second)
    return noor.receipt()


def three_answer_in_browsers(office: Office, browser: Browser, addresses: list[str], uid: str) -> None:
    visitors = [Visitor(browser) for _ in addresses]
    links = [office.letter(address, "/p") for address in addresses]
    answers_by_keyboard(visitors[0].open(links[0]))
    visitors[0].page.keyboard.press("Enter")
    visitors[0].sees("done")
    one_answers_after_a_network_cut(visitors[1], links[1])
    one_answers_from_two_tabs(visitors[2], links[2])
    with office.app.app_context():
        assert boxes.waiting(uid) == 3
    for visitor in visitors:
        assert visitor.faults() == []
        visitor.context.close()


def hr_reads(page: Page, office: Office, first_line: str, uid: str) -> None:
    sign_in(page, office, HR)  # a week has passed: her session is over
    for path in ("/", "/rounds", "/programmes"):
        look_over(page, office.address + path)
    for path in (f"/results/teams/{first_line}", f"/rounds/{uid}", "/results"):
        assert page.goto(office.address + path).status == 200
    assert page.get_by_role("table").get_by_role("link", name=re.compile("^Operations")).count() == 1


def a_leader_reads(page: Page, office: Office, own: str, other: str) -> None:
    sign_in(page, office, LEADER)
    assert page.goto(f"{office.address}/results/teams/{own}").status == 200
    assert page.goto(f"{office.address}/results/teams/{other}").status == 403


def an_employee_reads(page: Page, office: Office, own: str, other: str) -> None:
    of_the_team = select(Person.email).where(Person.team.has(uid=own), ~Person.is_lead, Person.role == "employee")
    email = db.session.scalars(of_the_team).first()
    db.session.remove()
    sign_in(page, office, email)
    look_over(page, f"{office.address}/results/teams/{own}")
    assert page.goto(f"{office.address}/results").status == 200
    assert page.goto(f"{office.address}/results/teams/{other}").status == 403
    assert page.goto(f"{office.address}/results/teams/{own}/comments").status == 403


@pytest.mark.timeout(400)
def test_the_first_honest_round(office: Office, context, browser: Browser) -> None:
    ada, hana = context(), context()
    imports_people(ada, office)
    with transaction():  # this test reads English
        db.session.execute(update(Person).values(locale="en"))
    sign_in(hana, office, HR)
    starts_a_programme(hana, office)
    office.tick(clock.now() + timedelta(minutes=1))
    opened = rounds.rounds()[0]
    uid, closes_at = opened.uid, opened.closes_at
    members = {person.email: person for person in people.members()}
    db.session.remove()
    everybody_is_mailed_once(office)
    addresses = sorted(members.keys() - {HR, LEADER})
    three_answer_in_browsers(office, browser, addresses[:3], uid)
    for email in addresses[3:143]:
        vote(office.app.test_client(), opened, members[email], 4 if members[email].id % 3 else 2)
    office.tick(closes_at + timedelta(seconds=1))
    sealed = rounds.rounds()[0]
    assert (sealed.step, sealed.collected) == (Step.SEALED.value, 143)
    teams = {team.name: team.uid for team in people.open_teams()}
    db.session.remove()
    hr_reads(hana, office, teams["First Line"], uid)
    a_leader_reads(context(), office, teams["First Line"], teams["Second Line"])
    an_employee_reads(context(), office, teams["Second Line"], teams["First Line"])
