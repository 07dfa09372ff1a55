"""Structured logs: route names, never addresses, tokens, query strings or bodies."""

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

# On these routes only the class name of an error is logged, never a line for an answer that worked.
QUIET = frozenset({"ballots.cast", "rounds.credential", "rounds.visit", "static"})


def configure(*, stream: object = None) -> None:
    """Write one JSON object a line to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )


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


def _where(error: BaseException | None) -> str:
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
