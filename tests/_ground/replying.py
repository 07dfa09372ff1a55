"""Writers of comments in Python, who look for answers and write back as a browser does; and a company that wrote."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from pulse.ballots.wire import from_text, to_text
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.rounds import jobs, queries
from pulse.scores import jobs as scores
from pulse.tallies import queries as tables
from pulse.tallies.cells import TOP
from pulse.tallies.threads import MOST_TEXTS, Chain
from pulse.threads.letters import ENTRY_SIZE, TAG_SIZE, By, Letter, Said, opened, seal, tag
from tests._ground.application import Browser, application, dispose, settings_for
from tests._ground.databases import Databases, Urls
from tests._ground.voting import MONDAY, make_programme, open_round, vote

OPENING = MONDAY + timedelta(hours=1, minutes=1)
DAY = timedelta(days=1)
SAID = "The stock list is wrong every Monday."
BLOCKED = "Three signatures for one crate."
MEETINGS = "Too many meetings."
NOTHING = "Nothing more."


@dataclass
class Author:
    """Whoever holds a recovery code."""

    code: str = field(default_factory=lambda: to_text(secrets.token_bytes(32)))

    def chain(self, place: int = 0) -> Chain:
        """Return what follows from the code for one text of the ballot."""
        return Chain.of(from_text(self.code, 32), place)

    def threads(self, file: bytes) -> list[list[Letter]]:
        """Return what stands in the file for this author, thread by thread."""
        held = {
            file[at : at + TAG_SIZE]: file[at + TAG_SIZE : at + ENTRY_SIZE] for at in range(0, len(file), ENTRY_SIZE)
        }
        found = [self._written(held, self.chain(place)) for place in range(MOST_TEXTS)]
        return [letters for letters in found if letters]

    def _written(self, held: Mapping[bytes, bytes], chain: Chain) -> list[Letter]:
        letters: list[Letter] = []
        while (one := tag(chain.id, len(letters) + 1)) in held:
            letters.append(opened(chain.read, chain.id, held[one]))
        return letters

    def posted(self, text: str = "", *, place: int = 0) -> dict[str, str]:
        """Return what is posted to write back; thanks without words."""
        chain, letter = self.chain(place), Letter(By.AUTHOR, Said.TEXT if text else Said.THANKS, text)
        sealed = seal(chain.read, chain.id, letter)
        return {"thread": to_text(chain.id), "write": to_text(chain.write), "sealed": to_text(sealed)}


def fetch(client: FlaskClient) -> bytes:
    """Return the file that everybody downloads."""
    return client.get("/replies.bin").get_data()


class Scene:
    """A sealed round of Acme: Omar (Support) wrote twice, Mina (Field) once, somebody's browser chose no secret.

    Lea leads Support, Olga leads Operations, Hana is HR, Ada the administrator.
    """

    omar = Author(to_text(sha256(b"omar").digest()))
    mina = Author(to_text(sha256(b"mina").digest()))

    def __init__(self) -> None:
        """Look up what was made."""
        self.round = queries.rounds()[0]
        self.team = {team.name: team for team in people.open_teams()}
        self.people = {person.name.split()[0].lower(): person for person in db.session.scalars(select(Person))}

    def comment(self, words: str) -> str:
        """Return the id of the comment that begins with these words."""
        homes = tables.layout(self.round.uid).parent
        found = tables.comments(self.round.uid, [*homes, TOP])
        return next(each.id for each in found if each.text.startswith(words))


def build(databases: Databases, migrated: Urls, place: Path) -> Urls:
    """Hire, ask, write and seal; return the databases."""
    urls = databases.copy_of(migrated)
    app = application(settings_for(place, urls))
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), time_machine.travel(OPENING):
        write_and_seal(app.test_client())
    dispose(app)
    return urls


def write_and_seal(client: FlaskClient) -> None:
    """Hire a company, let everybody answer, and seal."""
    omar, first, second = _hire()
    said = {
        omar: ({"Q1": BLOCKED, "comment": SAID}, Scene.omar.code),
        first: ({"comment": MEETINGS}, Scene.mina.code),
        second: ({"comment": NOTHING}, "no.secret"),
    }
    make_programme(anchors=["T1", "Q1"], rotation=[], extras=[])
    begun = open_round(OPENING)
    for person in people.members():
        vote(client, begun, person, 4, *said.get(person.id, ({}, "")))
    jobs.advance(begun.closes_at)
    scores.compute()


def _hire() -> tuple[int, int, int]:
    """Make Acme; return who writes."""
    with transaction():
        acme = Team(name="Acme")
        operations = Team(name="Operations", parent=acme)
        support, field_ = (Team(name=name, parent=operations) for name in ("Support", "Field"))
        finance = Team(name="Finance", parent=acme)
        db.session.add_all([acme, operations, support, field_, finance])
        people_of = [_person(f"Support{n} Number", support) for n in range(11)]
        fielders = [_person(f"Field{n} Number", field_) for n in range(12)]
        omar = _person("Omar Haddad", support)
        led = [_person("Lea Lindqvist", support, lead=True), _person("Olga Petrova", operations, lead=True)]
        others = [_person(f"Finance{n} Number", finance) for n in range(8)]
        others += [_person("Hana Ivanova", finance, role=Role.HR), _person("Ada Root", None, role=Role.ADMIN)]
        db.session.add_all([*people_of, *fielders, omar, *led, *others])
        db.session.flush()
        return omar.id, fielders[0].id, fielders[1].id


def _person(name: str, team: Team | None, *, role: Role = Role.EMPLOYEE, lead: bool = False) -> Person:
    email = f"{name.split(maxsplit=1)[0].lower()}@acme.example"
    return Person(name=name, email=email, team=team, role=role.value, is_lead=lead, locale="en", timezone="UTC")
