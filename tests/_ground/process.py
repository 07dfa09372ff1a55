"""What a test does to its process ends with the test: how it logs, what its environment says, where it stands.

Tests share a process in an order that changes with their number; what one leaves behind breaks another far away.
"""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog


@pytest.fixture(autouse=True)
def _logs_as_found() -> Iterator[None]:
    """Take back what `logs.configure` set: it binds all loggers to one stream, another test's as a rule."""
    root, found = logging.getLogger(), structlog.get_config()
    handlers, level, hooks = list(root.handlers), root.level, (sys.excepthook, threading.excepthook)
    yield
    logging.captureWarnings(False)
    structlog.configure(**found)
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook = hooks


def held() -> dict[str, object]:
    """Return what every test of a process meets, and none may change for the next."""
    ours = {name: said for name, said in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return {"environment": ours, "directory": Path.cwd(), "path": list(sys.path)}


@pytest.fixture(autouse=True)
def _nothing_left(_logs_as_found: None) -> Iterator[None]:
    """Refuse a test that leaves the process another than it found it."""
    before = held()
    yield
    left = [name for name, was in held().items() if was != before[name]]
    assert not left, f"left changed in the process, where other tests run: {', '.join(left)}"
