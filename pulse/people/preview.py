"""Which preview somebody saw: a fingerprint of all that a roster would change, so that nothing else is applied."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

from pulse.people.difference import Change, Difference
from pulse.people.guards import watched
from pulse.people.tops import Path

Entry = TypeVar("Entry")

SHOWN = 200
STEP, TURN = "/", "\t"  # a team's name holds neither: the reader of rosters splits paths at one and cleans the other


def fingerprint(found: Difference) -> str:
    """Return the same 32 characters for the same changes, and others for others."""
    digest = hashlib.sha256()
    for part in (found.added, found.left, found.faults):
        for one in part:
            digest.update(repr(one).encode("utf-8", "replace"))
        digest.update(b"|")
    for changes in (found.moved, found.changed, found.rejoined):
        for change in changes:
            digest.update(_line(change).encode("utf-8", "replace"))
        digest.update(b"|")
    digest.update(repr((found.teams_added, found.teams_closed, found.renamed)).encode("utf-8", "replace"))
    digest.update(repr([(doubt.guard.value, doubt.who) for doubt in watched(found)]).encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


def _line(change: Change) -> str:
    """Return who changes, and what they are and become in each field that does."""
    return repr((change.person.id, [(name, *before_and_after(change, name)) for name in change.fields]))


def before_and_after(change: Change, field: str) -> tuple[object, object]:
    """Return what a field holds today and what it would hold; a role is lost by coming back, and never given."""
    return getattr(change.person, field), "employee" if field == "role" else getattr(change.row, field)


def shown(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return as many as a page lists."""
    return entries[:SHOWN]


def written(rename: tuple[Path, Path]) -> str:
    """Return a rename as a form carries it."""
    old, new = rename
    return TURN.join((STEP.join(old), STEP.join(new)))


def read_renames(texts: Sequence[str]) -> Mapping[Path, Path]:
    """Return the renames that a form carries; whatever is none is left out."""
    pairs = [text.split(TURN) for text in texts]
    return {_path(pair[0]): _path(pair[1]) for pair in pairs if len(pair) == 2 and all(pair)}


def _path(text: str) -> Path:
    return tuple(text.split(STEP))
