"""Structured logs: route names, never addresses, tokens, query strings or bodies."""

import json
import logging
import re
import sys
import threading
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

import structlog
from flask import Flask, Response, g, request

# On these routes only the class name of an error is logged, never a line for an answer that worked.
QUIET = frozenset({"ballots.cast", "rounds.credential", "rounds.visit", "static"}) | {
    f"live.{act}" for act in ("enter", "ask", "vote", "snapshot", "keys")
}
QUIET |= {"threads.file", "threads.write", "conversations.replies"}

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]{0,19}[,.;]?|%[a-z]|%\(\w+\)[a-z]")


def configure(*, stream: object = None, quiet: bool = False) -> None:
    """Write one JSON object a line to standard error, whoever speaks; `quiet`: warnings and worse only."""
    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        # One write a line: the printing logger writes twice, and lines of two processes meet.
        logger_factory=structlog.WriteLoggerFactory(out),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)  # type: ignore[arg-type]
    handler.setFormatter(Foreign())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _ended
    threading.excepthook = lambda gone: _ended(gone.exc_type, gone.exc_value, gone.exc_traceback)


def _ended(kind: type[BaseException], error: BaseException | None, _trace: object) -> None:
    """Log what nobody caught: its class and the lines it came through, never a value. Ctrl-C needs no line."""
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger("pulse").critical("crashed", error=kind.__name__, through=_lines(error))


class Foreign(logging.Formatter):
    """How a line of somebody else's logger is written: its words without what fills them, and the error's class."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a JSON object. Libraries log addresses, lines of requests and values: none of that is kept."""
        entry = {"logger": record.name, "event": plain(record.msg), "level": record.levelname.lower()}
        error = record.exc_info[1] if record.exc_info else record.msg if isinstance(record.msg, Exception) else None
        if error is not None:
            entry |= {"error": type(error).__name__, "where": _where(error)}
        return json.dumps(entry | {"at": datetime.fromtimestamp(record.created, UTC).isoformat()})


def plain(message: object) -> str:
    """Return the words of a message up to the first colon, and no address, number, path or token."""
    words = (message if isinstance(message, str) else "").partition(":")[0].split()
    return " ".join(word if _WORD.fullmatch(word) else "…" for word in words)


def install(app: Flask) -> None:
    """Log each answer by route name, and each crash by the class of its error."""
    log = structlog.get_logger("pulse")

    @app.before_request
    def _begun() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def _answered(response: Response) -> Response:
        if request.endpoint not in QUIET:
            spent = round((time.perf_counter() - g.get("begun", time.perf_counter())) * 1000, 1)
            log.info("answered", route=request.endpoint, method=request.method, status=response.status_code, ms=spent)
        return response

    # Flask's own line would hold the address and a traceback with whatever the code holds.
    app.log_exception = lambda found: crashed(request.endpoint, found[1])  # type: ignore[assignment, method-assign]


def crashed(route: str | None, error: BaseException | None) -> None:
    """Log a crash: on quiet routes the class name only."""
    log = structlog.get_logger("pulse")
    if route in QUIET:
        log.error("crashed", route=route, error=type(error).__name__)
    else:
        log.error("crashed", route=route, error=type(error).__name__, where=_where(error))


def _lines(error: BaseException | None) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]


def _where(error: BaseException | None) -> str:
    return (_lines(error) or [""])[-1]
