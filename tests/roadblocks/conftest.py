"""A company that was asked what keeps people from helping customers, built once: sealed, and everything said."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.questions.library import ROADBLOCK
from pulse.rounds import jobs
from pulse.rounds.models import Round
from pulse.scores import jobs as scores
from pulse.tallies import queries as tables
from tests._ground.application import Browser, application, dispose, settings_for
from tests._ground.voting import MONDAY, make_programme, open_round, vote

OPENING = MONDAY + timedelta(hours=1, minutes=1)
RULE = "Refunds above fifty euros need two signatures, and Gunnar is never here on Fridays."
HANDOVER = "Nobody tells us when Sales has promised a date."
FIELDS = "We may not open the spare parts store ourselves."
TEAMS = {"Acme": (None, 3), "Support": ("Acme", 12), "Sales": ("Acme", 12), "Field": ("Acme", 7)}
LEADS = {"Support": "Lea Lindqvist", "Sales": "Sven Sand", "Field": "Frida Field"}
SAYS = {"support1": RULE, "support2": HANDOVER, "field1": FIELDS}


@pytest.fixture(scope="session")
def migrated(migrated, databases, tmp_path_factory):
    """The company after its first round instead of empty databases."""
    urls = databases.copy_of(migrated)
    app = application(settings_for(tmp_path_factory.mktemp("asked"), urls))
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), time_machine.travel(OPENING):
        hire()
        make_programme(anchors=["T1"], rotation=[], extras=[ROADBLOCK], comment=False)
        say(app, open_round(OPENING))
        jobs.advance(OPENING + timedelta(days=4, hours=1))
        scores.compute()
    dispose(app)
    return urls


def hire():
    """Three teams with a lead each; Hana is HR, Ada the administrator, Bo and Hana work in the company's office."""
    with transaction():
        teams = {}
        for name, (above, count) in TEAMS.items():
            teams[name] = Team(name=name, parent=teams.get(above))
            db.session.add(teams[name])
            first = name.lower()
            db.session.add_all(_person(f"{first}{n}", teams[name]) for n in range(1, count + 1))
        for name, lead in LEADS.items():
            db.session.add(_person(lead, teams[name], is_lead=True))
        db.session.add(_person("Hana Ivanova", teams["Acme"], role=Role.HR.value))
        db.session.add(_person("Ada Root", None, role=Role.ADMIN.value))


def _person(name, team, **more):
    email = f"{name.split()[0].lower()}@acme.example"
    return Person(name=name, email=email, team=team, locale="en", timezone="Europe/Berlin", **more)


def say(app, opened, silent=()):
    """Let all but the silent take part; three of them write what stood in their way."""
    for person in db.session.scalars(select(Person).where(Person.team_id.is_not(None)).order_by(Person.id)).all():
        name = person.email.partition("@")[0]
        if name not in silent:
            vote(app.test_client(), opened, person, {"T1": 4}, {ROADBLOCK: SAYS[name]} if name in SAYS else None)


@pytest.fixture
def asked(app):
    """People and teams by name, the round, the ids of what was written."""
    made = SimpleNamespace(team={team.name: team for team in db.session.scalars(select(Team))})
    for person in db.session.scalars(select(Person)):
        setattr(made, person.name.split()[0].lower(), person)
    made.round = db.session.scalars(select(Round)).one()
    made.id = {each.text: each.id for each in tables.comments_on(ROADBLOCK, [made.round.uid])[made.round.uid]}
    made.page = lambda team, more="": f"/roadblocks/teams/{made.team[team].uid}{more}"
    made.answer = lambda team, text: made.page(team, f"/decide?answer={made.id[text]}")
    db.session.remove()
    return made


@pytest.fixture
def reader(asked, signed_in):
    """Give a browser of somebody who has confirmed not to guess who wrote what."""

    def make(person, team="Acme"):
        browser = signed_in(person)
        browser.post(asked.page(team, "/before"))
        return browser

    return make


@pytest.fixture
def lea(asked, reader):
    """A browser of the lead of Support, who has confirmed it."""
    return reader(asked.lea, "Support")
