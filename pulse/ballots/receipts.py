"""Receipts, hashes of published tables, and the chain that ties each round to the one before."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pulse.ballots.merkle import leaf_hash, tree

SALT_SIZE = 16


@dataclass(frozen=True)
class ChainLink:
    """What one sealed round leaves in the chain: hashes in hexadecimal."""

    manifest: str
    tables: str
    receipts: str


def nullifier(nonce: bytes) -> bytes:
    """Return the name a ballot is stored under, which its voter keeps as receipt (32 bytes)."""
    return hashlib.sha256(b"nullifier" + nonce).digest()


def row_hash(salt: bytes, row: str) -> bytes:
    """Return the hash of one published row. The salt keeps others from guessing a small table from its hash."""
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes")
    return leaf_hash(salt + row.encode())


def tables_hash(rows: Iterable[bytes]) -> str:
    """Return the hash of all tables of a round from the hashes of their rows, whatever their order."""
    return tree(sorted(rows)).root.hex()


def receipts_hash(nullifiers: Iterable[bytes]) -> str:
    """Return the hash of the published list of receipts, whatever its order."""
    return tree([leaf_hash(receipt) for receipt in sorted(nullifiers)]).root.hex()


def first_break(links: Sequence[ChainLink], previous: Sequence[ChainLink | None]) -> int | None:
    """Return the first round (oldest is 0) whose manifest does not name the one before, or None.

    `links[i]` is what round i left; `previous[i]` is what the manifest of round i says stood before it.
    """
    before: ChainLink | None = None
    for index, (link, said) in enumerate(zip(links, previous, strict=True)):
        if said != before:
            return index
        before = link
    return None
