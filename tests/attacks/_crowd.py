"""Forty voters of one company, what an attacker may have seen of their coming and going, and a fresh application."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Lock, local

from flask import Flask

from pulse.ballots import voter
from pulse.ballots.envelopes import BallotText
from pulse.ballots.wire import from_text, to_text
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.rounds.models import Round
from tests._ground.application import Browser, application, dispose, settings_for
from tests._ground.databases import Urls
from tests._ground.voting import MONDAY, invitation, make_programme, open_round

OPENS = MONDAY + timedelta(hours=1, minutes=1)
QUARTER = timedelta(minutes=15)


def hire(count: int) -> list[Person]:
    """Make a company of so many people in one team."""
    with transaction():
        team = Team(name="Acme", parent=None)
        made = [
            Person(
                name=f"Voter Number {n}",
                email=f"voter{n}@acme.example",
                team=team,
                role=Role.EMPLOYEE.value,
                locale="en",
                timezone="Europe/Berlin",
            )
            for n in range(count)
        ]
        db.session.add_all([team, *made])
    return made


@dataclass
class Crowd:
    """An open round and its voters; `log` is what a proxy that logs would tell: who cast, in the order of time."""

    app: Flask
    opened: Round
    people: list[Person]
    told: dict[str, object]
    tokens: dict[int, str]
    collected: list[int] = field(default_factory=list)
    log: list[tuple[int, str]] = field(default_factory=list)  # person, receipt: the second is what is to be guessed

    def __post_init__(self) -> None:
        self._clients, self._lock = local(), Lock()

    def vote(self, person_id: int, answer: int = 4, texts: dict[str, str] | None = None) -> voter.Credential:
        """Collect and cast at once."""
        held = self.collect(person_id)
        assert self.cast(person_id, held, answer, texts).status_code == 204
        return held

    def collect(self, person_id: int) -> voter.Credential:
        """Collect a credential."""
        pending = voter.begin()
        posted = {"invite": self.tokens[person_id], "blinded": to_text(pending.blinded)}
        reply = self.client.post("/credential", json=posted)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        with self._lock:
            self.collected.append(person_id)
        return voter.credential(pending, reply.json, from_text(json.loads(reply.json["leaf"])["key"], 32))

    def cast(self, person_id: int, held: voter.Credential, answer: int = 4, texts: dict[str, str] | None = None):
        """Cast a ballot; return the response."""
        reply = self.client.post("/ballot", json=self.ballot(held, answer, texts))
        if reply.status_code == 204:
            with self._lock:
                self.log.append((person_id, held.receipt))
        return reply

    def ballot(self, held: voter.Credential, answer: int = 4, texts: dict[str, str] | None = None) -> dict[str, str]:
        """Seal a ballot that gives every question one answer."""
        versions = {q["version"].split("@")[0]: q["version"] for q in self.told["questions"]}
        answers = {q["version"]: answer for q in self.told["questions"] if not q["open"]}
        words = {versions[code]: said for code, said in (texts or {}).items()}
        return self.sealed(held, BallotText(held.cohort, answers, words))

    def sealed(self, held: voter.Credential, said: BallotText) -> dict[str, str]:
        """Seal whatever is said."""
        key = from_text(json.loads(str(self.told["header"]))["sealing_key"], 32)
        return voter.ballot(self.opened.uid, key, held, said)

    def in_turn(self, people: list[int]) -> None:
        """Let people vote one after the other."""
        for person_id in people:
            self.vote(person_id)

    def six_at_once(self, people: list[int]) -> None:
        """Let people vote in six threads, in this order as far as threads keep it."""
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(self.vote, people))

    @property
    def client(self):
        """This thread's browser."""
        if not hasattr(self._clients, "held"):
            self._clients.held = self.app.test_client()
        return self._clients.held

    @property
    def ids(self) -> list[int]:
        """The people in an order that has nothing to do with their rows."""
        return Random(7).sample([person.id for person in self.people], len(self.people))


def gather(app: Flask, count: int = 40) -> Crowd:
    """Hire people, open a round for them, and hand out the invitations."""
    return opened_for(app, hire(count))


def opened_for(app: Flask, people: list[Person], **programme: object) -> Crowd:
    """Open a round for a company, and hand out the invitations."""
    make_programme(**programme)
    opened = open_round(OPENS)
    told = app.test_client().get(f"/rounds/{opened.uid}/pulse.json").json
    return Crowd(app, opened, people, told, {person.id: invitation(opened, person) for person in people})


@contextmanager
def running(urls: Urls, instance: Path) -> Iterator[Flask]:
    """Run an application of its own on these databases and this instance."""
    made = application(settings_for(instance, urls))
    made.testing = True
    made.test_client_class = Browser
    made.config["WTF_CSRF_ENABLED"] = False
    with made.app_context():
        yield made
    dispose(made)
