"""Writers of one SQLite file queue for their turn. Left alone they poll, and one process can starve the others."""

import fcntl
import threading
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path
from typing import Any, Final

from flask import has_request_context
from sqlalchemy import Engine

from pulse.base.errors import Busy

HELD = "pulse.turn"
PATIENCE: Final = 20.0  # seconds somebody before a page waits for those who write; a job waits as long as it takes


def await_turn(engine: Engine, record: dict[str, Any]) -> None:
    """Wait until no other thread or process writes into this engine's file; `record` is its connection's own.

    The kernel keeps the queue, and forgets a process that dies. Whoever does not queue (a backup, a shell) is still
    held off by SQLite's own lock. Raises Busy when a request has waited long enough.
    """
    path = engine.url.database
    if path and HELD not in record:
        record[HELD] = _locked(Path(f"{path}.turn"), PATIENCE if has_request_context() else None)


def end_turn(record: dict[str, Any]) -> None:
    """Let the next one write."""
    held: BufferedWriter | None = record.pop(HELD, None)
    if held is not None:
        held.close()


def _locked(path: Path, patience: float | None) -> BufferedWriter:
    file = path.open("ab")
    try:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        if patience is None:
            fcntl.flock(file, fcntl.LOCK_EX)
            return file
    except BaseException:
        file.close()
        raise
    return _Place(file).awaited(patience)


class _Place:
    """A place in the queue that may be given up. The kernel knows no limit, so a thread of its own stands there."""

    def __init__(self, file: BufferedWriter) -> None:
        self._file = file
        self._deciding = threading.Lock()
        self._reached = threading.Event()
        self._given_up = False

    def awaited(self, patience: float) -> BufferedWriter:
        """Return the locked file, or raise Busy."""
        threading.Thread(target=self._stand, daemon=True).start()
        self._reached.wait(patience)
        with self._deciding:
            if self._reached.is_set():
                return self._file
            self._given_up = True
        raise Busy

    def _stand(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._deciding:
            if self._given_up:
                self._file.close()  # whose turn it was has left: the next one's
            else:
                self._reached.set()
