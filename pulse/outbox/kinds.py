"""Which kinds of messages exist: the rooms above name theirs here, with how each is worded when it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pulse.outbox.backoff import LASTS

Arguments = Mapping[str, str]
Context = Mapping[str, object]


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    name: also the name of its two templates, `templates/<room>/mail/<name>.{txt,html}`.
    subject: words the subject line, in the reader's language, from what `context` returned.
    context: from (person, arguments) to what the templates see; called when the message is sent, so that a link
    with a token exists nowhere before. It returns None when there is no longer a reason to send. A `stop` in what it
    returns is the address that stops such mails with one press, where that depends on more than the person.
    """

    name: str
    room: str
    subject: Callable[[Context], str]
    context: Callable[[Any, Arguments], Context | None]
    forget: bool = False  # the row is deleted on delivery: only a count stays
    urgent: bool = False  # somebody sits and waits for it: goes before everything else
    stop: Callable[[Any], str] | None = None  # from a person to the address that stops such mails with one press
    reader: Callable[[str], Any] | None = None  # who reads it, where that is nobody of the house; None: gone
    lasts: timedelta | None = LASTS  # how long it may wait; None: until `context` knows no reason for it any more
    fleeting: bool = False  # what waited for too long is forgotten: nobody need look at it, and nobody sends it again
    to_some: bool = False  # that it goes to somebody says what they did not do: nothing is noted of what became of it
    patient: bool = False  # nobody waits for it: it does not leave in its reader's quiet hours


_known: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; the same name twice is a mistake of the house, not of a reader."""
    if _known.get(kind.name, kind) != kind:
        raise ValueError(f"two kinds of messages are called {kind.name}")
    _known[kind.name] = kind
    return kind


def named(name: str) -> Kind:
    """Return a kind; raises KeyError for one that no room has named."""
    return _known[name]


def urgent() -> tuple[str, ...]:
    """Return the names of the kinds that go first."""
    return tuple(sorted(kind.name for kind in _known.values() if kind.urgent))


def is_to_some(name: str) -> bool:
    """Say whether a kind goes to those only who did not do something."""
    return name not in _known or _known[name].to_some


def lasts(name: str) -> timedelta | None:
    """Return how long a kind may wait; a kind that a newer release dropped waits as any other."""
    return _known[name].lasts if name in _known else LASTS


def waiting_times() -> dict[tuple[timedelta, bool], tuple[str, ...]]:
    """Return the names of the kinds that do not wait for ever, by how long they may and whether they are fleeting."""
    found: dict[tuple[timedelta, bool], tuple[str, ...]] = {}
    for kind in sorted(_known.values(), key=lambda each: each.name):
        if kind.lasts is not None:
            of = (kind.lasts, kind.fleeting)
            found[of] = (*found.get(of, ()), kind.name)
    return found
