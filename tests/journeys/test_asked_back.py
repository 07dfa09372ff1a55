"""Asked back in a real browser: a first screen says what was done, and a phone says whether it was."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.programmes import actions as programmes
from pulse.rounds import actions as rounds
from pulse.rounds.lines import Became
from pulse.tallies import queries as tables
from tests._ground.looks import faults_here
from tests.attacks._world import Vote, World
from tests.journeys._visitors import Company, Visitor, hire, open_pulse

pytestmark = pytest.mark.one_database

WORDS = "Late shifts are shared out by a list that everybody sees."


@pytest.fixture
def company(app, serving):
    """Support and Field, thirty each; Support was promised something, and a round opened yesterday."""
    hire(60)
    with transaction():
        support = db.session.scalars(select(Team).where(Team.name == "Support")).one()
        programmes.ask_once("shifts", support.uid, WORDS, now=datetime.now(UTC) - timedelta(days=3))
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        said = "Late shifts always fall to the same people."
        rounds.tell("shifts", support.uid, said=said, did=WORDS, became=Became.KEPT, day=yesterday)
    uid = open_pulse(anchors=["T1"])
    people = sorted(db.session.scalars(select(Person.id)), reverse=True)
    db.session.remove()
    return Company(app, serving(app), uid, people)


@pytest.fixture
def phone(browser):
    """Somebody's phone; its console may not say a word."""
    made: list[Visitor] = []

    def open_for(**dress):
        made.append(Visitor(browser, has_touch=True, is_mobile=True, **dress))
        return made[-1]

    yield open_for
    for visitor in made:
        visitor.context.close()
    assert [fault for visitor in made for fault in visitor.faults()] == []


def person(name):
    found = db.session.scalars(select(Person.id).where(Person.name == name)).one()
    db.session.remove()
    return found


def test_a_phone_is_told_what_was_done_and_says_whether_it_was(app, company, phone):
    omar = phone()
    page = omar.open(company.link(person("Omar Haddad")))
    (line,) = page.locator("#said-done li").all_inner_texts()
    assert line.startswith(
        "You said: “Late shifts always fall to the same people.” We did: “Late shifts are shared out"
    )
    assert not page.get_by_text("Nothing has been promised yet").is_visible()
    assert list(faults_here(page)) == []
    page.tap("#begin")
    omar.choose("Agree")
    page.tap("#next")
    assert page.locator("legend [data-fill=team]").inner_text() == "Support"
    assert page.locator("legend h1").inner_text() == f"You were promised: “{WORDS[:-1]}”. Was it kept?"
    assert list(faults_here(page)) == []
    omar.choose("Partly")
    page.tap("#next")
    page.tap("#next")
    omar.sees("check")
    assert page.locator("#given b").all_inner_texts() == ["Agree", "Partly", "skipped"]
    page.tap("#send")
    omar.sees("done")

    mina = phone().open(company.link(person("Mina Okafor")))
    assert "2 questions" in mina.locator("h1:visible").inner_text()  # Field was promised nothing
    assert mina.locator("#said-done li").count() == 0

    seal(app, company)
    (cell,) = tables.kept(company.round, "shifts")
    assert (cell.n, cell.bands) == (30, (10, 11, 9))
    assert tables.facts(company.round).unreadable == 0


def seal(app, company):
    """Let everybody else answer, a third of them yes, partly and no, then seal."""
    made = World(app, None, None)
    opened = db.session.merge(rounds.queries.round_(company.round))
    asked = made.asked(opened)
    others = [(who, cohort) for who, cohort in made.seats(opened) if who != person("Omar Haddad")]
    votes, answered = [], 0
    for who, cohort in others:
        answers = dict.fromkeys(asked[cohort], 0)
        if "PB1/shifts" in answers:
            answers["PB1/shifts"], answered = answered % 3, answered + 1
        votes.append(Vote(who, cohort, answers))
    made.seal(opened, votes)
