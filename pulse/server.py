"""The production server, embedded: gunicorn with threads, one worker a core, a heartbeat in each."""

import gc
import multiprocessing
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from pulse import create_app, scheduler
from pulse.base.settings import Settings


class Log(Logger):
    """gunicorn's log, through Pulse's own formatter: it would write addresses and lines of requests."""

    def setup(self, cfg: Any) -> None:
        """Leave the handlers to the root logger, and keep no access log whatever the configuration says."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.propagate = True
        self.error_log.setLevel(self.LOG_LEVELS[cfg.loglevel])

    def access(self, *_arguments: Any) -> None:
        """Write nothing."""


class Server(BaseApplication):
    """gunicorn, told by Pulse's settings rather than by a file of its own."""

    def __init__(self, given: Settings) -> None:
        self.given = given
        super().__init__()

    def load_config(self) -> None:
        """Set what the settings say."""
        options: dict[str, Any] = {
            "bind": f"{self.given.host}:{self.given.port}",
            "workers": self.given.workers or multiprocessing.cpu_count(),
            "threads": self.given.threads,
            "worker_class": "gthread",
            "keepalive": 5,
            "graceful_timeout": 20,
            "accesslog": None,
            "logger_class": Log,
            "loglevel": "warning",
            "proc_name": "pulse",
            "post_worker_init": _begin,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application in each worker: no connection is shared between processes."""
        return create_app(self.given)


def _begin(worker: Any) -> None:
    gc.collect()
    gc.freeze()  # what was loaded stays for good: no request waits until all of it was looked through again
    worker.pulse_heartbeat = scheduler.start(worker.wsgi)
