"""What people are told besides their invitations: the rooms above name theirs here, each with its sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Group(StrEnum):
    """What a person may wish to hear at once, once a week, or not at all."""

    TOWN_HALLS = "town-halls"
    PROMISES = "promises"
    ROADBLOCKS = "roadblocks"
    THANKS = "thanks"


@dataclass(frozen=True)
class Told:
    """One kind of notice.

    words: from (person, arguments) to (sentence, path of the page it is about), in the language that is spoken when it
    is sent; None when there is no longer a reason. For a chat channel the person is None.
    """

    name: str
    group: Group
    words: Callable[[Any | None, Mapping[str, str]], tuple[str, str] | None]


_known: dict[str, Told] = {}


def register(told: Told) -> Told:
    """Make a kind of notice known; the same name twice is a mistake of the house."""
    if _known.get(told.name, told) != told:
        raise ValueError(f"two kinds of notices are called {told.name}")
    _known[told.name] = told
    return told


def named(name: str) -> Told:
    """Return a kind of notice; raises KeyError for one that no room has named."""
    return _known[name]
