"""Chromium as the machine has it: PULSE_CHROMIUM, the PATH, the usual places."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests._ground.options import missing
from tools.machine import find_chromium, find_libatomic

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; without one the test is skipped, in CI it fails."""
    found = find_chromium()
    if not found:
        missing("no Chromium here: install it or set PULSE_CHROMIUM")
    return str(found)


expect.set_options(timeout=15_000)  # ms: what polls every other second needs more than five on a busy machine


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium for the whole session; take a new context in each test."""
    if not find_libatomic():
        missing("no libatomic here, which the driver of Chromium needs: install libatomic1")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield chromium
        chromium.close()
