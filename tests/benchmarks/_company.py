"""A made company with an open round, for benchmarks; its round is opened by the product's own job."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, insert, select

from pulse import create_app
from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.settings import Settings
from pulse.base.transactions import transaction
from pulse.outbox.models import Message
from pulse.people.models import Person, Team
from pulse.rounds.models import Round
from tests._ground import postgres
from tests._ground.application import dispose, settings_for
from tests._ground.databases import PostgresDatabases, Urls
from tests._ground.voting import make_programme, open_round
from tools.machine import postgres_places

FIRST = ("Amina", "Björn", "Chiara", "Daniel", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katarzyna", "Liam")
LAST = ("Almeida", "Bergström", "Costa", "Demir", "Eriksen", "Fischer", "Guerrero", "Haddad", "Ivanova", "Jansen")


@dataclass(frozen=True)
class Place:
    """Where an instance lives."""

    folder: Path
    urls: Urls

    @property
    def settings(self) -> Settings:
        """Return what the preparing process sets; the server reads the same files and databases."""
        return settings_for(self.folder, self.urls)


@contextmanager
def sqlite(folder: Path) -> Iterator[Place]:
    """Two files in the folder, as installed."""
    yield Place(folder, Urls(f"sqlite:///{folder}/people.sqlite", f"sqlite:///{folder}/ballots.sqlite"))


@contextmanager
def postgresql(folder: Path) -> Iterator[Place]:
    """Two databases of a cluster that pays for the disk."""
    with postgres.cluster(postgres_places()[0], durable=True) as superuser:
        databases = PostgresDatabases(superuser)
        yield Place(folder, databases.fresh())
        databases.close()


def kinds() -> dict[str, object]:
    """Return the databases this machine has."""
    return {"SQLite": sqlite} | ({"PostgreSQL": postgresql} if postgres_places() else {})


@contextmanager
def application(place: Place) -> Iterator[Flask]:
    """The application of an instance with its context, migrated, without a scheduler and without a word."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    app = create_app(place.settings)
    with app.app_context():
        upgrade()
        yield app
    dispose(app)


def hire(people: int, teams: int) -> None:
    """Fill a company: one root, branches of twenty teams, people spread evenly over the lowest level."""
    with transaction():
        db.session.add(Team(id=1, name="Acme"))
        db.session.flush()
        branches = range(2, 2 + max(1, teams // 20))
        lowest = range(branches.stop, branches.stop + teams)
        rows = [{"id": branch, "uid": f"b{branch}", "name": f"Branch {branch}", "parent_id": 1} for branch in branches]
        rows += [
            {"id": team, "uid": f"t{team}", "name": f"Team {team}", "parent_id": branches[team % len(branches)]}
            for team in lowest
        ]
        db.session.execute(insert(Team), rows)
        db.session.execute(insert(Person), [_person(number, lowest[number % teams]) for number in range(people)])


def _person(number: int, team: int) -> dict[str, object]:
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return {
        "uid": f"p{number}",
        "name": f"{first} {last}-{number}",
        "email": f"p{number}@acme.example",
        "role": "employee",
        "is_lead": False,
        "team_id": team,
        "locale": ("en", "de")[number % 2],
        "timezone": "Europe/Berlin",
    }


def begin() -> Round:
    """Open a round now, by the job; its mails are taken back, so that no benchmark writes them meanwhile."""
    now = clock.now()
    make_programme(weekday=now.weekday(), hour=now.hour, starts_on=local_day(now, "UTC"), timezone="UTC")
    opened = open_round(now)
    with transaction():
        db.session.execute(delete(Message))
    return opened


def ids() -> list[int]:
    """Return everybody's id."""
    return list(db.session.scalars(select(Person.id).order_by(Person.id)))
