"""INSERT ... ON CONFLICT, which both databases speak and SQLAlchemy keeps apart."""

from typing import Any

from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from pulse.base.db import Model, db


def insert_into(model: type[Model]) -> Any:
    """Return an INSERT of the running database that knows `on_conflict_do_update` and `excluded`."""
    on_postgres = db.session.get_bind(model).dialect.name == "postgresql"
    return PostgresInsert(model) if on_postgres else SqliteInsert(model)
