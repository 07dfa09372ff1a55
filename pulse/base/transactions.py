"""Where transactions end: after a view, and around each unit of a job or command. Nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request
from sqlalchemy import Connection, Engine

from pulse.base.db import WALLED, db, writing

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
    token = writing.set(write)
    try:
        with db.engines[WALLED].begin() as connection:
            yield connection
    finally:
        writing.reset(token)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one transaction that only reads, for what is sent while the request has already ended."""
    with engine.connect() as connection:
        token = writing.set(False)
        connection.begin()
        writing.reset(token)  # before the first row is handed out: who takes the next one may stand elsewhere
        yield connection


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
    """Roll back before an error page is rendered."""
    db.session.rollback()
