"""Which tests run once, which are long, and in which order workers find them."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests._ground import sorting

HOUSE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Item:
    nodeid: str


def items(**counts):
    return [Item(f"tests/{name}.py::test_{number}") for name, count in counts.items() for number in range(count)]


@pytest.fixture
def two_long(monkeypatch):
    monkeypatch.setattr(sorting, "LONG", {"tests/b.py": 10, "tests/c.py": 5, "tests/e.py": 4})


@pytest.mark.parametrize("place", [*sorting.ONCE, *sorting.TWICE, *sorting.LONG, *sorting.SLOW])
def test_what_the_tables_name_is_there(place):
    assert (HOUSE / place).exists()


def test_what_runs_twice_is_an_exception():
    assert all(sorting.within(name, sorting.ONCE) for name in sorting.TWICE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tests/journeys/test_link.py", {"one_database", "long"}),
        ("tests/journeys/test_first_round.py", {"long"}),
        ("tests/attacks/test_chain.py", {"long"}),
        ("tests/lost_work/test_once.py", set()),
        ("tests/homely/test_views.py", set()),
    ],
)
def test_marks_of_a_module(name, expected):
    assert set(sorting.marks(name)) == expected


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_test_stays_and_those_of_a_module_stay_together(two_long, workers):
    given = items(a=6, b=2, c=3, d=6, e=1)
    found = sorting.long_first(given, workers)
    assert sorted(found, key=given.index) == given
    for module in ("tests/b.py", "tests/c.py"):
        places = [found.index(item) for item in given if sorting.module(item) == module]
        assert places == list(range(places[0], places[0] + len(places)))


def test_each_worker_begins_with_its_share_of_the_long_ones(two_long):
    found = [sorting.module(item) for item in sorting.long_first(items(a=6, b=2, c=3, d=6, e=1), 2)]
    assert found[:2] == ["tests/b.py"] * 2
    assert found[9:13] == ["tests/c.py"] * 3 + ["tests/e.py"]


def test_long_ones_that_are_all_there_is_stay_whole(two_long):
    given = items(b=8, c=1)
    assert set(sorting.long_first(given, 2)) == set(given)


def test_other_days_leave_out_what_waits_for_a_browser_or_another_process(pytestconfig):
    asked = ("--collect-only", "-q", "-m", "not real_time", "-p", "no:cacheprovider", "tests/journeys/proxied")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *asked], cwd=pytestconfig.rootpath, capture_output=True, text=True, check=False
    )
    assert "no tests collected" in done.stdout
