"""The whole chain: a drop, a town hall, a question without a name, a promise, the team's word, the next pulse."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.promises import askback_answer_jobs
from pulse.promises import jobs as promises
from pulse.promises.models import Promise
from pulse.rounds import jobs, messages, queries
from pulse.scores import jobs as scores
from pulse.townhalls.models import Hall
from tests._ground.halls import guests
from tests._ground.looks import faults_here
from tests._ground.voting import make_programme
from tests.attacks._world import OPENS, WEEK, Vote, World
from tests.journeys._visitors import PHONE, hire

pytestmark = pytest.mark.one_database

HIGH, LOW = (0, 0, 1, 0, 0), (2, 2, 1, 2, 2)  # bands of five people in turn: favourable, neutral, unfavourable
BEFORE, AFTER = 6, 3  # rounds
QUESTION = "Why do we hear of new shifts on the day?"
PROMISE = "New shifts are told two weeks ahead."


@pytest.fixture
def lea(app):
    """Support of fifteen, led by Lea, and Field of fourteen; nine sealed rounds, the last three with a drop there."""
    hire(29)  # whoever leads is counted with the smaller team
    with transaction():
        support = db.session.scalars(select(Team).where(Team.name == "Support")).one()
        dress = {"role": "employee", "locale": "en", "timezone": "Europe/Berlin", "team": support}
        db.session.add(lea := Person(name="Lea Haas", email="lea@acme.example", is_lead=True, **dress))
    make_programme(anchors=["T1", "T2", "R1"], rotation=[], extras=[])
    made = World(app, None, None)
    for number in range(BEFORE + AFTER):
        seal(made, support.uid, number)
    return lea


def seal(made, support, number):
    """Let everybody answer a round, Support worse in the last ones, and seal it."""
    opened = made.open()
    asked, homes = made.asked(opened), {c.id: c.home for c in made.layout(opened.uid).cohorts}
    votes = []
    for place, (person, cohort) in enumerate(made.seats(opened)):
        felt = LOW if homes[cohort] == support and number >= BEFORE else HIGH
        bands = {code: felt[(place + number + at) % 5] for at, code in enumerate(asked[cohort])}
        votes.append(Vote(person, cohort, bands))
    made.seal(opened, votes)


def at(moment):
    """Travel; whoever signed in before has to sign in again."""
    db.session.remove()
    return time_machine.travel(moment, tick=True)


def staff():
    found = list(db.session.scalars(select(Person).where(Person.is_lead.is_(False)).order_by(Person.id)))
    team = db.session.scalars(select(Team.id).where(Team.name == "Support")).one()
    db.session.remove()
    return [each for each in found if each.team_id == team]


def test_from_a_drop_to_the_first_screen_of_the_next_pulse(app, lea, reader):
    monday = OPENS + (BEFORE + AFTER) * WEEK
    with at(monday - timedelta(days=1)):
        uid = planned(lea, reader)
        with_votes(app, lea, reader, uid)
        promise = made_of_it(lea, reader, uid)
    with at(monday + timedelta(days=20)):
        past_due_and_put_off(lea, reader, promise)
    with at(monday + timedelta(days=26)):
        page, _ = reader(lea)
        page.goto(f"/promises/{promise}/keep")
        page.get_by_label("In a few words").fill("Every plan of this month was out two weeks ahead.")
        page.get_by_role("button", name="It is kept").click()
        expect(page.locator("main")).to_contain_text("Kept")
    with at(monday + timedelta(days=28, hours=1)):
        asked_back(app, reader)
    with at(monday + timedelta(days=33)):
        both_words(lea, reader, promise)
    with at(monday + timedelta(days=35, hours=1)):
        first_screen(reader)


def planned(lea, reader):
    """Lea goes from the team's page to a town hall whose agenda knows of the drop, and announces it."""
    page, _ = reader(lea)
    support = db.session.scalars(select(Team.uid).where(Team.name == "Support")).one()
    db.session.remove()
    page.goto(f"/results/teams/{support}")
    page.get_by_role("link", name="town hall").first.click()
    expect(page.locator(".agenda")).to_contain_text("Trust is clearly lower than before")
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("button", name="Announce and invite").click()
    expect(page.locator("main")).to_contain_text("Announced")
    assert list(faults_here(page)) == []
    return page.url.rsplit("/", 1)[1]


def with_votes(app, lea, reader, uid):
    """Two phones enter with eight others; one asks, both vote, the big screen counts."""
    people = staff()
    hall = db.session.scalars(select(Hall).where(Hall.uid == uid)).one()
    others = guests(app, hall, people[2:10])
    screen, _ = reader(lea, viewport={"width": 1920, "height": 1080})
    screen.goto(f"/halls/{uid}/screen")
    phones = [reader(each, viewport=PHONE, has_touch=True)[0] for each in people[:2]]
    for phone in phones:
        phone.goto(f"/halls/{uid}/floor")
        phone.get_by_role("button", name="Enter").tap()
        phone.get_by_label("Your question").wait_for()
    phones[0].get_by_label("Your question").fill(QUESTION)
    phones[0].get_by_role("button", name="Ask").tap()
    card = [phone.locator(".question", has_text=QUESTION) for phone in phones]
    expect(card[0].get_by_text("Yours")).to_be_visible()
    slot = others[0].look().get_json()["questions"][0]["slot"]
    assert [each.vote(slot) for each in others[:4]] == [204] * 4
    for each in card:
        each.get_by_role("button", name="I want to know this too").tap()
        expect(each.get_by_role("button", name="You voted")).to_be_visible()
    expect(card[1].locator(".tally")).to_have_text("6 votes")
    page, _ = reader(lea)
    page.goto(f"/halls/{uid}/moderate")
    page.get_by_role("button", name="Queue").first.click()
    expect(screen.locator(".question")).to_contain_text(QUESTION)
    expect(screen.locator(".question")).to_contain_text("6 votes")


def made_of_it(lea, reader, uid):
    """Lea makes a promise of the question."""
    page, _ = reader(lea)
    page.goto(f"/halls/{uid}/moderate")
    page.get_by_role("link", name="Answer, decline, link").first.click()
    page.get_by_role("button", name="Make it a promise").click()
    page.get_by_role("link", name="Write it").click()
    expect(page.get_by_label("You said")).to_have_value(QUESTION)
    page.get_by_label("What is promised").fill(PROMISE)
    page.get_by_label("How we will know").fill("The plan hangs in the office two weeks ahead.")
    due = db.session.scalars(select(Promise.due)).one() - timedelta(days=15)
    db.session.remove()
    page.get_by_label("Due on").fill(due.isoformat())
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("link", name="Make it in public").click()
    page.get_by_role("button", name="Make it in public").click()
    expect(page.locator("main")).to_contain_text("Awaiting")
    assert list(faults_here(page)) == []
    return page.url.rsplit("/", 1)[1]


def past_due_and_put_off(lea, reader, promise):
    """Nobody said a word: it is red without anybody's doing, and Lea gives it another date."""
    page, _ = reader(lea)
    page.goto(f"/promises/{promise}")
    expect(page.locator("main")).to_contain_text("Past due")  # before any job has run
    promises.advance()
    page.reload()
    expect(page.locator(".history")).to_contain_text("Past due without a word")
    page.get_by_role("link", name="Set a new date").click()
    due = db.session.scalars(select(Promise.due)).one() + timedelta(days=14)
    db.session.remove()
    page.get_by_label("New date").fill(due.isoformat())
    page.get_by_label("Why", exact=True).fill("The new tool came late.")
    page.get_by_role("button", name="Set a new date").click()
    expect(page.locator(".history")).to_contain_text("The new tool came late.")
    expect(page.locator(".history")).to_contain_text("Past due without a word")  # the past stays


def asked_back(app, reader):
    """The next pulse asks everybody of Support, and nobody of Field, whether it was kept; one of them on a phone."""
    jobs.advance()
    opened = queries.rounds(limit=1)[0]
    layout = World(app, None, None).layout(opened.uid)
    asked = {c.home: [q.code for q in layout.asked_of(c.id) if q.of_promise] for c in layout.cohorts}
    names = {team.uid: team.name for team in db.session.scalars(select(Team))}
    assert {names.get(home, home) for home, codes in asked.items() if codes} >= {"Support"}
    omar = staff()[0]
    link = link_of(app, opened, omar.id)
    phone, _ = reader(omar, viewport=PHONE, has_touch=True)
    phone.goto(link)
    expect(phone.locator("#said-done")).to_contain_text(PROMISE)
    phone.locator("#begin").tap()
    for _ in range(3):
        phone.locator(".box").filter(has=phone.get_by_text("Agree", exact=True)).tap()
        phone.locator("#next").tap()
    expect(phone.locator("legend h1")).to_contain_text(PROMISE.rstrip("."))
    assert list(faults_here(phone)) == []
    phone.locator(".box").filter(has=phone.get_by_text("Yes", exact=True)).tap()
    phone.locator("#next").tap()
    phone.locator("#next").tap()
    phone.locator("#send").tap()
    phone.locator("#done:not([hidden])").wait_for()
    made = World(app, None, None)
    votes = [
        Vote(person, cohort, dict.fromkeys(made.asked(opened)[cohort], 2 if place % 4 == 0 else 0))
        for place, (person, cohort) in enumerate(made.seats(opened))
        if person != omar.id
    ]
    made._lay(opened, votes, ())


def link_of(app, opened, person):
    with app.test_request_context(base_url=app.extensions["pulse.settings"].base_url):
        link = messages.link_for(opened.uid, person, opened.fingerprint, "en")
        db.session.remove()
    return link


def both_words(lea, reader, promise):
    """The board shows the leader's word beside the team's, from the published cells."""
    jobs.advance()
    scores.compute()
    assert askback_answer_jobs.hear() == 1
    page, _ = reader(lea)
    page.goto("/promises?show=kept")
    card = page.locator("main", has_text=PROMISE)
    expect(card).to_contain_text("The leader’s word")
    expect(card).to_contain_text("The team’s word")
    expect(card).to_contain_text("Yes: ")
    page.goto(f"/promises/{promise}")
    expect(page.locator(".history li").first).to_contain_text("The team’s word")
    assert list(faults_here(page)) == []


def first_screen(reader):
    """The next pulse's first screen says what became of it."""
    jobs.advance()
    opened = queries.rounds(limit=1)[0]
    omar = staff()[0]
    phone, _ = reader(omar, viewport=PHONE, has_touch=True)
    phone.goto(f"/p?round={opened.uid}")
    line = phone.locator("#said-done li").first
    expect(line).to_contain_text(QUESTION.rstrip("?"))
    expect(line).to_contain_text(PROMISE.rstrip("."))
    expect(line).to_contain_text("Kept")
    assert list(faults_here(phone)) == []
