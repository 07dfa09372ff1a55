"""Runs each revision on the people side, then on the ballot side; each has a version table of its own.

SQLite changes a table by making it anew: the old one is dropped, and with foreign keys on that deletes what points to
it, without a word. So they are off while revisions run, and looked at before anything is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection, Engine, MetaData

from pulse.base.db import WALLED, db

SIDES = {"people": None, "ballots": WALLED}


def _migrate(side: str, engine: Engine, metadata: MetaData) -> None:
    with _unbound(engine) as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            transactional_ddl=True,  # SQLite too: all revisions or none, since we say BEGIN ourselves (base/db.py)
            compare_type=True,
            upgrade_token=f"{side}_upgrades",
            downgrade_token=f"{side}_downgrades",
        )
        with context.begin_transaction():
            before = _astray(connection)
            context.run_migrations(side=side)
            if _astray(connection) > before:
                raise RuntimeError("A revision would leave rows that point to nothing; nothing was changed.")
        connection.commit()


@contextmanager
def _unbound(engine: Engine) -> Iterator[Connection]:
    """Connect with foreign keys off, where that can be: outside of a transaction, so past SQLAlchemy."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        raw = connection.connection.driver_connection
        kept = raw.execute("PRAGMA foreign_keys").fetchone()[0]
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
        finally:
            connection.rollback()
            raw.execute(f"PRAGMA foreign_keys = {kept}")


def _astray(connection: Connection) -> int:
    """Return how many rows point to nothing."""
    if connection.dialect.name != "sqlite":
        return 0  # it looks at each row as it is written
    return len(list(connection.exec_driver_sql("PRAGMA foreign_key_check")))


def _run() -> None:
    for side, bind in SIDES.items():
        _migrate(side, db.engines[bind], db.metadatas[bind])


_run()
