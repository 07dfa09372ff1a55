"""Pairs of databases, one for people and one for ballots, each with a role of its own."""

import os
import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests._ground import postgres
from tools.machine import postgres_places

SHAPE = """
SELECT string_agg(concat_ws(' ', relname, relkind, relacl, attname, atttypid), ',' ORDER BY relname, attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
KEPT = "alembic_version"

CLUSTER = pytest.StashKey[str]()
OPEN = pytest.StashKey[ExitStack]()


class Urls(NamedTuple):
    """Where one instance of Pulse keeps people, and where it keeps ballots."""

    people: str
    ballots: str


class Databases(ABC):
    """Makes pairs of databases of one kind: empty ones, and copies of a pair that is in nobody's use."""

    kind: str

    @abstractmethod
    def fresh(self) -> Urls:
        """Make an empty pair."""

    @abstractmethod
    def copy_of(self, template: Urls) -> Urls:
        """Make a pair with the template's tables and rows; no connection to the template may be open."""

    @abstractmethod
    def drop(self, urls: Urls) -> None:
        """Drop a pair, whoever is still connected."""


class SqliteFiles(Databases):
    """Two files in a directory of their own."""

    kind = "sqlite"

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def fresh(self) -> Urls:
        """Name two files that do not exist yet."""
        place = self.directory / secrets.token_hex(4)
        place.mkdir()
        return Urls(*(f"sqlite:///{place / name}.sqlite" for name in Urls._fields))

    def copy_of(self, template: Urls) -> Urls:
        """Copy the two files; a write-ahead log must have been taken in by closing the last connection."""
        made = self.fresh()
        for source, target in zip(template, made, strict=True):
            shutil.copyfile(_file(source), _file(target))
        return made

    def drop(self, urls: Urls) -> None:
        """Remove the files' directory."""
        shutil.rmtree(_file(urls.people).parent, ignore_errors=True)


class PostgresDatabases(Databases):
    """Two databases owned by two roles; neither may connect to the other's.

    To make and to drop databases is most of what a small test costs, so copies of a template without rows are emptied
    after use and handed out again, as long as their tables are still the template's.
    """

    kind = "postgresql"

    def __init__(self, superuser: str) -> None:
        self.superuser = make_url(superuser).set(drivername="postgresql+psycopg")
        self.admin = psycopg.connect(superuser, autocommit=True)
        self.mark = secrets.token_hex(3)
        self.password = secrets.token_hex(8)
        self.shape: dict[Urls, tuple[str, ...]] = {}  # of templates: their tables, where all of them are empty
        self.template: dict[Urls, Urls] = {}
        self.waiting: dict[Urls, list[Urls]] = {}
        for side in Urls._fields:
            self._say("CREATE ROLE {} LOGIN PASSWORD {}", sql.Identifier(self._role(side)), sql.Literal(self.password))

    def fresh(self) -> Urls:
        """Make two empty databases."""
        return Urls(*(self._made(side, "template0") for side in Urls._fields))

    def copy_of(self, template: Urls) -> Urls:
        """Make two databases from two others on which nobody is connected."""
        if template not in self.shape:
            self.shape[template] = tuple(self._shape(url) for url in template)
        if self.waiting.get(template):
            return self.waiting[template].pop()
        names = [make_url(url).database or "" for url in template]
        made = Urls(*(self._made(side, name) for side, name in zip(Urls._fields, names, strict=True)))
        self.template[made] = template
        return made

    def drop(self, urls: Urls) -> None:
        """Drop both, or empty them for the next test."""
        template = self.template.get(urls)
        if template and all(self.shape[template]) and tuple(self._emptied(url) for url in urls) == self.shape[template]:
            self.waiting.setdefault(template, []).append(urls)
            return
        for url in urls:
            self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(make_url(url).database or ""))

    def _shape(self, url: str) -> str:
        """Return what tables a database has; "" when there are rows in them."""
        with self._inside(url) as inside:
            return "" if _filled(inside) else _drawn(inside)

    def _emptied(self, url: str) -> str:
        """Throw everybody out, empty the tables that have rows, and return what tables there are."""
        name = make_url(url).database
        self.admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with self._inside(url) as inside:
            if filled := _filled(inside):
                inside.execute("SET session_replication_role = replica")  # a ledger lets nobody else empty it
                tables = sql.SQL(", ").join(map(sql.Identifier, filled))
                inside.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
            return _drawn(inside)

    def _inside(self, url: str) -> psycopg.Connection[tuple[object, ...]]:
        place = self.superuser.set(drivername="postgresql", database=make_url(url).database)
        return psycopg.connect(place.render_as_string(hide_password=False), autocommit=True)

    def close(self) -> None:
        """Drop whatever is left, and the roles."""
        for side in Urls._fields:
            role = sql.Identifier(self._role(side))
            left = self.admin.execute(
                "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = %s", [self._role(side)]
            ).fetchall()
            for (name,) in left:
                self._say("DROP DATABASE {} WITH (FORCE)", sql.Identifier(name))
            self._say("DROP ROLE {}", role)
        self.admin.close()

    def _made(self, side: str, template: str) -> str:
        name = f"pulse_{side}_{secrets.token_hex(5)}"
        words = [sql.Identifier(word) for word in (name, self._role(side), template)]
        # copied as files, a database is there in half the time; before release 15 it was always done so
        how = " STRATEGY FILE_COPY" if self.admin.info.server_version >= 150000 else ""
        self._say(f"CREATE DATABASE {{}} OWNER {{}} TEMPLATE {{}}{how}", *words)
        self._say("REVOKE ALL ON DATABASE {} FROM PUBLIC", sql.Identifier(name))
        return self._url(side, name).render_as_string(hide_password=False)

    def _url(self, side: str, name: str) -> URL:
        return self.superuser.set(username=self._role(side), password=self.password, database=name)

    def _role(self, side: str) -> str:
        return f"pulse_{side}_{self.mark}"

    def _say(self, statement: str, *words: sql.Composable) -> None:
        self.admin.execute(sql.SQL(statement).format(*words))


def pytest_configure(config: pytest.Config) -> None:
    """Start one cluster for all workers; without PostgreSQL the tests that need it say so."""
    if config.getoption("database") == "sqlite":
        return
    worker = getattr(config, "workerinput", None)
    config.stash[OPEN] = ExitStack()
    if worker is not None:
        config.stash[CLUSTER] = worker["pulse_cluster"]
    elif given := os.environ.get("PULSE_TEST_PG_URL"):
        config.stash[CLUSTER] = given
    elif found := postgres_places():
        config.stash[CLUSTER] = config.stash[OPEN].enter_context(postgres.cluster(found[0]))
    else:
        raise pytest.UsageError(
            "--database=postgresql needs PostgreSQL's initdb: set PULSE_PG_BIN or PULSE_TEST_PG_URL."
        )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of xdist where the cluster is."""
    node.workerinput["pulse_cluster"] = node.config.stash.get(CLUSTER, "")  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster."""
    if OPEN in config.stash:
        config.stash[OPEN].close()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The chosen kind of databases, to make pairs of."""
    if request.config.getoption("database") == "sqlite":
        yield SqliteFiles(tmp_path_factory.mktemp("databases"))
        return
    made = PostgresDatabases(request.config.stash[CLUSTER])
    yield made
    made.close()


@pytest.fixture
def fresh_urls(databases: Databases) -> Iterator[Urls]:
    """An empty pair of databases of the chosen kind: `people, ballots = fresh_urls`."""
    urls = databases.fresh()
    yield urls
    databases.drop(urls)


def _drawn(inside: psycopg.Connection[tuple[object, ...]]) -> str:
    """Return what tables there are, and of which version they call themselves."""
    drawn = inside.execute(SHAPE).fetchall()
    named = inside.execute("SELECT to_regclass(%s)", [KEPT]).fetchone()
    return str(
        (drawn, named and named[0] and inside.execute(sql.SQL("TABLE {}").format(sql.Identifier(KEPT))).fetchall())
    )


def _filled(inside: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    """Return the tables that hold rows, or whose numbers have begun to run."""
    names = [str(name) for (name,) in inside.execute(TABLES).fetchall() if name != KEPT]
    rows = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(n), sql.Identifier(n)) for n in names
    ]
    numbers = sql.SQL("""
        SELECT refobjid::regclass::text FROM pg_sequences JOIN pg_depend ON deptype IN ('a', 'i')
        AND objid = format('%I.%I', schemaname, sequencename)::regclass WHERE last_value IS NOT NULL
    """)
    found = inside.execute(sql.SQL(" UNION ").join([*rows, numbers])).fetchall()
    return [str(name) for (name,) in found]


def _file(url: str) -> Path:
    return Path(make_url(url).database or "")
