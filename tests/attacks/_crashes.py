"""Processes that die in the middle of their work, as after kill -9 or a power cut, and two that work at once."""

import os
import signal
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from pulse.ballots import actions as ballots
from pulse.ballots import keys
from pulse.base.db import db, writing
from tests._ground.application import dispose
from tests._ground.databases import Databases
from tests.attacks._storage import inspecting, sqlite_file

Work = Callable[[], object]


@dataclass
class Fuse:
    """Kills its process before or after the n-th step that leaves something on disk: 0 is before the first."""

    length: int
    passed: list[str] = field(default_factory=list)

    def lay(self) -> None:
        """Put the fuse around every commit of both databases, every key file and every rewriting."""
        for engine in db.engines.values():
            engine.dialect.do_commit = self._around(engine.dialect.do_commit, writing.get)
        for module, name in ((keys, "_write_once"), (keys, "_wipe"), (ballots, "rewrite")):
            setattr(module, name, self._around(getattr(module, name), lambda: True))

    def _around(self, act: Callable[..., Any], counts: Callable[[], bool]) -> Callable[..., Any]:
        def acted(*arguments: Any, **more: Any) -> Any:
            if not counts():
                return act(*arguments, **more)
            self._burn(f"before {act.__name__}")
            result = act(*arguments, **more)
            self._burn(f"after {act.__name__}")
            return result

        return acted

    def _burn(self, where: str) -> None:
        if len(self.passed) == self.length:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(where)


class Saved:
    """An instance at rest, to be had back as often as it was spoilt: its rows and files, not its databases."""

    def __init__(self, databases: Databases, app: Flask) -> None:
        given = app.extensions["pulse.settings"]
        self.app, self.databases = app, databases
        self.urls, self.instance = (given.people_url, given.ballots_url), given.instance
        dispose(app)
        self.files = {path: path.read_bytes() for path in self._files()}
        self.rows = {} if databases.kind == "sqlite" else {url: self._copied(url) for url in self.urls}

    def back(self) -> None:
        """Put everything back as it was."""
        dispose(self.app)
        for path in set(self._files()) - self.files.keys():
            path.unlink()
        for path, data in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for url, tables in self.rows.items():
            self._poured(url, tables)
        self.app.extensions["pulse.boxes"].clear()

    def _files(self) -> list[Path]:
        places = [self.instance]
        if self.databases.kind == "sqlite":
            places.append(sqlite_file(self.urls[0]).parent)
        return [path for place in places for path in place.rglob("*") if path.is_file()]

    def _copied(self, url: str) -> dict[str, bytes]:
        with inspecting(self.databases.superuser, url) as asked:
            names = asked.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            tables = {}
            for (name,) in names:
                with asked.cursor().copy(f"COPY {name} TO STDOUT") as rows:
                    tables[name] = b"".join(rows)
            return tables

    def _poured(self, url: str, tables: dict[str, bytes]) -> None:
        with inspecting(self.databases.superuser, url) as asked, asked.transaction():
            asked.execute("SET LOCAL session_replication_role = replica")  # no order among tables
            asked.execute(f"TRUNCATE {', '.join(tables)}")
            for name, rows in tables.items():
                with asked.cursor().copy(f"COPY {name} FROM STDIN") as poured:
                    poured.write(rows)


def forked(app: Flask, work: Work) -> int:
    """Begin work in a process of its own; return its number."""
    dispose(app)  # no connection may be shared
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        with app.app_context():
            work()
        status = 0
    except BaseException:  # noqa: BLE001  whatever it is, this process must not go on as a second pytest
        traceback.print_exc()
    finally:
        os._exit(status)


def dies(app: Flask, work: Work, length: int) -> bool:
    """Do work until the fuse has burnt down; say whether the process died of it, or ended by itself."""

    def fused() -> None:
        Fuse(length).lay()
        work()

    _, status = os.waitpid(forked(app, fused), 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the process failed before it could be killed"
    return False


def at_once(app: Flask, works: Sequence[Work]) -> list[int]:
    """Do several works at once, each in a process of its own; return their exit statuses."""
    processes = [forked(app, work) for work in works]
    return [os.waitpid(process, 0)[1] for process in processes]
