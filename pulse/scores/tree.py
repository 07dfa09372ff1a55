"""Sums over the subtrees of a frozen team tree, and which teams stayed the same from round to round."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from pulse.scores.distributions import Floats
from pulse.tallies.cells import TOP, Tree


def subtree_sums(tree: Tree, at: Floats) -> Floats:
    """Return for every node the sum of `at` over its subtree; shape (nodes in the tree's order, ...).

    A subtree is one stretch of the order, so its sum is a difference of running sums: exact for halves of integers.
    """
    running = np.concatenate([np.zeros((1, *at.shape[1:])), np.cumsum(at, axis=0)])
    ends = np.array([tree.last[node] for node in tree.order]) + 1
    sums: Floats = running[ends] - running[:-1]
    return sums


def heads_below(tree: Tree, heads: Mapping[str, int]) -> Floats:
    """Return the members counted in every node's subtree."""
    return subtree_sums(tree, np.array([float(heads.get(node, 0)) for node in tree.order]))


def roots(parent: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the teams with none above: the company."""
    return tuple(sorted(team for team, above in parent.items() if above is None))


def path(tree: Tree, team: str) -> tuple[str, ...]:
    """Return the team and all teams above it, lowest first."""
    found = []
    while team != TOP:
        found.append(team)
        team = tree.above[team]
    return tuple(found)


def unbroken(trees: Sequence[tuple[Tree, Mapping[str, int]]]) -> frozenset[str]:
    """Return the teams that one line may join through all rounds given (tree and heads, oldest first).

    From each round to the next, the teams below it in both rounds must hold 80 % of its members in either: the share
    that a point needs too, so that a new team of six does not break the company's line.
    """
    same = frozenset(trees[-1][0].order) - {TOP}
    for before, after in pairwise(trees):
        same &= _joined(before, after)
    return same


def todays(trees: Sequence[tuple[Tree, Mapping[str, int]]]) -> list[frozenset[str]]:
    """Return for each round (oldest first) the teams whose line runs on from there to the last round."""
    same = [unbroken(trees[-1:])]
    for pair in reversed(list(pairwise(trees))):
        same.append(same[-1] & unbroken(pair))
    return same[::-1]


def _joined(before: tuple[Tree, Mapping[str, int]], after: tuple[Tree, Mapping[str, int]]) -> frozenset[str]:
    (old, old_heads), (new, new_heads) = before, after
    if old.above == new.above:
        return frozenset(new.order)
    kept: dict[str, list[int]] = {}
    for uid in old.above.keys() & new.above.keys():
        for team in set(path(old, uid)).intersection(path(new, uid)):
            heads = kept.setdefault(team, [0, 0])
            heads[0] += old_heads.get(uid, 0)
            heads[1] += new_heads.get(uid, 0)
    all_old, all_new = heads_below(old, old_heads), heads_below(new, new_heads)
    return frozenset(
        team
        for team, (then, now) in kept.items()
        if 5 * then >= 4 * all_old[old.first[team]] and 5 * now >= 4 * all_new[new.first[team]]
    )
