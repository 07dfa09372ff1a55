"""What people are told besides their invitations: the rooms above name theirs here, each with its sentence."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final


class Group(StrEnum):
    """What a person may wish to hear at once, once a week, or not at all."""

    TOWN_HALLS = "town-halls"
    PROMISES = "promises"
    ROADBLOCKS = "roadblocks"
    THANKS = "thanks"


class NoticeWish(StrEnum):
    """When somebody wishes to hear."""

    AT_ONCE = "at once"
    WEEKLY = "weekly"
    NEVER = "never"


# What holds for whoever has not chosen.
USUAL: Final[Mapping[Group, NoticeWish]] = {
    Group.TOWN_HALLS: NoticeWish.AT_ONCE,
    Group.PROMISES: NoticeWish.WEEKLY,
    Group.ROADBLOCKS: NoticeWish.WEEKLY,
    Group.THANKS: NoticeWish.AT_ONCE,
}


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice.

    words: from (person, arguments) to (sentence, path of the page it is about), in the language that is spoken when it
    is sent; None when there is no longer a reason. For a chat channel the person is None.
    duty: it is about the reader's own task, which cannot wait for the end of the week; quiet hours hold for it, too.
    """

    name: str
    group: Group
    words: Callable[[Any | None, Mapping[str, str]], tuple[str, str] | None]
    duty: bool = False


_known: dict[str, NoticeKind] = {}


def register(told: NoticeKind) -> NoticeKind:
    """Make a kind of notice known; the same name twice is a mistake of the house."""
    if _known.get(told.name, told) != told:
        raise ValueError(f"two kinds of notices are called {told.name}")
    _known[told.name] = told
    return told


def named(name: str) -> NoticeKind:
    """Return a kind of notice; raises KeyError for one that no room has named."""
    return _known[name]


def group_of(kind: str) -> Group | None:
    """Return which group a kind belongs to; None for one that no release knows any more."""
    told = _known.get(kind)
    return told.group if told else None


def written(kind: str, arguments: Mapping[str, str]) -> dict[str, str]:
    """Return how one notice stands in a row of the outbox."""
    return {"notice": kind, "arguments": json.dumps(dict(arguments), sort_keys=True)}


def worded(person: Any | None, row: Mapping[str, str]) -> tuple[str, str] | None:
    """Word what stands in a row; None when there is no longer a reason, or no such kind any more."""
    told = _known.get(row["notice"])
    return told.words(person, json.loads(row["arguments"])) if told else None


def mark(kind: str, arguments: Mapping[str, str], about: str = "") -> str:
    """Return what two notices have in common that say the same about the same."""
    return sha256(json.dumps([kind, about, dict(arguments)], sort_keys=True).encode()).hexdigest()[:32]
