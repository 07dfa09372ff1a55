"""Two databases that know nothing of each other: the people side and the ballot side."""

import sqlite3
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from pulse.base.errors import Busy
from pulse.base.write_lock import await_turn, end_turn

WALLED = "ballots"  # the bind key of every table on the ballot side

# SQLite: rows lie in the order of their key and of nothing else. Every anonymous table must say so.
NO_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Whether the work under way may write: SQLite then takes the write lock at BEGIN instead of failing at the first write.
writing: ContextVar[bool] = ContextVar("writing", default=True)


class Base(DeclarativeBase):
    """Declarative base; every constraint gets a name so that migrations can drop it."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused rather than guessed."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use a time zone aware column where the database has one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; on SQLite without the offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime must not be stored")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def database_url(url: str) -> str:
    """Name the driver: `postgresql://` means psycopg 3."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def engine_options(url: str, threads: int) -> dict[str, Any]:
    """Connect arguments for one database."""
    if url.startswith("sqlite"):
        return {"url": url, "connect_args": {"timeout": 30, "check_same_thread": False}, "pool_size": threads + 2}
    return {"url": url, "pool_size": threads + 1, "max_overflow": 4, "pool_pre_ping": True}


def prepare(people: Engine, walled: Engine) -> None:
    """Set what each SQLite file needs; PostgreSQL needs nothing here."""
    if people.dialect.name == "sqlite":
        # Seats and reminders are deleted at the seal: their bytes must go too.
        kept = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=30000")
        _listen(people, kept)
    if walled.dialect.name == "sqlite":
        # No write-ahead log and no deleted bytes: both keep the order in which ballots came.
        _listen(walled, ("journal_mode=TRUNCATE", "synchronous=FULL", "secure_delete=ON", "busy_timeout=30000"))


def _listen(engine: Engine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        if writing.get():
            await_turn(engine, connection.connection.info)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
        except OperationalError as error:
            if "locked" in str(error.orig):  # by somebody who does not queue, for longer than SQLite waits
                raise Busy from error
            raise

    @event.listens_for(engine, "checkin")
    def _returned(_connection: object, record: ConnectionPoolEntry) -> None:
        end_turn(record.info)
