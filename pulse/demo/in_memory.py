"""Makes the demo without waiting for the disk at each step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from pulse.admin import backup_actions
from pulse.base.db import db


@contextmanager
def in_memory_first() -> Iterator[None]:
    """Wait for the disk once, at the end: nothing was promised to anybody yet, and half a demo is made anew."""
    _pragma("OFF")
    try:
        yield
    finally:
        _pragma("FULL")
        os.sync()


def _pragma(how: str) -> None:
    """Tell the one connection of each side, which this process uses for everything."""
    for key in backup_actions.SIDES.values():
        if db.engines[key].dialect.name == "sqlite":
            with db.engines[key].connect() as connection:
                raw = connection.connection.dbapi_connection
                assert raw is not None
                raw.execute(f"PRAGMA synchronous = {how}")
