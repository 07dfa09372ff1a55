"""How the installation is, and everything that is stored about one person."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from pulse.access import queries as access
from pulse.admin.health import Condition, Health, ticking
from pulse.admin.jobs import TICK
from pulse.admin.models import Heartbeat
from pulse.audit import queries as audit
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import walled
from pulse.outbox import queries as outbox
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.rounds import queries as rounds

# Each room says itself what it stores about a person; the ballot side stores nothing about anybody.
EXPORTS: tuple[Callable[[Person], dict[str, object]], ...] = (
    people.export,
    access.export,
    outbox.export,
    rounds.export,
    audit.export,
)


def own_data(person: Person) -> dict[str, object]:
    """Return everything that is stored about a person."""
    everything: dict[str, object] = {}
    for export in EXPORTS:
        everything |= export(person)
    return everything


def health(now: datetime) -> Health:
    """Ask both databases, the migrations and the heartbeat."""
    try:
        current = _current(db.session.connection())
        seen = db.session.get(Heartbeat, TICK) if current is Condition.OK else None
    except SQLAlchemyError:
        db.session.rollback()
        return Health(Condition.BROKEN, _ballots(), Condition.BROKEN, Condition.BROKEN, None)
    last = seen.at if seen else None
    age = int((now - last).total_seconds()) if last else None
    return Health(Condition.OK, _ballots(), current, ticking(last, settings().tick_seconds, now), age)


def _ballots() -> Condition:
    try:
        with walled() as connection:
            connection.execute(text("SELECT 1"))
            return _current(connection)
    except SQLAlchemyError:
        return Condition.BROKEN


def _current(connection: Connection) -> Condition:
    heads = set(MigrationContext.configure(connection).get_current_heads())
    return Condition.OK if heads == _heads(current_app.extensions["migrate"].directory) else Condition.OUTDATED


@cache
def _heads(directory: str) -> frozenset[str]:
    return frozenset(ScriptDirectory(directory).get_heads())
