"""A server of one round, and a browser beside it."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext

from tests.ballots.device_side import Box, handler


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def address(box) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(box))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def device(browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()
