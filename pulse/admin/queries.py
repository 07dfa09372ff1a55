"""How the installation is, and everything that is stored about one person."""

import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from pulse.access import queries as access
from pulse.admin import health_queries
from pulse.admin.checkup import Apart, Facts
from pulse.admin.health import Condition, Health, ticking
from pulse.admin.models import TICK, Heartbeat
from pulse.audit import queries as audit
from pulse.ballots.keys import KeysGone, KeysMissing
from pulse.ballots.queries import ring
from pulse.base import clock
from pulse.base.db import WALLED, db
from pulse.base.errors import NotFound
from pulse.base.locale import local_day
from pulse.base.settings import settings
from pulse.base.transactions import walled
from pulse.clients import queries as clients
from pulse.outbox import queries as outbox
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.programmes.models import Programme
from pulse.promises import queries as promises
from pulse.recognition import queries as recognition
from pulse.reports import pdf_libraries
from pulse.reports import queries as reports
from pulse.roadblocks import queries as roadblocks
from pulse.rounds import queries as rounds
from pulse.rounds import recheck_queries
from pulse.rounds.models import Round, Step
from pulse.tallies import queries as tallies
from pulse.townhalls import queries as townhalls

# Each room says itself what it stores about a person; the ballot side stores nothing about anybody.
EXPORTS: tuple[Callable[[Person], dict[str, object]], ...] = (
    people.export,
    access.export,
    outbox.export,
    rounds.export,
    reports.export,
    clients.export,
    promises.export,
    townhalls.export,
    roadblocks.export,
    recognition.export,
    audit.export,
)
NEED_KEYS = (Step.OPEN.value, Step.CLOSED.value, Step.FROZEN.value)
SEALING_TAKES = timedelta(minutes=30)  # a round that is still not sealed so long after its end is overdue
MOST_READ_AGAIN = 100
PRIVATE = ("pulse.toml", "secret.key", "people.sqlite", "ballots.sqlite", "mails.txt", "demo.txt")


class Keys(Enum):
    """Whether this machine can open a round's ballots."""

    HERE = "here"
    GONE = "gone"  # destroyed at the seal
    MISSING = "missing"


@dataclass(frozen=True)
class Counts:
    """How much there is, for the host; no results."""

    people: int
    teams: int
    programmes: int
    rounds: tuple[tuple[str, int], ...]  # by step


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
    found = Health(Condition.OK, _ballots(), current, ticking(last, settings().tick_seconds, now), age)
    found = replace(found, disk=health_queries.disk(settings().instance))
    if current is not Condition.OK:
        return found  # its tables cannot be asked
    return replace(found, keys=health_queries.keys(), mail=health_queries.mail(now))


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


def head() -> str:
    """Return the revision of this program's tables."""
    return next(iter(_heads(current_app.extensions["migrate"].directory)))


def revisions() -> frozenset[str]:
    """Return every revision this program knows."""
    directory = ScriptDirectory(current_app.extensions["migrate"].directory)
    return frozenset(script.revision for script in directory.walk_revisions())


def is_empty() -> bool:
    """Say whether there is nothing to lose: no tables yet, or nobody in them and no round."""
    with db.engine.connect() as connection:
        if not db.inspect(connection).has_table(Person.__tablename__):
            return True
        return not any(connection.scalar(select(found).limit(1)) for found in (Person.id, Round.id))


def known_rounds() -> frozenset[str]:
    """Return the uids of all rounds; none when there are no tables."""
    with db.engine.connect() as connection:
        if not db.inspect(connection).has_table(Round.__tablename__):
            return frozenset()
        return frozenset(connection.scalars(select(Round.uid)))


def keys(uid: str) -> Keys:
    """Say whether the keys of a round are here; the sealing key may be on another machine."""
    try:
        ring().issue_keys(uid)
    except KeysGone:
        return Keys.GONE
    except KeysMissing:
        return Keys.MISSING
    return Keys.HERE


def is_counted(uid: str) -> bool:
    """Say whether a round's tables are written."""
    try:
        tallies.facts(uid)
    except NotFound:
        return False
    return True


def counts() -> Counts:
    """Count what there is."""
    employed = db.session.scalar(select(func.count()).where(Person.left_on.is_(None)))
    teams = db.session.scalar(select(func.count()).where(Team.closed_on.is_(None)))
    programmes = db.session.scalar(select(func.count()).select_from(Programme))
    steps = db.session.execute(select(Round.step, func.count()).group_by(Round.step).order_by(Round.step)).all()
    return Counts(employed or 0, teams or 0, programmes or 0, tuple((step, count) for step, count in steps))


def beats() -> list[Heartbeat]:
    """Return when the tick and each of its jobs last succeeded."""
    return list(db.session.scalars(select(Heartbeat).order_by(Heartbeat.job)))


def facts(now: datetime, *, ask_mail: bool = True, read_again: int = MOST_READ_AGAIN) -> Facts:
    """Find out how the installation is; `ask_mail` talks to the mail server, `read_again` so many sealed rounds."""
    given, well = settings(), health(now)
    told = Facts(
        people=well.people,
        ballots=well.ballots,
        tables=well.migrations,
        key_troubles=tuple((found.trouble.value, str(found.path)) for found in ring().findings()),
        readable=readable(given.instance),
        tick=well.tick,
        tick_age=well.tick_age,
        mail=given.mail,
        mail_problem=outbox.channel_problem() if ask_mail else None,
        disk_free=health_queries.free(given.instance),
        on_sqlite=db.engines[WALLED].dialect.name == "sqlite",
        production=given.production,
        pdf=pdf_libraries.is_possible(),
        base_url=given.base_url,
        host=given.host,
    )
    if Condition.BROKEN in {well.people, well.ballots} or well.migrations is not Condition.OK:
        return told
    return _looked_up(told, now, read_again)


def _looked_up(told: Facts, now: datetime, read_again: int) -> Facts:
    """Add what only the databases know."""
    waiting = list(db.session.scalars(select(Round).where(Round.step.in_(NEED_KEYS))))
    state = outbox.state(now)
    late = now - state.overdue_since if state.overdue_since else timedelta(0)
    return Facts(
        **{
            **told.__dict__,
            "apart": apart(),
            "drift": drift(),
            "rounds_waiting": len(waiting),
            "without_issue_key": sum(keys(found.uid) is not Keys.HERE for found in waiting),
            "without_seal_key": sum(not _has_seal_key(found.uid) for found in waiting),
            "rounds_overdue": _overdue(now),
            **_again(read_again),
            "given_up": state.given_up,
            "mail_problem": state.away or None if told.mail_problem is None else told.mail_problem,
            "mail_late": late,
            **outbox.notices_state().facts(),
            "most_invited": db.session.scalar(select(func.max(Round.members))) or 0,
        }
    )


def _again(most: int) -> dict[str, Any]:
    """Read sealed rounds again, where that is wanted."""
    if not most:
        return {}
    again = recheck_queries.reread(most)
    altered = tuple((what, _named(each.round)) for each in again.altered for what in each.what)
    return {"sealed": again.sealed, "read_again": again.read, "altered": altered}


def _named(found: Round) -> str:
    return f"{found.programme.name}, {local_day(found.opens_at, found.programme.timezone)} ({found.uid})"


def _overdue(now: datetime) -> int:
    ended = (Step.SEALED.value, Step.SKIPPED.value)
    wanted = select(func.count()).where(Round.step.not_in(ended), Round.closes_at < now - SEALING_TAKES)
    return db.session.scalar(wanted) or 0


def _has_seal_key(uid: str) -> bool:
    try:
        ring().seal_key(uid)
    except (KeysGone, KeysMissing):
        return False
    return True


def readable(instance: Path) -> tuple[str, ...]:
    """Return the files of an instance that others on this machine can read."""
    held = [instance / name for name in PRIVATE]
    return tuple(str(path) for path in held if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077)


def drift() -> float:
    """Return by how many seconds the people database's clock is ahead of ours; SQLite has none of its own."""
    if db.engine.dialect.name != "postgresql":
        return 0.0
    theirs = db.session.scalar(select(func.clock_timestamp()))
    return float((theirs - clock.now()).total_seconds()) if theirs else 0.0


def apart() -> Apart:
    """Say how far the two databases are apart: two files, or two roles of which one may not see the other's side."""
    people, ballots = db.engine.url, db.engines[WALLED].url
    if "sqlite" in {db.engine.dialect.name, db.engines[WALLED].dialect.name}:
        return Apart.FILES
    if people.username == ballots.username:
        return Apart.SAME_ROLE
    asked = text("SELECT has_database_privilege(:role, current_database(), 'CONNECT')")
    try:
        with db.engine.connect() as connection:
            may = connection.scalar(asked, {"role": ballots.username})
    except ProgrammingError:  # the role does not exist there: another server
        return Apart.ROLES
    return Apart.MAY_CONNECT if may else Apart.ROLES
