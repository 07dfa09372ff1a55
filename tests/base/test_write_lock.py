"""Writers of a SQLite file queue; readers do not, and whoever fails leaves the queue."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from pulse.base import write_lock
from pulse.base.db import db, prepare, writing
from pulse.base.errors import Busy
from pulse.people.models import Person


@pytest.fixture
def engine(tmp_path):
    """A file as the people side keeps it, with one table."""
    engine, other = (create_engine(f"sqlite:///{tmp_path / name}.sqlite") for name in ("people", "ballots"))
    prepare(engine, other)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE word (word TEXT)"))
    yield engine
    engine.dispose()
    other.dispose()


def _write(engine, word, *, until=None, begun=None):
    with engine.begin() as connection:
        if begun:
            begun.set()
        if until:
            until.wait(10)
        connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})


def _words(engine):
    token = writing.set(False)
    with engine.begin() as connection:
        found = list(connection.scalars(text("SELECT word FROM word")))
    writing.reset(token)
    return found


def _waits(future):
    return not future.done() and not any(future.done() for _ in range(1000))


@pytest.mark.one_database
def test_a_writer_waits_for_the_one_before_and_a_reader_for_nobody(engine):
    begun, go = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(_write, engine, "first", until=go, begun=begun)
        begun.wait(10)
        second = pool.submit(_write, engine, "second")
        assert _words(engine) == []
        assert _waits(second)
        go.set()
        first.result(10)
        second.result(10)
    assert _words(engine) == ["first", "second"]


@pytest.mark.one_database
def test_who_fails_lets_the_next_one_write(engine):
    with pytest.raises(AttributeError):
        _write(engine, "lost", until="nothing one can wait for")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_write, engine, "next").result(10)
    assert _words(engine) == ["next"]


@pytest.mark.one_database
def test_whose_turn_it_is_holds_off_the_others_before_sqlite_does(engine):
    record = {}
    write_lock.await_turn(engine, record)
    write_lock.await_turn(engine, record)  # one turn, however often it is asked for
    with ThreadPoolExecutor(1) as pool:
        next_one = pool.submit(_write, engine, "next")
        with pytest.raises(TimeoutError):
            next_one.result(0.2)
        write_lock.end_turn(record)
        next_one.result(10)
    assert _words(engine) == ["next"]


@pytest.mark.one_database
def test_a_request_stops_waiting_and_leaves_the_queue_to_the_others(engine, app, monkeypatch):
    monkeypatch.setattr(write_lock, "PATIENCE", 0.05)
    record = {}
    write_lock.await_turn(engine, record)
    with app.test_request_context(), pytest.raises(Busy):
        _write(engine, "too late")
    write_lock.end_turn(record)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_write, engine, "next").result(10)
    assert _words(engine) == ["next"]


@pytest.mark.one_database
def test_a_request_that_waits_its_turn_gets_it(engine, app):
    record = {}
    write_lock.await_turn(engine, record)
    threading.Timer(0.05, write_lock.end_turn, [record]).start()
    with app.test_request_context():
        _write(engine, "in time")
    assert _words(engine) == ["in time"]


@contextmanager
def somebody_writing(monkeypatch):
    """Hold the turn of the people's file, and let a request wait for a moment only."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets many write at once")
    db.session.remove()
    monkeypatch.setattr(write_lock, "PATIENCE", 0.05)
    record = {}
    write_lock.await_turn(db.engine, record)
    try:
        yield
    finally:
        write_lock.end_turn(record)


def test_whoever_writes_beside_a_long_writer_is_told_that_pulse_is_busy(scratch, cast, monkeypatch):
    with somebody_writing(monkeypatch):
        answer = scratch.test_client().post("/scratch/Written/200")
        told = scratch.test_client().post("/scratch/Written/200", json={})
    assert answer.status_code == told.status_code == 503
    assert "Pulse is busy" in answer.text
    assert told.json == {"error": "Service Unavailable"}
    assert db.session.query(Person).filter_by(name="Written").count() == 0


def test_a_page_that_is_not_there_waits_for_nobody(scratch, cast, signed_in, monkeypatch):
    browser = signed_in(cast.hana)
    with somebody_writing(monkeypatch):
        assert (browser.get("/nothing").status_code, browser.post("/scratch/hr").status_code) == (404, 405)
