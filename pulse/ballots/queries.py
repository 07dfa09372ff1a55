"""Look into boxes: what is public of them. Nothing here asks for an open round's ballots except their seal."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from pulse.ballots import manifest
from pulse.ballots.keys import KeyRing
from pulse.ballots.merkle import Tree
from pulse.ballots.models import Ballot, Box, Receipt
from pulse.base.errors import NotFound
from pulse.base.transactions import walled

OPEN = "open"
FROZEN = "frozen"
DESTROYED = "destroyed"

_BOXES_HELD = 64


@dataclass(frozen=True)
class PublicBox:
    """What was frozen when the box was opened: immutable and public, so every process may keep it."""

    uid: str
    fingerprint: str
    header: dict[str, Any]
    leaves: list[dict[str, Any]]
    grown: Tree
    layout: dict[str, Any]

    @cached_property
    def header_text(self) -> str:
        """Return the manifest's header in its one spelling."""
        return manifest.canonical(self.header)

    @cached_property
    def _stands(self) -> dict[str, int]:
        return {leaf["id"]: index for index, leaf in enumerate(self.leaves)}

    def place(self, cohort: str) -> manifest.LeafPlace:
        """Return what a browser of this cohort gets. Raises KeyError for one that is not listed."""
        index = self._stands[cohort]
        return manifest.LeafPlace(manifest.canonical(self.leaves[index]), self.grown.path(index))

    def size(self, cohort: str) -> int:
        """Return how many people are counted together in a cohort."""
        return int(self.leaves[self._stands[cohort]]["size"])


def ring() -> KeyRing:
    """Return this process's key ring."""
    found: KeyRing = current_app.extensions["pulse.keys"]
    return found


def box(uid: str) -> PublicBox:
    """Return a box; raise NotFound."""
    held: dict[str, PublicBox] = current_app.extensions["pulse.boxes"]
    if uid not in held:
        if len(held) >= _BOXES_HELD:
            held.clear()
        held[uid] = _read(uid)
    return held[uid]


def is_whole(found: PublicBox) -> bool:
    """Say whether a manifest still is what its fingerprint stands for."""
    fits = found.header["root"] == found.grown.root.hex()
    return fits and manifest.fingerprint(found.header_text) == found.fingerprint


def read_again(uid: str) -> PublicBox:
    """Return a box as it stands on disk now, whatever this process keeps of it; raise NotFound."""
    held: dict[str, PublicBox] = current_app.extensions["pulse.boxes"]
    held.pop(uid, None)
    return _read(uid)


def _read(uid: str) -> PublicBox:
    with walled() as connection:
        row = connection.execute(
            select(Box.fingerprint, Box.manifest, Box.leaves, Box.layout).where(Box.uid == uid)
        ).first()
    if row is None:
        raise NotFound
    leaves = list(row.leaves)
    return PublicBox(uid, row.fingerprint, dict(row.manifest), leaves, manifest.grow(leaves), dict(row.layout))


def state(uid: str) -> str:
    """Return open, frozen or destroyed; raise NotFound."""
    with walled() as connection:
        found = connection.scalar(select(Box.state).where(Box.uid == uid))
    if found is None:
        raise NotFound
    return str(found)


def receipts(uid: str) -> list[str]:
    """Return the published receipts of a sealed round, sorted; empty before."""
    with walled() as connection:
        rows = connection.scalars(select(Receipt.nullifier).where(Receipt.box == uid).order_by(Receipt.nullifier))
        return [bytes(row).hex() for row in rows]


def is_counted(uid: str, nullifier: bytes) -> bool:
    """Say whether a receipt is among the published ones."""
    with walled() as connection:
        found = select(func.count()).where(Receipt.box == uid, Receipt.nullifier == nullifier)
        return bool(connection.scalar(found))


def waiting(uid: str) -> int:
    """Return how many ballots lie in a box; for the seal and for tests, never for a page."""
    with walled() as connection:
        return connection.scalar(select(func.count()).select_from(Ballot).where(Ballot.box == uid)) or 0
