"""Where rows come from and go to: both databases as they were in one instant, and both laid down anew."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import (
    JSON,
    Connection,
    Date,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    column,
    create_engine,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.types import NullType, TypeEngine

from pulse.admin.backup_format import Column, ColumnKind, Row
from pulse.base.db import WALLED, Moment, db

SIDES: dict[str, str | None] = {"people": None, "ballots": WALLED}
BATCH = 2000

# The writes of a vote go to these two. Who holds both back has an instant in which every ballot has its seat.
_HELD = {"people": "seat", "ballots": "ballot"}
_TYPES: tuple[tuple[type[TypeEngine[Any]] | type[Moment], ColumnKind], ...] = (
    (Moment, ColumnKind.MOMENT),
    (Date, ColumnKind.DAY),
    (LargeBinary, ColumnKind.BYTES),
    (JSON, ColumnKind.JSON),
    (Integer, ColumnKind.WHOLE),
)


def tables(side: str) -> list[Table]:
    """Return one side's tables, those first that others point to."""
    return list(db.metadatas[SIDES[side]].sorted_tables)


def columns(of: Table) -> tuple[Column, ...]:
    """Return a table's columns and what they hold."""
    return tuple(
        (c.name, next((kind for held, kind in _TYPES if isinstance(c.type, held)), ColumnKind.PLAIN)) for c in of.c
    )


@contextmanager
def still(folder: Path) -> Iterator[dict[str, Connection]]:
    """Give two connections that see both sides as they were in one instant; votes wait for that instant only.

    On SQLite they see copies in `folder`, written anew without free pages.
    """
    with ExitStack() as held:
        with ExitStack() as locks:
            for side in SIDES:  # people first, as everybody who locks both does
                locks.enter_context(_locked(side))
            seen = {side: held.enter_context(_seen(side, folder)) for side in SIDES}
        yield seen


@contextmanager
def _locked(side: str) -> Iterator[None]:
    engine = db.engines[SIDES[side]]
    with engine.begin() as connection:  # on SQLite this is BEGIN IMMEDIATE
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '30s'"))
            connection.execute(text(f"LOCK TABLE {_HELD[side]} IN SHARE MODE"))
        yield


@contextmanager
def _seen(side: str, folder: Path) -> Iterator[Connection]:
    engine = db.engines[SIDES[side]]
    if engine.dialect.name == "sqlite":
        path = folder / f"{side}.sqlite"
        _vacuum_into(engine, path)
        copied = create_engine(f"sqlite:///{path}")
        try:
            with copied.connect() as connection:
                yield connection
        finally:
            copied.dispose()
            path.unlink()
        return
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
        connection.execute(text("SELECT 1"))  # the first statement takes the snapshot
        yield connection


def _vacuum_into(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(path),))


def rows(connection: Connection, of: Table) -> Iterator[Row]:
    """Return a table's rows in the order of its key, never in the order in which they were written."""
    yield from connection.execution_options(yield_per=BATCH).execute(select(of).order_by(*of.primary_key.columns))


def clear() -> None:
    """Drop every table of both sides."""
    for key in SIDES.values():
        engine = db.engines[key]
        found = MetaData()
        found.reflect(engine)
        found.drop_all(engine)
        if engine.dialect.name == "sqlite":
            _vacuum(engine)


def _vacuum(engine: Engine) -> None:
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM")


@contextmanager
def loading(side: str) -> Iterator[Connection]:
    """Open the one transaction in which a side is filled."""
    engine = db.engines[SIDES[side]]
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))  # a team may stand before its parent
        yield connection


def load(connection: Connection, name: str, of: tuple[Column, ...], found: Iterable[Row]) -> None:
    """Fill one empty table."""
    if connection.dialect.name == "postgresql":
        _copy(connection, name, of, found)
        return
    into = insert(table(name, *(column(each, _type(kind)) for each, kind in of)))
    names = [each for each, _ in of]
    waiting = iter(found)
    while batch := [dict(zip(names, row, strict=True)) for row in islice(waiting, BATCH)]:
        connection.execute(into, batch)


def _copy(connection: Connection, name: str, of: tuple[Column, ...], found: Iterable[Row]) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(sql.Identifier(each) for each, _ in of)
    )
    raw: Any = connection.connection.dbapi_connection
    with raw.cursor() as cursor, cursor.copy(into) as out:
        for row in found:
            out.write_row([_adapted(value, kind) for value, (_, kind) in zip(row, of, strict=True)])
    if ("id", ColumnKind.WHOLE) in of:  # the next row of the living database takes the next number
        serial = f"pg_get_serial_sequence('{name}', 'id')"
        top = f'(SELECT max(id) FROM "{name}")'  # noqa: S608  a table of ours
        connection.execute(text(f"SELECT setval({serial}, coalesce({top}, 1), {top} IS NOT NULL)"))


def _adapted(value: Any, kind: ColumnKind) -> Any:
    return Jsonb(value) if kind is ColumnKind.JSON and value is not None else value


def _type(kind: ColumnKind) -> TypeEngine[Any]:
    made: dict[ColumnKind, TypeEngine[Any]] = {
        ColumnKind.MOMENT: Moment(),
        ColumnKind.DAY: Date(),
        ColumnKind.BYTES: LargeBinary(),
        ColumnKind.JSON: JSON(),
    }
    return made.get(kind, NullType())
