"""Counting the statements that a page costs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from pulse.base.db import db


@pytest.fixture
def statements(app):
    """Collect the statements on the people side while inside: `with statements() as seen:`."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_more):
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        yield seen
        event.remove(db.engine, "before_cursor_execute", note)

    return collecting
