"""A sealed company to read about: one round, everything made by the product, built once for all tests."""

from datetime import timedelta
from pathlib import Path

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.rounds import jobs
from pulse.rounds.models import Round
from pulse.scores import jobs as scores
from tests._ground.application import Browser, application, dispose, settings_for
from tests._ground.databases import Databases, Urls
from tests._ground.voting import MONDAY, make_programme, open_round, vote

OPENING = MONDAY + timedelta(hours=1, minutes=1)
MIXED = (4, 4, 5, 4, 2, 2, 3, 1, 4)
SAID = "The stock list is wrong every Monday."

# team -> (above, members)
TEAMS = {
    "Acme": (None, 7),
    "Operations": ("Acme", 7),
    "Support": ("Operations", 8),
    "Field": ("Operations", 8),
    "Night": ("Operations", 3),
    "Finance": ("Acme", 8),
    "Sales": ("Acme", 12),
}


class Readers:
    """Lea leads Support, Olga leads Operations, Nils leads Night; Omar works in Support, Sam in Sales, Hana is HR."""

    def __init__(self) -> None:
        self.team = {team.name: team for team in db.session.scalars(select(Team))}
        for person in db.session.scalars(select(Person)):
            setattr(self, person.name.split()[0].lower(), person)
        self.round = db.session.scalars(select(Round)).one()

    def page(self, team: str, more: str = "") -> str:
        """Return the address of a team's page."""
        return f"/results/teams/{self.team[team].uid}{more}"


def build(databases: Databases, migrated: Urls, place: Path) -> Urls:
    """Hire, ask, vote and seal; return the databases."""
    urls = databases.copy_of(migrated)
    app = application(settings_for(place, urls))
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), time_machine.travel(OPENING):
        _hire()
        make_programme()
        opened = open_round(OPENING)
        _vote(app.test_client(), opened)
        jobs.advance(opened.closes_at)
        scores.compute()
    dispose(app)
    return urls


def _hire() -> None:
    with transaction():
        teams: dict[str, Team] = {}
        for name, (above, _members) in TEAMS.items():
            teams[name] = Team(name=name, parent=teams.get(above or ""))
        db.session.add_all(teams.values())
        for name, (_above, members) in TEAMS.items():
            db.session.add_all(_person(f"{name}{n} Member", teams[name]) for n in range(members))
        db.session.add_all(
            [
                _person("Lea Lindqvist", teams["Support"], lead=True),
                _person("Olga Petrova", teams["Operations"], lead=True),
                _person("Nils Berg", teams["Night"], lead=True),
                _person("Omar Haddad", teams["Support"]),
                _person("Sam Okafor", teams["Sales"]),
                _person("Hana Ivanova", teams["Finance"], role=Role.HR),
                _person("Ada Root", None, role=Role.ADMIN),
            ]
        )


def _person(name: str, team: Team | None, *, role: Role = Role.EMPLOYEE, lead: bool = False) -> Person:
    email = f"{name.split(maxsplit=1)[0].lower()}@acme.example"
    return Person(name=name, email=email, team=team, role=role.value, is_lead=lead, locale="en", timezone="UTC")


def _vote(client: Browser, opened: Round) -> None:
    """Sales agree as one, Support are of many minds, two of Field take part, everybody else answers in between."""
    people = list(
        db.session.scalars(
            select(Person).where(Person.team_id.is_not(None)).order_by(Person.id).options(joinedload(Person.team))
        )
    )
    support = 0
    for person in people:
        team, answer, texts = person.team.name, 3, {}
        if team == "Field" and person.name[5] not in "01":
            continue
        if team == "Support" and not person.is_lead:
            answer, support = MIXED[support], support + 1
        if team == "Sales":
            answer, texts = 5, {"comment": f"Sales says: {person.name}"}
        if person.name.startswith("Omar"):
            texts = {"comment": SAID}
        vote(client, opened, person, answer, texts)
