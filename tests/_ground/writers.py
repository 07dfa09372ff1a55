"""Whatever writes begins its transaction as a writer: a guard that stands beside every test on SQLite.

A transaction that began as a reader and writes later asks SQLite for the lock in its midst. Beside another writer it is
refused at once, without a wait, and a page answers 500. Alone it succeeds, so no other test would see it.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from pulse.base.db import writing

BEGAN: str = "tests.began_as_writer"
WRITES = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH\b.*\b(?:INSERT INTO|UPDATE|DELETE FROM))\b", re.IGNORECASE | re.DOTALL
)
upgraded: list[str] = []


class Upgraded(AssertionError):
    """A statement wrote in a transaction that had been begun to read."""


@event.listens_for(Engine, "begin")
def _began(connection: Connection) -> None:
    connection.info[BEGAN] = writing.get()


@event.listens_for(Engine, "before_cursor_execute")
def _executes(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    if connection.dialect.name != "sqlite" or connection.info.get(BEGAN, True) or not WRITES.match(statement):
        return
    upgraded.append(statement)
    raise Upgraded(statement)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Let each test begin as a process does: what an earlier one said of its own requests stands for those alone."""
    writing.set(True)


@pytest.fixture(autouse=True)
def all_writers_begin_as_such() -> Iterator[list[str]]:
    """Fail the test in which anything wrote as a reader, also where a tick or an error page has swallowed it."""
    upgraded.clear()
    yield upgraded
    assert not upgraded, f"began as a reader and wrote: {upgraded[0]}"
