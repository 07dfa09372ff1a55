"""One clock and one alphabet: the product asks each in one place; tests hold the first, readers have the second."""

import ast
from pathlib import Path

import pytest

from tests.laws._reading import HOUSE, copy_of_the_house, modules, plant

# What a file says of its own time, and what tells the time of day; a stopwatch (monotonic, perf_counter) is no clock.
STAMPS = frozenset({"st_mtime", "st_ctime", "st_atime", "getmtime", "getctime"})
TIMES = frozenset({"time", "time_ns", "utcnow", "today", "localtime", "gmtime", "ctime"})
CODES = frozenset({"AskedBack"})  # tables whose `name` is a code
CLOCK = "pulse.base.clock"


def clocks(house: Path) -> list[str]:
    """Return where the product reads a clock, or the time of a file, other than through `base/clock.py`."""
    return [
        f"{module.name}:{node.lineno}"
        for module in modules(house)
        if module.name != CLOCK
        for node in ast.walk(module.tree)
        if _reads_a_clock(node)
    ]


def _reads_a_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in STAMPS:
        return True
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    named = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return named in {"time", "datetime", "date"} and node.func.attr in TIMES | {"now"}


def orders(house: Path) -> list[str]:
    """Return which statements put rows in the order of a name's letters as the database compares them."""
    return [
        f"{module.name}:{node.lineno}"
        for module in modules(house)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by"
        if any(_is_a_name(each) for each in node.args) and "filed_as" not in ast.dump(node)
    ]


def _is_a_name(node: ast.AST) -> bool:
    """Tell whether this is `Person.name`, or a function of it."""
    if isinstance(node, ast.Call):
        return any(_is_a_name(each) for each in node.args)
    named = isinstance(node, ast.Attribute) and node.attr in {"name", "title"}
    return named and not (isinstance(node.value, ast.Name) and node.value.id in CODES)


def test_the_product_has_one_clock() -> None:
    assert clocks(HOUSE) == []


@pytest.mark.parametrize("read", ["path.stat().st_mtime", "time.time()", "date.today()", "datetime.datetime.now()"])
def test_a_second_clock_is_seen(tmp_path: Path, read: str) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/deliveries/folder_jobs.py", f"\ndef late(path):\n    return {read}\n")
    assert len(clocks(house)) == 1


def test_names_stand_in_their_readers_order() -> None:
    assert orders(HOUSE) == []


def test_the_databases_own_order_of_names_is_seen(tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, "pulse/people/queries.py", "\ndef late():\n    return select(Team).order_by(func.lower(Team.name))\n")
    assert len(orders(house)) == 1
