"""How long a million ratings take from the upload to the figures, and how long anybody else waits to write meanwhile.

`python -m tests.benchmarks.customer_import`; on SQLite and, where there is one, on PostgreSQL with durable commits.
Promised: under two minutes, with at most half a gigabyte of memory.
"""

import re
import resource
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path
from time import perf_counter, sleep

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import func, select

from pulse import create_app
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers.models import Figure, Rating
from pulse.deliveries import jobs
from pulse.people.models import Person, Team
from tests._ground.application import dispose, settings_for, sign_in
from tests._ground.databases import Databases
from tests.benchmarks.roster_import import kinds

RATINGS, TEAMS, MONTHS = 1_000_000, 200, 24
MOST_SECONDS, MOST_MEGABYTES = 120.0, 512.0
COLUMNS = {"date": "1", "team": "2", "score": "3", "ticket": "0", "rows": "single", "scale": "1-5", "measure": "new"}


def write(path: Path) -> None:
    """Write a million ratings, in the order in which they came."""
    with path.open("w") as file:
        file.write("ticket,rated_at,team,score,channel,account\n")
        for number in range(RATINGS):
            month, day = divmod(number * MONTHS * 28 // RATINGS, 28)
            when = f"{2024 + month // 12}-{month % 12 + 1:02}-{day + 1:02}T{number % 24:02}:{number % 60:02}:07Z"
            told = f"Acme/Team {number * 7 % TEAMS},{1 + number * 11 % 5},phone,A{number % 9999}"
            file.write(f"T{5_000_000 + number},{when},{told}\n")


def main() -> int:
    """Measure on each kind of database, print a table, and say whether the promise is kept."""
    kept = True
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "million.csv"
        write(path)
        print(f"{RATINGS:,} ratings of {TEAMS} teams in {MONTHS} months, {path.stat().st_size / 1e6:.0f} MB; seconds")
        for kind, databases in kinds():
            with databases() as made:
                kept = _measured(kind, made, path) and kept
    print("kept" if kept else f"NOT KEPT: under {MOST_SECONDS:.0f} s and {MOST_MEGABYTES:.0f} MB")
    return 0 if kept else 1


def _measured(kind: str, databases: Databases, path: Path) -> bool:
    with tempfile.TemporaryDirectory() as place:
        app = create_app(settings_for(Path(place), databases.fresh()))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            upgrade()
            client = _signed_in(app)
            print(
                f"\n{kind:24}{'upload':>8}{'read':>8}{'preview':>9}{'confirm':>9}{'land':>8}{'together':>10}{'waited':>9}"
            )
            together = [_brought(app, client, name, path) for name in ("a million are new", "the same again")]
            assert db.session.scalar(select(func.count()).select_from(Rating)) == RATINGS
            assert db.session.scalar(select(func.sum(Figure.n))) == RATINGS
            assert db.session.scalar(select(func.count()).select_from(Figure)) == TEAMS * MONTHS
            db.session.remove()
        dispose(app)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory so far {used:.0f} MB")
    return max(together) < MOST_SECONDS and used < MOST_MEGABYTES


def _signed_in(app: Flask) -> FlaskClient:
    with transaction():
        root, hana = Team(name="Acme"), Person(name="Hana", email="hana@acme.example", role="hr")
        db.session.add_all([root, hana, *(Team(name=f"Team {number}", parent=root) for number in range(TEAMS))])
    client = app.test_client()
    sign_in(app, client, hana)
    return client


def _brought(app: Flask, client: FlaskClient, name: str, path: Path) -> float:
    with path.open("rb") as file, writing_meanwhile(app) as waits:
        given = {"file": (file, path.name)}
        upload, sent = _timed(lambda: client.post("/customers/import", data=given, content_type="multipart/form-data"))
        if sent.location.endswith("/columns"):
            sent = client.post(sent.location, data=COLUMNS | {"name": "Satisfaction", "kind": "satisfaction"})
        read = _timed(lambda: _tick(app))[0]
        preview, page = _timed(lambda: client.get(sent.location))
        mark = re.search(r'name="seen"[^>]* value="(\w+)"', page.text)
        confirm = land = 0.0
        if mark:
            confirm = _timed(lambda: client.post(f"{sent.location}/confirm", data={"seen": mark[1]}))[0]
            land = _timed(lambda: _tick(app))[0]
    together = upload + read + preview + confirm + land
    print(f"{name:24}{upload:8.1f}{read:8.1f}{preview:9.1f}{confirm:9.1f}{land:8.1f}{together:10.1f}{max(waits):9.2f}")
    return together


@contextmanager
def writing_meanwhile(app: Flask) -> Iterator[list[float]]:
    """Let somebody else write something small ten times a second; yield how long each took."""
    waits, over = [0.0], threading.Event()

    def write_on() -> None:
        with app.app_context():
            while not over.is_set():
                began = perf_counter()
                with transaction():
                    db.session.scalars(select(Person)).first().timezone = f"Etc/GMT+{len(waits) % 12}"
                waits.append(perf_counter() - began)
                sleep(0.1)

    thread = threading.Thread(target=write_on)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


def _tick(app: Flask) -> None:
    with app.app_context():
        jobs.bring_in(clock.now())


def _timed(do: Callable[[], object]) -> tuple[float, object]:
    began = perf_counter()
    answer = Context().run(do)
    return perf_counter() - began, answer


if __name__ == "__main__":
    sys.exit(main())
