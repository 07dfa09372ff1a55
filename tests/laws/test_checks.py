"""CHECK constraints, the rules tables say themselves: what models say is what migrations made, on both databases."""

import importlib
import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import CheckConstraint, Engine, MetaData, create_engine, text

import pulse.conversations.models
import pulse.scores.models  # noqa: F401  the tables only the tick writes
from pulse import create_app
from pulse.base.db import WALLED, db
from tests._ground.application import dispose, settings_for
from tests._ground.databases import Databases, Urls
from tests.laws._reading import HOUSE, modules

SIDES = {"people": None, "ballots": WALLED}
POSTGRESQL = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""
SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%CHECK%'"
RULE = re.compile(r"(?:CONSTRAINT\s+\"?(\w+)\"?\s+)?CHECK\s*\(")

NARROWER = frozenset({"question"})  # whether a promise was kept is asked in words of its own, which have no row
LISTED = re.compile(r"^\w+ (?:IS NULL OR \w+ )?IN \(([^()]*)\)$")

Rules = set[tuple[str, str, str]]  # table, name, what it says


def rules(engine: Engine) -> Rules:
    """Return every CHECK of a database, as the database itself writes it."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            return {(table, name, said) for table, name, said in connection.execute(text(POSTGRESQL))}
        return {(table, *rule) for table, made in connection.execute(text(SQLITE)) for rule in read(made)}


def read(made: str) -> Iterator[tuple[str, str]]:
    """Yield name and condition of each CHECK in a CREATE TABLE; brackets are counted, a quoted one is not."""
    for found in RULE.finditer(made):
        depth, quoted, end = 1, False, found.end()
        while depth:
            quoted ^= made[end] == "'"
            depth += 0 if quoted else {"(": 1, ")": -1}.get(made[end], 0)
            end += 1
        yield found[1] or "", " ".join(made[found.end() : end - 1].split())


@pytest.fixture
def migrated_and_modelled(fresh_urls: Urls, databases: Databases, tmp_path: Path) -> Iterator[tuple[Flask, Urls]]:
    """An application on databases that migrations made, and a pair that the models made."""
    modelled = databases.fresh()
    app = create_app(settings_for(tmp_path / "instance", fresh_urls))
    with app.app_context():
        upgrade()
        yield app, modelled
    dispose(app)
    databases.drop(modelled)


def made_by(url: str, metadata: MetaData) -> Rules:
    """Return the rules of a database into which the models are put."""
    engine = create_engine(db_url(url))
    metadata.create_all(engine)
    found = rules(engine)
    engine.dispose()
    return found


def db_url(url: str) -> str:
    """Name the driver that is there."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def test_migrations_make_every_rule_the_models_say(migrated_and_modelled: tuple[Flask, Urls]) -> None:
    _, modelled = migrated_and_modelled
    for url, side in zip(modelled, SIDES.values(), strict=True):
        wanted = made_by(url, db.metadatas[side])
        assert rules(db.engines[side]) ^ wanted == set()
        declared = [k for t in db.metadatas[side].tables.values() for k in t.constraints if is_rule(k)]
        assert len(wanted) == len(declared), "a rule that this test does not see"


def is_rule(constraint: object) -> bool:
    """Say whether this is a CHECK; Boolean and Enum columns make none here."""
    return isinstance(constraint, CheckConstraint)


@pytest.mark.parametrize("planted", ["another kind", "no migration"])
def test_a_rule_without_its_migration_is_seen(migrated_and_modelled: tuple[Flask, Urls], planted: str) -> None:
    _, modelled = migrated_and_modelled
    changed = MetaData(naming_convention=db.metadatas[None].naming_convention)
    for table in db.metadatas[None].tables.values():
        table.to_metadata(changed)
    measure = changed.tables["measure"]
    if planted == "no migration":
        measure.append_constraint(CheckConstraint("id <> 13", name="lucky"))
    else:
        kind = next(k for k in measure.constraints if isinstance(k, CheckConstraint) and "kind" in str(k.sqltext))
        kind.sqltext = text(str(kind.sqltext).replace("'rebuy'", "'ease'"))
    assert rules(db.engines[None]) ^ made_by(modelled.people, changed)


def test_a_migration_that_drops_a_rule_is_seen(migrated_and_modelled: tuple[Flask, Urls]) -> None:
    _, modelled = migrated_and_modelled
    with db.engines[None].begin() as connection:
        change = Operations(MigrationContext.configure(connection))
        with change.batch_alter_table("measure") as measure:
            measure.drop_constraint("ck_measure_kind", type_="check")
    assert {table for table, *_ in rules(db.engines[None]) ^ made_by(modelled.people, db.metadatas[None])} == {
        "measure"
    }


def unknown(tables: MetaData, kinds: set[frozenset[str]]) -> set[str]:
    """Return rules that list other words than any kind of the house has: a new word would be refused with a crash."""
    rules_of = ((t.name, str(k.sqltext)) for t in tables.tables.values() for k in t.constraints if is_rule(k))
    lists = ((name, found[1]) for name, said in rules_of if (found := LISTED.match(said)))
    return {name for name, listed in lists if frozenset(re.findall(r"'([^']*)'", listed)) not in kinds} - NARROWER


def kinds() -> set[frozenset[str]]:
    """Return the words of every StrEnum of the house."""
    found = [importlib.import_module(module.name) for module in modules(HOUSE) if module.is_in_a_room]
    named = (thing for module in found for _, thing in inspect.getmembers(module, inspect.isclass))
    return {frozenset(kind) for kind in named if issubclass(kind, StrEnum)}


def test_a_list_in_a_rule_is_a_kind_of_the_house() -> None:
    assert {side: unknown(db.metadatas[key], kinds()) for side, key in SIDES.items()} == {
        "people": set(),
        "ballots": set(),
    }


def test_a_kind_that_grows_without_its_rule_is_seen() -> None:
    grown = {kind | {"effort"} if "rebuy" in kind else kind for kind in kinds()}
    assert unknown(db.metadatas[None], grown) == {"measure"}
