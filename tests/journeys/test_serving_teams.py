"""Teams that serve teams in a real browser: recorded, asked about on a phone, sealed, read on the map."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pulse.access import actions as access
from pulse.ballots import queries as boxes
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.programmes.models import Programme
from pulse.tallies import queries as tables
from pulse.team_services import actions
from tests._ground.looks import faults, faults_here
from tests._ground.voting import make_programme, open_round
from tests.attacks._world import Vote, World
from tests.journeys._visitors import Company, Visitor, hire

pytestmark = pytest.mark.one_database

PASSWORD = "a long walk by the river"
ONE = {"anchors": ["T1"], "rotation": [], "extras": []}


@pytest.fixture
def company(app, serving):
    """Support and Field, thirty each, and a Service Desk of nine, one of them in HR; no round is open yet."""
    app.config["WTF_CSRF_ENABLED"] = True
    hire(60)
    with transaction():
        desk = Team(name="Service Desk", parent=db.session.scalars(select(Team).where(Team.name == "Acme")).one())
        given = {"team": desk, "locale": "en", "timezone": "UTC"}
        staff = [Person(name=f"Desk Number{n}", email=f"d{n}@acme.example", role="employee", **given) for n in range(8)]
        hana = Person(name="Hana Ivanova", email="hana@acme.example", role="hr", **given)
        db.session.add_all([*staff, hana])
        db.session.flush()
        access.set_password(hana, PASSWORD)
    return Company(app, serving(app), "")


def ask(company, **changes):
    """Start a programme whose round opened yesterday."""
    moment = datetime.now(UTC)
    begun = moment - timedelta(days=1)
    make_programme(weekday=begun.weekday(), starts_on=begun.date(), **ONE, **changes)
    company.round = open_round(moment).uid
    company.waiting = sorted(db.session.scalars(select(Person.id)), reverse=True)
    db.session.remove()


@pytest.fixture
def hana(browser, company):
    """HR at a desk, signed in; the console may not say a word."""
    visitor = Visitor(browser, viewport={"width": 1280, "height": 900})
    page = visitor.page
    page.goto(company.address + "/sign-in")
    page.get_by_label("E-mail").fill("hana@acme.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    yield page
    visitor.context.close()
    assert visitor.faults() == []


@pytest.fixture
def phone(browser):
    """Somebody's phone."""
    visitor = Visitor(browser, has_touch=True, is_mobile=True)
    yield visitor
    visitor.context.close()
    assert visitor.faults() == []


def person(name: str) -> int:
    found = db.session.scalars(select(Person.id).where(Person.name == name)).one()
    db.session.remove()
    return found


def team(name: str) -> str:
    found = db.session.scalars(select(Team.uid).where(Team.name == name)).one()
    db.session.remove()
    return found


def test_hr_records_who_serves_whom_and_reads_how_it_goes(app, company, hana, phone):
    desk, support = team("Service Desk"), team("Support")
    hana.goto(f"{company.address}/people/teams/{desk}")
    hana.get_by_role("link", name="Teams it serves").click()
    hana.get_by_label("Team or branch that is served").select_option(support)
    hana.get_by_role("button", name="Record").press("Enter")
    hana.get_by_text("It counts from the next round on").wait_for()
    make_programme(weekday=0, **ONE)
    programme = db.session.scalars(select(Programme.uid)).one()
    db.session.remove()
    hana.goto(f"{company.address}/programmes/{programme}")
    hana.get_by_label("Asked of the teams they serve").check()
    hana.get_by_role("button", name="Save changes").click()
    hana.get_by_text("Saved", exact=False).first.wait_for()
    assert "three questions about each of at most two" in hana.locator("#preview").inner_text()
    with transaction():
        held = db.session.scalars(select(Programme)).one()
        assert held.inside == "served"
        begun = datetime.now(UTC) - timedelta(days=1)
        held.weekday, held.starts_on = begun.weekday(), begun.date()
    opened = open_round(datetime.now(UTC))
    company.round = opened.uid

    page = phone.open(company.link(person("Omar Haddad")))
    page.tap("#begin")
    phone.choose("Agree")
    page.tap("#next")
    assert page.locator("legend [data-fill=team]").inner_text() == "Service Desk"
    assert page.locator("legend h1").inner_text() == "Service Desk delivers what we agreed, when we agreed."
    assert list(faults_here(page)) == []
    for _ in range(3):
        phone.choose("Agree")
        page.tap("#next")
    page.tap("#next")
    phone.sees("check")
    page.tap("#send")
    phone.sees("done")
    assert company.ballots() == 1

    made = World(app, None, None)
    asked = made.asked(opened)
    votes = [
        Vote(who, cohort, dict.fromkeys(asked[cohort], number % 3))
        for number, (who, cohort) in enumerate(made.seats(opened))
        if who != person("Omar Haddad")
    ]
    made.seal(opened, votes)
    assert {cell.n for cell in tables.ratings(company.round)} == {30}
    assert tables.facts(company.round).unreadable == 0
    hana.goto(company.address + "/customers")
    hana.get_by_role("link", name="Serving teams").click()
    hana.get_by_role("link", name="Service Desk").click()
    assert "30 of 30 who were asked" in hana.locator("main").inner_text()
    paths = ["/customers/inside", f"/customers/inside/{desk}", f"/people/teams/{desk}/serves"]
    paths += ["/programmes/named-teams"]
    assert list(faults(hana, [company.address + path for path in paths])) == []


def test_omar_names_the_teams_he_relied_on(company, phone):
    with transaction():
        root = db.session.scalars(select(Team).where(Team.name == "Acme")).one()
        db.session.add_all(Team(name=f"{name} & Co $&", parent=root) for name in ("Legal", "Stores", "Travel"))
    from_teams = [
        team(name) for name in ("Service Desk", "Legal & Co $&", "Stores & Co $&", "Travel & Co $&", "Support")
    ]
    with transaction():
        actions.let_name(from_teams, by=None)
    ask(company, inside="named")
    page = phone.open(company.link(person("Omar Haddad")))
    page.tap("#begin")
    phone.choose("Agree")
    page.tap("#next")
    assert page.locator("legend h1").inner_text() == "Which teams did you rely on this month?"
    assert page.locator("#teams label").all_inner_texts() == [
        *("Legal & Co $&", "Service Desk", "Stores & Co $&", "Travel & Co $&", "None of these")
    ]
    assert list(faults_here(page)) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.tap("#next")
    assert page.locator("#choose").is_visible()
    phone.choose("None of these")
    for name in ("Legal & Co $&", "Service Desk", "Stores & Co $&", "Travel & Co $&"):
        phone.choose(name)
    assert page.locator("#teams :checked").count() == 4
    page.tap("#next")
    assert page.get_by_text("Choose three at most.").is_visible()
    for name in ("Stores & Co $&", "Travel & Co $&"):
        phone.choose(name)
    page.tap("#next")
    for number in range(6):
        name = "Legal & Co $&" if number < 3 else "Service Desk"
        assert page.locator("legend [data-fill=team]").inner_text() == name
        assert name in page.locator("legend h1").inner_text()
        phone.choose("Disagree")
        page.tap("#next")
    page.locator("#words").wait_for()
    page.wait_for_timeout(500)  # what is kept on the device is written behind the page's back
    page.reload()
    page.locator("#words").wait_for()
    page.tap("#next")
    phone.sees("check")
    assert page.locator("#given li").count() == 9
    assert "Legal & Co $&, Service Desk" in page.locator("#given").inner_text()
    page.tap("#send")
    phone.sees("done")
    assert boxes.waiting(company.round) == 1


def test_a_page_that_asks_otherwise_than_the_manifest_lists_is_not_trusted(company, phone):
    ask(company)

    def more(route):
        answer = route.fetch()
        told = answer.json()
        told["questions"].insert(1, {**told["questions"][0], "version": "T2@1"})
        route.fulfill(response=answer, json=told)

    phone.context.route("**/visit", more)
    page = phone.open(company.link(person("Omar Haddad")))
    page.tap("#begin")
    phone.sees("mistrust")
    assert phone.bodies("/ballot") == []
