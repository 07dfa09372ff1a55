"""Law: a wording by the members of an enum words each of them, or says here which it leaves out and why."""

import importlib
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, StrEnum

import pytest

from tests.laws._reading import HOUSE, modules

# What words a part only, and why the others are never asked for.
PARTIAL: dict[str, str] = {
    "pulse.customers.wording.titles_of_deliveries": "READ: one that is read shows its preview",
    "pulse.promises.wording.buttons": "BROKEN HEARD MADE: nobody presses these, the clock and the team say them",
    "pulse.promises.wording.hints": "BROKEN HEARD MADE RENEGOTIATED: as above; a new date explains itself",
    "pulse.reports.wording.words_of_unmoved": "HIGHER LOWER: they have a direction, and a sign for it",
}
GIVEN = {"name": "Lea", "planned": True}  # what some of them are told


class Shade(StrEnum):
    """Something that is worded."""

    LIGHT = "light"
    DARK = "dark"


def planted() -> Mapping[Shade, str]:
    return {Shade.LIGHT: "light"}


def wordings() -> Iterator[tuple[str, Callable[..., Mapping[Enum, object]], type[Enum]]]:
    """Yield each function in a `wording` that returns a mapping of an enum's members."""
    for module in modules(HOUSE):
        if module.role == "wording":
            loaded = importlib.import_module(module.name)
            for name, function in inspect.getmembers(loaded, inspect.isfunction):
                if function.__module__ == module.name and (keys := worded(function)):
                    yield f"{module.name}.{name}", function, keys


def worded(function: Callable[..., object]) -> type[Enum] | None:
    """Return the enum whose members are worded, or None."""
    returned = typing.get_type_hints(function).get("return")
    first = next(iter(typing.get_args(returned)), None)
    return first if isinstance(first, type) and issubclass(first, Enum) else None


def unworded(function: Callable[..., Mapping[Enum, object]], keys: type[Enum]) -> set[Enum]:
    """Return the members without words."""
    told = {name: GIVEN[name] for name in inspect.signature(function).parameters}
    return set(keys) - set(function(**told))


FOUND = {name: (function, keys) for name, function, keys in wordings()}


@pytest.mark.parametrize("name", FOUND)
def test_every_member_has_its_words(app, name):
    with app.test_request_context():
        left = unworded(*FOUND[name])
    assert sorted(member.name for member in left) == PARTIAL.get(name, "").partition(":")[0].split()


def test_a_member_without_words_is_seen():
    assert worded(planted) is Shade
    assert unworded(planted, Shade) == {Shade.DARK}
    assert len(FOUND) > 10
