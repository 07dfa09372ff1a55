"""The public manifest of a round: keys, cohorts and questions, under one fingerprint."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pulse.ballots.merkle import Tree, climb, leaf_hash, tree
from pulse.ballots.receipts import ChainLink
from pulse.ballots.wire import checked_name, from_text, to_text

SUITE = "RFC 9497 VOPRF ristretto255-SHA512, RFC 9180 base X25519 HKDF-SHA256 AES-128-GCM"

Leaf = dict[str, object]
Header = dict[str, object]


class ManifestFault(StrEnum):
    """Why a browser, or anybody who reads the whole list, must not trust a manifest."""

    SWAPPED = "swapped"  # not the manifest whose fingerprint was pinned
    FOREIGN = "foreign"  # a cohort that is not under the root, or another one than was named
    SMALL = "small"  # a cohort under the minimum
    COUNT = "count"  # number of cohorts or members differs from the header
    SHARED_KEY = "shared key"  # two cohorts with one key or one id


class Mistrusted(Exception):
    """A manifest that is not what it should be."""

    def __init__(self, fault: ManifestFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Cohort:
    """A group of members under one key; its id is fresh each round, its name is nowhere in the manifest.

    `teams` are those its members may name; a question about any of them is listed once, as S1@1/*.
    """

    id: str
    size: int
    key: bytes
    questions: tuple[str, ...]
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeafPlace:
    """What one browser gets: its cohort as canonical text and the path to the root."""

    leaf: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """What a header says besides its cohorts. `thresholds` holds at least `cohort`, the smallest size."""

    uid: str
    thresholds: Mapping[str, int]
    sealing_key: bytes
    previous: ChainLink | None


def fresh_id() -> str:
    """Return a random id for a cohort."""
    return secrets.token_urlsafe(9)


def leaves(cohorts: Sequence[Cohort]) -> list[Leaf]:
    """Return the public list of cohorts, in the order of their random ids."""
    return [
        {"id": checked_name(c.id), "key": to_text(c.key), "questions": list(c.questions), "size": c.size}
        | ({"teams": list(c.teams)} if c.teams else {})
        for c in sorted(cohorts, key=lambda cohort: cohort.id)
    ]


def header(about: Round, listed: Sequence[Leaf]) -> Header:
    """Return the header that stands for the whole manifest through the Merkle root of its cohorts."""
    before = about.previous
    return {
        "v": 1,
        "round": checked_name(about.uid),
        "suite": SUITE,
        "thresholds": dict(about.thresholds),
        "sealing_key": to_text(about.sealing_key),
        "cohorts": len(listed),
        "members": sum(_size(leaf) for leaf in listed),
        "root": grow(listed).root.hex(),
        "previous": before and {"manifest": before.manifest, "tables": before.tables, "receipts": before.receipts},
    }


def canonical(value: Mapping[str, object]) -> str:
    """Return the one spelling that is hashed and sent: sorted names, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(header_text: str) -> str:
    """Return the round fingerprint of a header's canonical text, in hexadecimal."""
    return hashlib.sha256(header_text.encode()).hexdigest()


def grow(listed: Sequence[Leaf]) -> Tree:
    """Return the tree over the list of cohorts; keep it where many places are handed out."""
    return tree([leaf_hash(canonical(leaf).encode()) for leaf in listed])


def place(listed: Sequence[Leaf], grown: Tree, cohort: str) -> LeafPlace:
    """Return the place of a cohort in the list. Raises KeyError for one that is not listed."""
    for index, leaf in enumerate(listed):
        if leaf["id"] == cohort:
            return LeafPlace(canonical(leaf), grown.path(index))
    raise KeyError(cohort)


def trusted_cohort(header_text: str, round_uid: str, pinned: str | None, cohort: str, stands: LeafPlace) -> Cohort:
    """Return the cohort after the browser's checks. Raises Mistrusted, or ValueError for text that is no manifest."""
    said = json.loads(header_text)
    if said["round"] != round_uid or (pinned is not None and fingerprint(header_text) != pinned):
        raise Mistrusted(ManifestFault.SWAPPED)
    leaf = json.loads(stands.leaf)
    if leaf["id"] != cohort or climb(leaf_hash(stands.leaf.encode()), stands.path).hex() != said["root"]:
        raise Mistrusted(ManifestFault.FOREIGN)
    if leaf["size"] < said["thresholds"]["cohort"]:
        raise Mistrusted(ManifestFault.SMALL)
    key, teams = from_text(leaf["key"], 32), tuple(leaf.get("teams", ()))
    return Cohort(leaf["id"], leaf["size"], key, tuple(leaf["questions"]), teams)


def faults(about: Mapping[str, object], listed: Sequence[Leaf]) -> tuple[ManifestFault, ...]:
    """Return what is wrong with a whole manifest; anybody may check it on the verify page."""
    sizes = [_size(leaf) for leaf in listed]
    thresholds = about["thresholds"]
    wrong = {
        ManifestFault.FOREIGN: grow(listed).root.hex() != about["root"],
        ManifestFault.COUNT: [len(listed), sum(sizes)] != [about["cohorts"], about["members"]],
        ManifestFault.SMALL: not isinstance(thresholds, Mapping) or any(size < thresholds["cohort"] for size in sizes),
        ManifestFault.SHARED_KEY: any(len({leaf[part] for leaf in listed}) < len(listed) for part in ("id", "key")),
    }
    return tuple(fault for fault, present in wrong.items() if present)


def _size(leaf: Leaf) -> int:
    size = leaf["size"]
    if not isinstance(size, int):
        raise TypeError("a size is a whole number")
    return size
