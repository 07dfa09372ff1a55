"""Writers of one SQLite file queue for their turn. Left alone they poll, and one process can starve the others."""

import fcntl
from io import BufferedWriter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

HELD = "pulse.turn"


def await_turn(engine: Engine, record: dict[str, Any]) -> None:
    """Wait until no other thread or process writes into this engine's file; `record` is its connection's own.

    The kernel keeps the queue, and forgets a process that dies. Whoever does not queue (a backup, a shell) is still
    held off by SQLite's own lock.
    """
    path = engine.url.database
    if path and HELD not in record:
        record[HELD] = _locked(Path(f"{path}.turn"))


def end_turn(record: dict[str, Any]) -> None:
    """Let the next one write."""
    held: BufferedWriter | None = record.pop(HELD, None)
    if held is not None:
        held.close()


def _locked(path: Path) -> BufferedWriter:
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except BaseException:
        file.close()
        raise
    return file
