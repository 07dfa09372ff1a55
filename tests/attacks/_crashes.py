"""Processes that die in the middle of their work, as after kill -9 or a power cut, and two that work at once."""

import os
import signal
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from pulse.ballots import actions as ballots
from pulse.ballots import keys
from pulse.base.db import db, writing
from tests._ground.application import dispose

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
