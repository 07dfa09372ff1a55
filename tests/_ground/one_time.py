"""No test tells an action a fixed time while the pages it opens read the real clock: it would rot with the calendar."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from types import FunctionType

import pytest

PAGES = frozenset({"client", "signed_in", "browser"})  # fixtures behind which the product asks for the time
MOVED = frozenset({"time_machine"})
TOLD = frozenset({"now", "today"})  # how an action is told the time


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a test that has two clocks, before anything of it runs."""
    if told := mixed(item):
        pytest.fail(
            f"{', '.join(told)}: a fixed time, and a page that reads the clock; take `time_machine`", pytrace=False
        )


def mixed(item: pytest.Item) -> list[str]:
    """Return the functions by which a test tells a fixed time though it opens pages and does not hold the clock."""
    names = set(getattr(item, "fixturenames", ()))
    if names & MOVED or names.isdisjoint(PAGES):
        return []
    known = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    functions = [item.function, *(known[name][-1].func for name in sorted(names & known.keys()))]  # type: ignore[attr-defined]
    return [
        each.__name__ for each in dict.fromkeys(near for made in functions for near in reached(made)) if fixed(each)
    ]


@cache
def reached(function: Callable[..., object], depth: int = 3) -> tuple[FunctionType, ...]:
    """Return a function of the tests and those of the tests it calls by name, so many calls deep."""
    here = inspect.unwrap(function)
    if not isinstance(here, FunctionType) or not here.__module__.startswith("tests"):
        return ()
    names = [node.id for node in ast.walk(tree(here)) if isinstance(node, ast.Name)] if depth else []
    called = (here.__globals__.get(name) for name in names)
    return (here, *(far for each in called if isinstance(each, FunctionType) for far in reached(each, depth - 1)))


@cache
def fixed(function: FunctionType) -> bool:
    """Tell whether a function says `now=` or `today=` with a day that stands in its module."""
    said = [node for node in ast.walk(tree(function)) if isinstance(node, ast.keyword) and node.arg in TOLD]
    return any(isinstance(function.__globals__.get(name), date) for each in said for name in names_in(each.value))


def names_in(value: ast.AST) -> Iterator[str]:
    """Yield the names that an expression speaks of."""
    return (node.id for node in ast.walk(value) if isinstance(node, ast.Name))


@cache
def tree(function: FunctionType) -> ast.Module:
    """Return a function's syntax tree; one that travels by itself holds the clock, and has none to look at."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
        return ast.Module([], []) if "travel(" in source else ast.parse(source)
    except (OSError, SyntaxError):
        return ast.Module([], [])
