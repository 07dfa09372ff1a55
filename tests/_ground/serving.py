"""An application on a loopback port, for a real browser: `address = serving(app)`."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

Serving = Callable[[Flask], str]


class Quiet(WSGIRequestHandler):
    """Keeps connections open as the production server does, and writes no log."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application from threads of this process; its settings name the address, as links in mails need it.

    The test's clock (time-machine) and the test's databases are the server's too. For fixtures that last longer than
    one test; a test takes the fixture `serving`.
    """
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]  # a browser's open connection must not hold us up
    address = f"http://127.0.0.1:{server.server_port}"
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], base_url=address)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Serve an application until the test ends: `page.goto(serving(app) + "/sign-in")`."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(served(app))
