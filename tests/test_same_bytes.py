"""The same company on SQLite and on PostgreSQL: whoever opens whichever page reads the same bytes.

It is why tests of pages need not run on both (`tests/_ground/sorting.py`). The demo is lived through once, backed up,
and restored into a pair of each kind; then each reader follows the links of both at once.
"""

import difflib
import re
from collections import Counter, deque
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from pulse.admin import backup_jobs
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.demo import build
from pulse.people.models import Person, Role
from tests._ground.application import dispose, sign_in
from tests._ground.databases import SqliteFiles
from tests._ground.following import links_of
from tests.admin.conftest import installed

pytestmark = pytest.mark.timeout(600)

NOON = datetime(2026, 6, 17, 12, tzinfo=UTC)
MOST = 3  # addresses of one endpoint that each reader opens
PLEDGE = "/comments/before"
# Marks of forms and of sessions, drawn anew on every page.
DRAWN = re.compile(rb'name="(?:csrf_token|form_mark)" value="[^"]*"|name="csrf-token" content="[^"]*"')
STORAGE = {"/admin": "where both databases are, of which kind and size, is what the page is about"}
READERS = {
    "HR": select(Person).where(Person.role == Role.HR.value, Person.left_on.is_(None)),
    "administrator": select(Person).where(Person.role == Role.ADMIN.value),
    "lead": select(Person).where(Person.is_lead, Person.left_on.is_(None)).order_by(Person.filed_as),
    "employee": select(Person)
    .where(Person.role == Role.EMPLOYEE.value, Person.is_lead.is_(False), Person.left_on.is_(None))
    .order_by(Person.filed_as),
    "nobody": None,
}
STARTS = ("/", "/results", "/rounds", "/people", "/me", "/me/data", "/halls", "/thanks", "/roadblocks", "/promises")
ASIDE = (
    "/admin",
    "/customers",
    "/accounts",
    "/questions",
    "/programmes",
    "/looks",
    "/audit",
    "/health",
    "/health/live",
    "/api",
)


@pytest.fixture(scope="module")
def both(request, databases, migrated, tmp_path_factory):
    """One company, restored from one backup into a pair of SQLite's and into one of PostgreSQL's."""
    if databases.kind == "sqlite":
        pytest.skip("this is about PostgreSQL: it compares both")
    place = tmp_path_factory.mktemp("both")
    small = SqliteFiles(tmp_path_factory.mktemp("small"))
    keys = str(place / "keys")
    with ExitStack() as stack:
        stack.enter_context(time_machine.travel(NOON, tick=False))
        with installed(place / "first", small.fresh(), keys):
            build.start_anew()
            build.load(clock.now())
            backup_jobs.back_up(place / "backup.tar", clock.now())
        apps: list[Flask] = []
        stack.callback(lambda: [dispose(app) for app in apps])
        for kind in (small, databases):
            with installed(place / kind.kind, kind.fresh(), keys) as made:
                backup_jobs.restore(place / "backup.tar")
            apps.append(made)
        yield apps


def browsers(apps, who):
    """Return a browser of each application, on which the same person is signed in."""
    made = []
    for app in apps:
        with app.app_context():
            client = app.test_client()
            if READERS[who] is not None:
                sign_in(app, client, db.session.scalars(READERS[who].limit(1)).one())
            made.append(client)
    return made


def endpoint(app, address):
    """Return what answers an address."""
    try:
        return app.url_map.bind("localhost").match(address.split("?")[0], method="GET")[0]
    except HTTPException:
        return None


def opened(client, address):
    """Return what a browser is answered: status, where it is led, bytes."""
    answer = client.get(address)
    if answer.status_code == 302 and PLEDGE in answer.headers["Location"]:
        client.post(answer.headers["Location"])
        answer = client.get(address)
    said = answer.status_code, answer.headers.get("Location", ""), DRAWN.sub(b"", answer.get_data())
    answer.close()
    return said


def compared(apps, who):
    """Open what somebody reaches on both; yield (address, endpoint, what SQLite's said, what PostgreSQL's said)."""
    clients = browsers(apps, who)
    waiting, seen, counted = deque([*STARTS, *ASIDE]), set(), Counter()
    while waiting:
        address = waiting.popleft()
        name = endpoint(apps[0], address)
        if address in seen or name is None or name == "static" or counted[name] >= MOST:
            continue
        seen.add(address)
        counted[name] += 1
        first, second = (opened(client, address) for client in clients)
        yield address, name, first, second
        waiting.extend([first[1]] if first[1] else links_of(first[2].decode("utf-8", "replace"), address))


def difference(address, first, second):
    """Return the lines in which two answers differ; empty when they are alike."""
    if first == second:
        return []
    if first[:2] != second[:2]:
        return [f"{address}: {first[:2]} and {second[:2]}"]
    lines = [said[2].decode("utf-8", "replace").splitlines() for said in (first, second)]
    return [f"{address}: {line}" for line in difflib.unified_diff(*lines, lineterm="", n=0)][:20]


@pytest.mark.parametrize(
    ("who", "least"), [("HR", 100), ("administrator", 25), ("lead", 48), ("employee", 28), ("nobody", 4)]
)
def test_whoever_opens_a_page_reads_the_same_on_both_databases(both, who, least):
    found = list(compared(both, who))
    differing = [line for address, _, *said in found if address not in STORAGE for line in difference(address, *said)]
    assert "\n".join(differing) == ""
    # Nobody ticks in the restored company, so its mails wait, and its health says so: with 503.
    assert [address for address, _, first, _ in found if first[0] >= 500 and address != "/health"] == []
    assert len({name for _, name, first, _ in found if first[0] == 200}) >= least


def test_what_is_of_the_storage_is_answered_on_both(both):
    said = [[opened(client, address)[:2] for client in browsers(both, "administrator")] for address in STORAGE]
    assert said == [[(200, "")] * 2]


def test_a_page_that_differs_in_one_word_would_be_seen(both):
    here, there = browsers(both, "HR")
    address, found = "/people?q=hana", []
    for name in ("Hana Renamed", "Hana Analyst"):
        with both[1].app_context(), transaction():
            db.session.scalars(READERS["HR"]).one().name = name
        found.append(difference(address, opened(here, address), opened(there, address)))
    assert any("Renamed" in line for line in found[0])
    assert found[1] == []
