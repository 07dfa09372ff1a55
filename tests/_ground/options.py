"""The two suites: the same tests on SQLite and on PostgreSQL; what touches no database runs once.

`make dates` runs the suite on other days and leaves out what waits for a browser or another process (`real_time`).
"""

from collections.abc import Iterator

import hypothesis
import pytest

from dev import in_ci
from tests._ground import sorting

ON_A_DATABASE = frozenset({"databases", "fresh_urls"})
WAITING = frozenset({"browser", "bare_host", "host", "house"})  # fixtures that start a browser, or wait for processes


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the database."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="which database the tests use; tests without one run with sqlite only",
    )
    parser.addoption("--quick", action="store_true", help="leave out what is long (tests/_ground/sorting.py)")


def pytest_configure(config: pytest.Config) -> None:
    """Give hypothesis all the time it needs on a busy machine, and the same examples on each CI run."""
    strict = in_ci()
    hypothesis.settings.register_profile("pulse", deadline=None, derandomize=strict, print_blob=not strict)
    hypothesis.settings.load_profile("pulse")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark tests before `-m` looks at marks; afterwards leave out what this run is not about, and order the rest."""
    for item in items:
        mark(item)
    yield
    if config.getoption("database") != "sqlite":
        leave_out(config, items, "one_database")
    if config.getoption("quick"):
        leave_out(config, items, "long")
    items[:] = sorting.long_first(items, getattr(config, "workerinput", {}).get("workercount", 1))


def mark(item: pytest.Item) -> None:
    """Mark what touches no database, what waits for others, what is long."""
    names = getattr(item, "fixturenames", ())
    for each in sorting.marks(sorting.module(item)):
        item.add_marker(each)
    if ON_A_DATABASE.isdisjoint(names):
        item.add_marker("one_database")
    if not WAITING.isdisjoint(names):
        item.add_marker("real_time")


def leave_out(config: pytest.Config, items: list[pytest.Item], which: str) -> None:
    """Deselect what is marked so."""
    marked = [item for item in items if item.get_closest_marker(which)]
    items[:] = [item for item in items if item not in set(marked)]
    if marked:
        config.hook.pytest_deselected(items=marked)


def missing(what: str) -> None:
    """Skip the test that needs what this machine lacks; in CI fail it."""
    if in_ci():
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
