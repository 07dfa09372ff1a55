"""A Merkle tree: one hash for a list, and a short path that shows one entry belongs to it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pulse.ballots.wire import from_text, to_text

HASH_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of an entry; the prefix keeps an inner node from posing as an entry (as in RFC 6962)."""
    return hashlib.sha256(b"\0" + data).digest()


@dataclass(frozen=True)
class Tree:
    """All levels, entries' hashes first. A node without a neighbour moves up unchanged."""

    levels: tuple[tuple[bytes, ...], ...]

    @property
    def root(self) -> bytes:
        """Return the hash of the whole list."""
        return self.levels[-1][0]

    def path(self, index: int) -> tuple[str, ...]:
        """Return the neighbours from entry to root; L or R says on which side each stands."""
        steps = []
        for level in self.levels[:-1]:
            if index ^ 1 < len(level):
                steps.append(("R" if index % 2 == 0 else "L") + to_text(level[index ^ 1]))
            index //= 2
        return tuple(steps)


def tree(leaves: Sequence[bytes]) -> Tree:
    """Return the tree over entries' hashes; an empty list has the hash of nothing."""
    levels = [tuple(leaves) or (leaf_hash(b""),)]
    while len(levels[-1]) > 1:
        levels.append(_above(levels[-1]))
    return Tree(tuple(levels))


def climb(leaf: bytes, path: Sequence[str]) -> bytes:
    """Return the root that an entry's hash and its path lead to. Raises ValueError for a malformed path."""
    for step in path:
        neighbour = from_text(step[1:], HASH_SIZE)
        if step[:1] not in ("L", "R"):
            raise ValueError("a step goes L or R")
        leaf = _node(neighbour, leaf) if step[0] == "L" else _node(leaf, neighbour)
    return leaf


def _above(level: tuple[bytes, ...]) -> tuple[bytes, ...]:
    pairs = zip(level[::2], level[1::2], strict=False)
    return tuple(_node(left, right) for left, right in pairs) + level[len(level) - len(level) % 2 :]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
