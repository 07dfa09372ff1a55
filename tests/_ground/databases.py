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

from dev import postgres_places
from tests._ground import postgres

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
    """Two databases owned by two roles; neither may connect to the other's."""

    kind = "postgresql"

    def __init__(self, superuser: str) -> None:
        self.superuser = make_url(superuser).set(drivername="postgresql+psycopg")
        self.admin = psycopg.connect(superuser, autocommit=True)
        self.mark = secrets.token_hex(3)
        self.password = secrets.token_hex(8)
        for side in Urls._fields:
            self._say("CREATE ROLE {} LOGIN PASSWORD {}", sql.Identifier(self._role(side)), sql.Literal(self.password))

    def fresh(self) -> Urls:
        """Make two empty databases."""
        return Urls(*(self._made(side, "template0") for side in Urls._fields))

    def copy_of(self, template: Urls) -> Urls:
        """Make two databases from two others on which nobody is connected."""
        names = [make_url(url).database or "" for url in template]
        return Urls(*(self._made(side, name) for side, name in zip(Urls._fields, names, strict=True)))

    def drop(self, urls: Urls) -> None:
        """Drop both."""
        for url in urls:
            self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(make_url(url).database or ""))

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
        self._say("CREATE DATABASE {} OWNER {} TEMPLATE {}", *words)
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


def _file(url: str) -> Path:
    return Path(make_url(url).database or "")
