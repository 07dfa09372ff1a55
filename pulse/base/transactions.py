"""Where transactions end: after a view, and around each unit of a job or command. Nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, request
from sqlalchemy import Connection, Engine

from pulse.base.db import WALLED, Base, db, writing

READS = frozenset({"GET", "HEAD", "OPTIONS"})


@contextmanager
def transaction() -> Iterator[None]:
    """Run one unit of a job or command: commit at the end, roll back when it raises."""
    token = writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()
        writing.reset(token)


@contextmanager
def walled(*, write: bool = False) -> Iterator[Connection]:
    """Open one transaction on the ballot side, on a connection of its own: the two sides never share one."""
    with _begun(db.engines[WALLED], write=write) as connection:
        yield connection
        connection.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one transaction that only reads, for what is sent while the request has already ended."""
    with _begun(engine, write=False) as connection:
        yield connection


@contextmanager
def _begun(engine: Engine, *, write: bool) -> Iterator[Connection]:
    with engine.connect() as connection:
        token = writing.set(write)
        try:
            connection.begin()
        finally:
            writing.reset(token)  # it is said of this transaction alone: what else begins in its midst says its own
        yield connection


@contextmanager
def noting() -> Iterator[None]:
    """Write a line about a page that was only read: in a transaction of its own, which begins as a writer.

    What the page read has ended by then. SQLite refuses at once who has read and then asks for the lock in its midst.
    """
    db.session.rollback()
    token = writing.set(True)
    try:
        yield
        db.session.commit()
    finally:
        db.session.rollback()
        writing.reset(token)


def note(row: Base) -> None:
    """Write one row about a page that was only read."""
    with noting():
        db.session.add(row)


@contextmanager
def only_reading() -> Iterator[None]:
    """Do what writes nothing, in a transaction of its own, in the midst of a job that writes before and after."""
    db.session.rollback()
    token = writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        writing.reset(token)


def install(app: Flask) -> None:
    """Say of every request whether it may write, before anybody asks who is signed in: of those without a page too."""
    app.before_request(begin_request)


def begin_request() -> None:
    """Say before a view whether it may write."""
    writing.set(request.method not in READS)


def only_read() -> None:
    """Say that this request writes nothing though its method could: it need not queue with those who write."""
    writing.set(False)


def step_aside() -> None:
    """Let others write while this request computes; it has written nothing yet, and what it read may change."""
    db.session.rollback()


def end_request(response: Response) -> Response:
    """Commit when the method writes and the answer is a success; roll back otherwise."""
    if request.method in READS or response.status_code >= 400:
        db.session.rollback()
    else:
        db.session.commit()
    return response


def abandon_request() -> None:
    """Roll back before an error page is rendered, which only reads."""
    db.session.rollback()
    writing.set(False)
