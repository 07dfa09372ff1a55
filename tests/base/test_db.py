"""Moments are aware and UTC, drivers are named, the two sides are apart."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from pulse.audit.models import Entry
from pulse.base.db import WALLED, database_url, db
from pulse.base.transactions import transaction

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def entry(at):
    return Entry(at=at, role="clock", did="test", about="", detail={})


def test_a_moment_comes_back_aware_and_in_utc(app):
    with transaction():
        db.session.add(entry(NOON.astimezone(timezone(timedelta(hours=9)))))
    found = db.session.query(Entry).one().at
    assert found == NOON
    assert found.utcoffset() == timedelta()


def test_a_naive_moment_is_refused(app):
    with pytest.raises(StatementError, match="naive"), transaction():
        db.session.add(entry(NOON.replace(tzinfo=None)))


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://"])
def test_postgresql_means_the_third_psycopg(scheme):
    assert database_url(f"{scheme}u@h/d") == "postgresql+psycopg://u@h/d"
    assert database_url("sqlite:///x") == "sqlite:///x"


def test_the_two_sides_are_two_databases(app):
    people, ballots = db.engines[None], db.engines[WALLED]
    assert people.url != ballots.url
    assert db.metadatas[None].tables.keys().isdisjoint(db.metadatas[WALLED].tables.keys())


def test_the_ballot_file_keeps_no_deleted_bytes_and_no_log(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has other remedies")
    with db.engines[WALLED].connect() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "secure_delete")]
    assert found == ["truncate", 1]


def test_the_people_file_can_be_read_while_somebody_writes(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL always can")
    with db.engine.connect() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")]
    assert found == ["wal", 1]
