"""A comment on a phone, the round is sealed, the lead answers, the night comes, its writer finds it and writes back."""

import pytest
from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.conversations import jobs
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.rounds import jobs as rounds
from pulse.rounds import queries
from pulse.scores import jobs as scores
from tests._ground.looks import faults, faults_here, too_wide
from tests._ground.replying import DAY
from tests._ground.voting import vote
from tests.journeys._visitors import Company, Visitor, hire, open_pulse

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]

WORDS = "The stock list is wrong every Monday."
ANSWER = "We count on Fridays now."
BACK = "Friday is too late for the north."


@pytest.fixture
def company(app, serving):
    """A company of thirty, of two teams; Lea leads both."""
    hire(30)
    with transaction():
        acme = db.session.scalars(select(Team).where(Team.name == "Acme")).one()
        dress = {"role": Role.EMPLOYEE.value, "locale": "en", "timezone": "UTC"}
        lea = Person(name="Lea Lindqvist", email="lea@acme.example", team=acme, is_lead=True, **dress)
        db.session.add(lea)
    uid = open_pulse()
    asked = sorted(db.session.scalars(select(Person.id)), reverse=True)
    db.session.remove()
    return Company(app, serving(app), uid, asked)


@pytest.fixture
def visitor(browser):
    made = []

    def make(**dress):
        made.append(Visitor(browser, **dress))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
    assert [one for each in made for one in each.faults()] == []


def seal(company, client, writer):
    """Let everybody else answer, and close."""
    with company.app.app_context():
        opened = queries.round_(company.round)
        for person in people.members():
            if person.id != writer:
                vote(client, opened, person, 4)
        with transaction():
            db.session.merge(opened).closes_at = clock.now()
        rounds.advance(clock.now())
        scores.compute()


def night(company, number):
    """Let so many nights pass for the replies."""
    with company.app.app_context():
        assert jobs.carry(clock.now() + number * DAY) >= 0


def test_a_comment_is_answered_and_its_writer_writes_back(company, visitor, client, reader):
    names = dict(db.session.execute(select(Person.name, Person.id)).all())
    acme = db.session.scalars(select(Team).where(Team.name == "Acme")).one()
    lead = db.session.get(Person, names["Lea Lindqvist"])
    omar = visitor()
    omar.open(company.link(names["Omar Haddad"]))
    code = writes(omar)
    seal(company, client, names["Omar Haddad"])
    lea, address = reader(lead)
    answers(lea, f"/results/teams/{acme.uid}/comments")
    omar.page.reload()
    omar.page.get_by_text("Nobody has answered yet.").wait_for()
    night(company, 1)
    finds(omar, code)
    night(company, 2)
    lea.goto("/answers")
    lea.get_by_text(BACK).wait_for()
    lea.get_by_role("link", name="Read the answers").click()
    lea.get_by_text(BACK).wait_for()
    assert list(faults(lea, [f"{address}/answers", lea.url])) == []
    says_thanks(visitor(viewport={"width": 320, "height": 800}), company.address, code)
    night(company, 3)
    lea.goto("/answers?standing=thanked")
    lea.get_by_text("Said thanks").first.wait_for()


def writes(omar):
    """Answer on the phone with a comment at the end; return the recovery code."""
    page = omar.page
    page.press("#begin", "Enter")
    omar.choose("Agree")
    page.press("#next", "Enter")
    page.locator(".eleven input").nth(8).press(" ")
    page.press("#next", "Enter")
    page.fill("#words", WORDS)
    page.press("#next", "Enter")
    page.press("#send", "Enter")
    omar.sees("done")
    page.get_by_role("link", name="Answers to what you wrote").click()
    page.get_by_text("Nobody has answered yet.").wait_for()
    page.get_by_text("Save recovery code").click()
    code = page.locator("#codes code").text_content()
    assert len(code) == 43
    assert code not in str(omar.asked)
    return code


def answers(lea, comments):
    """Answer as the lead, on the page of comments."""
    lea.goto(comments)
    lea.get_by_role("button", name="I confirm, show the comments").click()
    lea.get_by_role("listitem").filter(has_text=WORDS).get_by_role("link", name="Answer").click()
    lea.get_by_label("Your answer").fill(ANSWER)
    lea.get_by_role("button", name="Answer", exact=True).click()
    lea.get_by_text("goes out tonight, together").wait_for()


def finds(omar, code):
    """Find the answer, think better of it once, write back; nothing tells the server who looks."""
    page = omar.page
    omar.asked.clear()
    page.reload()
    page.get_by_text(ANSWER).wait_for()
    assert page.get_by_text(WORDS).is_visible()
    assert page.get_by_text("The lead of Acme").is_visible()
    page.get_by_role("button", name="Write back").click()
    assert page.get_by_text("This may show who you are.").is_visible()
    page.get_by_role("button", name="Stay silent").click()
    assert page.get_by_text("This may show who you are.").is_hidden()
    page.get_by_role("button", name="Write back").click()
    page.get_by_label("Your words").fill(BACK)
    assert list(faults_here(page)) == []
    assert not any(method == "POST" for method, _url, _body in omar.asked)
    page.get_by_role("button", name="I know, send it").click()
    page.get_by_text("Sent. It reaches its readers tomorrow").wait_for()
    assert code not in str(omar.asked)
    assert BACK not in str(omar.asked)


def says_thanks(other, address, code):
    """In another browser the code finds the thread; nothing of it stays there."""
    page = other.page
    page.goto(f"{address}/replies")
    page.get_by_text("This device keeps nothing").wait_for()
    for given in ("wrong", code):
        page.get_by_label("Enter a recovery code").fill(given)
        page.get_by_role("button", name="Find answers").click()
        page.get_by_text("This is no recovery code" if given == "wrong" else BACK).wait_for()
    assert too_wide(page, 320) == []
    page.get_by_role("button", name="Thanks, that answers it.").click()
    page.get_by_role("button", name="I know, send it").click()
    page.get_by_text("Sent. It reaches its readers tomorrow").wait_for()
    page.reload()
    page.get_by_text("This device keeps nothing").wait_for()
