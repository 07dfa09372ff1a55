"""Models equal migrations, and migrations run down and up with data, on whichever database the suite uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select

import pulse.conversations.models
import pulse.scores.models  # noqa: F401  the tables only the tick writes
from pulse import create_app
from pulse.base.db import WALLED, db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.rounds import jobs
from pulse.townhalls.models import Point
from tests._ground.application import Cast, dispose, settings_for
from tests._ground.databases import Urls
from tests._ground.halls import make_hall
from tests._ground.voting import MONDAY, make_programme, open_round, vote

HOUSE = Path(__file__).parents[2]
SIDES = {"people": None, "ballots": WALLED}


@pytest.fixture
def bare(fresh_urls: Urls, tmp_path: Path) -> Iterator[Flask]:
    """An application on empty databases."""
    app = create_app(settings_for(tmp_path / "instance", fresh_urls))
    with app.app_context():
        yield app
    dispose(app)


def differences(side: str | None, metadata: MetaData) -> list[object]:
    """Return what alembic would change to make the database equal the models."""
    with db.engines[side].connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
    return [difference for difference in found if "alembic_version" not in str(difference)]


@pytest.mark.parametrize("side", SIDES)
def test_migrations_make_what_the_models_say(bare: Flask, side: str) -> None:
    upgrade()
    assert differences(SIDES[side], db.metadatas[SIDES[side]]) == []


def test_a_model_without_migration_is_seen(bare: Flask) -> None:
    upgrade()
    planted = MetaData()
    for table in db.metadatas[WALLED].tables.values():
        table.to_metadata(planted)
    Table("forgotten", planted, Column("id", Integer, primary_key=True))
    assert len(differences(WALLED, planted)) == 1


def test_migrations_go_down_with_data_and_up_again(app: Flask, cast: object, client: object, time_machine) -> None:
    time_machine.move_to(MONDAY.replace(hour=9, minute=1))
    make_programme()
    opened = open_round(MONDAY.replace(hour=9, minute=1))
    for person in people.members():
        vote(client, opened, person, 4)
    jobs.advance(opened.closes_at)
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    downgrade(revision="base")
    for side in SIDES.values():
        with db.engines[side].connect() as connection:
            left = MigrationContext.configure(connection).get_current_revision()
            tables = set(db.inspect(connection).get_table_names()) - {"alembic_version"}
        assert (left, tables) == (None, set())
    upgrade()
    assert all(differences(side, db.metadatas[side]) == [] for side in SIDES.values())
    with db.engines[None].begin() as connection:
        team = db.metadatas[None].tables["team"]
        connection.execute(insert(team).values(uid="a", name="Acme"))
        assert connection.scalar(select(func.count()).select_from(team)) == 1


def test_a_table_that_is_changed_keeps_what_points_to_it(app: Flask, cast: Cast) -> None:
    """Down past each revision that changes a table which others point to, and up again: no row of theirs is lost."""
    hall = make_hall(cast.support, anonymous=False)
    with transaction():
        db.session.add(Point(hall_id=hall.id, place=1, words="Why now?"))
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    downgrade(revision="0020")
    upgrade()
    assert db.session.scalar(select(func.count()).select_from(Point)) == 1


def test_with_keys_that_bind_a_table_made_anew_would_lose_them(app: Flask, cast: Cast) -> None:
    hall = make_hall(cast.support, anonymous=False)
    with transaction():
        db.session.add(Point(hall_id=hall.id, place=1, words="Why now?"))
    db.session.remove()
    with db.engines[None].begin() as connection:
        remade = Operations(MigrationContext.configure(connection))
        with remade.batch_alter_table("hall", recreate="auto") as batch:
            batch.drop_column("rewritten_at")
        left = connection.scalar(select(func.count()).select_from(Point.__table__))
    assert left == int(connection.dialect.name != "sqlite"), "the control is no good: nothing was lost"


def test_a_revision_that_leaves_rows_pointing_to_nothing_changes_nothing(app: Flask, cast: Cast, databases, request):
    """On PostgreSQL no such row can be written; here the last revision takes a hall away from under its point."""
    if request.config.getoption("database") != "sqlite":
        pytest.skip("PostgreSQL looks at each row as it is written")
    hall = make_hall(cast.support, anonymous=False)
    with transaction():
        db.session.add(Point(hall_id=hall.id, place=1, words="Why now?"))
    db.session.remove()
    with db.engines[None].begin() as connection:
        connection.exec_driver_sql("CREATE TRIGGER planted AFTER UPDATE ON alembic_version BEGIN DELETE FROM hall; END")
    with pytest.raises(SystemExit):
        downgrade(revision="0029")
    with db.engines[None].connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM hall").scalar() == 1
        assert MigrationContext.configure(connection).get_current_revision() == head()


def head() -> str:
    """Return the newest revision."""
    return max(path.name[:4] for path in (HOUSE / "migrations" / "versions").glob("[0-9]*.py"))
