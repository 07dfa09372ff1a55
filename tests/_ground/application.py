"""The application on real databases, its signed-in clients, the cast: Lea leads Support, Omar answers, Hana is HR."""

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask, has_app_context, session
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from pulse import HOUSE, create_app
from pulse.access import sessions
from pulse.base import assets
from pulse.base.db import db
from pulse.base.settings import Settings, load
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from tests._ground.databases import Databases, Urls


class Browser(FlaskClient):
    """A client whose requests stand in contexts of their own, as on a server; the test's would lend them its `g`."""

    def open(self, *arguments, **more):
        """Send one request; the test's own transaction ends, so that it neither locks nor sees old rows."""
        if has_app_context():  # a redirect that is followed stands in the first request's context
            db.session.remove()
        return Context().run(super().open, *arguments, **more)


SignedIn = Callable[[Person], FlaskClient]


def settings_for(instance: Path, urls: Urls, **changes: object) -> Settings:
    """Settings of a test: cheap hashes, no scheduler."""
    given = load(instance, {"PULSE_PEOPLE_URL": urls.people, "PULSE_BALLOTS_URL": urls.ballots})
    return replace(given, argon2_memory=64, tick_seconds=0, secret_key="t" * 32, **changes)  # type: ignore[arg-type]


COMPILED: dict[str, bytes] = {}


class Compiled(BytecodeCache):
    """Templates compiled once for all applications of one process: half the time of most tests went there."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same source."""
        if known := COMPILED.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next application."""
        COMPILED[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED_RULES: dict[object, dict[str, object]] = {}
_compile = Rule.compile


def _compiled_once(rule: Rule) -> None:
    """Give a rule what an equal one was compiled to: the same for all applications, and most of their cost."""
    given = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, str(rule.defaults))
    on = rule.map
    key = (*given, on.host_matching, *on.converters.values())
    if key not in COMPILED_RULES:
        _compile(rule)
        COMPILED_RULES[key] = {
            "_parts": rule._parts,
            "_trace": rule._trace,
            "_converters": rule._converters,
            "arguments": frozenset(rule.arguments),
            "_build": rule._build.__func__,  # type: ignore[attr-defined]
            "_build_unknown": rule._build_unknown.__func__,  # type: ignore[attr-defined]
        }
        return
    known = COMPILED_RULES[key]
    for name, value in known.items():
        bound = value.__get__(rule, None) if name.startswith("_build") else value  # type: ignore[attr-defined]
        setattr(rule, name, set(value) if name == "arguments" else bound)  # type: ignore[call-overload]


Rule.compile = _compiled_once  # type: ignore[method-assign]

STATIC = HOUSE / "pulse" / "static"
_address_of = assets.address_of
_address = cache(lambda: _address_of(STATIC))
# Static files do not change while tests run: they are hashed once, not for every application.
assets.address_of = lambda folder: _address() if folder == STATIC else _address_of(folder)


def application(settings: Settings) -> Flask:
    """Make an application as the product does, with templates that need not be compiled again."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = Compiled()
    return made


def dispose(app: Flask) -> None:
    """Close every connection, so that a template may be copied and a directory removed."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def migrated(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Urls:
    """A pair of databases with every migration run once; tests get copies."""
    urls = databases.fresh()
    app = create_app(settings_for(tmp_path_factory.mktemp("template"), urls))
    with app.app_context():
        upgrade()
    dispose(app)
    return urls


@pytest.fixture
def app(databases: Databases, migrated: Urls, tmp_path: Path) -> Iterator[Flask]:
    """An application on a fresh copy of the migrated databases, with its context pushed."""
    urls = databases.copy_of(migrated)
    made = application(settings_for(tmp_path / "instance", urls))
    made.testing = True
    made.test_client_class = Browser
    made.config["WTF_CSRF_ENABLED"] = False  # the CSRF tests turn it on again
    with made.app_context():
        yield made
    dispose(made)
    databases.drop(urls)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody signed in on."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> SignedIn:
    """Give a client on which somebody is signed in: `signed_in(hana).get("/")`."""

    def make(person: Person) -> FlaskClient:
        client = app.test_client()
        sign_in(app, client, person)
        return client

    return make


def sign_in(app: Flask, client: FlaskClient, person: Person) -> None:
    """Sign somebody in on a client, as the product's own sign-in leaves them."""
    db.session.remove()
    held = Context().run(_held, app, person)
    with client.session_transaction() as stored:
        stored.update(held)


def _held(app: Flask, person: Person) -> dict[str, object]:
    with app.test_request_context():
        sessions.begin(person)
        return dict(session)


class Cast:
    """A small company: the company over Operations (Support, Field) and Finance; people by first name."""

    company: Team
    operations: Team
    support: Team
    field: Team
    finance: Team
    lea: Person
    omar: Person
    hana: Person
    ada: Person

    def people(self, team: Team, count: int, prefix: str) -> list[Person]:
        """Hire so many people into a team."""
        made = [
            Person(
                name=f"{prefix.title()} Number {n}",
                email=f"{prefix}{n}@acme.example",
                team=team,
                role=Role.EMPLOYEE.value,
                locale="en",
                timezone="Europe/Berlin",
            )
            for n in range(1, count + 1)
        ]
        db.session.add_all(made)
        return made


def _team(name: str, parent: Team | None) -> Team:
    team = Team(name=name, parent=parent)
    db.session.add(team)
    db.session.flush()
    return team


def _person(name: str, team: Team | None, *, role: Role = Role.EMPLOYEE, lead: bool = False) -> Person:
    first = name.split(maxsplit=1)[0].lower()
    person = Person(
        name=name,
        email=f"{first}@acme.example",
        team=team,
        role=role.value,
        is_lead=lead,
        locale="en",
        timezone="Europe/Berlin",
    )
    db.session.add(person)
    db.session.flush()
    return person


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Lea leads Support (9 others, Omar among them), Field has 8, Finance 3; Hana is HR in Finance, Ada admin."""
    made = Cast()
    with transaction():
        made.company = _team("Acme", None)
        made.operations = _team("Operations", made.company)
        made.support = _team("Support", made.operations)
        made.field = _team("Field", made.operations)
        made.finance = _team("Finance", made.company)
        made.lea = _person("Lea Lindqvist", made.support, lead=True)
        made.omar = _person("Omar Haddad", made.support)
        made.hana = _person("Hana Ivanova", made.finance, role=Role.HR)
        made.ada = _person("Ada Root", None, role=Role.ADMIN)
        made.people(made.support, 8, "support")
        made.people(made.field, 8, "field")
        made.people(made.finance, 2, "finance")
    return made
