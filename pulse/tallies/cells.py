"""Which ballots are counted together: one partition of a team tree into groups that are large enough."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TOP = ""  # stands above every root, so that a company with two roots still has one place where leftovers meet


@dataclass(frozen=True)
class Group:
    """One part of a partition (a cohort, a cell): the node it is named after and the labels it holds."""

    name: str
    labels: frozenset[str]


class Tree:
    """A frozen team tree in preorder: every subtree is one stretch of `order`, and TOP comes first."""

    def __init__(self, parent: Mapping[str, str | None]) -> None:
        if TOP in parent:
            raise ValueError("not a tree: a team needs a name")
        self.above = {node: TOP if up is None else up for node, up in parent.items()}
        below: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self.above, reverse=True):
            below[self.above[node]].append(node)
        self.order: list[str] = []
        waiting = [TOP]
        while waiting:
            self.order.append(waiting.pop())
            waiting.extend(below[self.order[-1]])
        if len(self.order) != len(parent) + 1:
            raise ValueError("not a tree: a team stands above itself, or under a team that is not there")
        self.first = {node: place for place, node in enumerate(self.order)}
        self.last = dict(self.first)
        for node in reversed(self.order[1:]):
            self.last[self.above[node]] = max(self.last[self.above[node]], self.last[node])

    def holds(self, node: str, labels: Iterable[str]) -> bool:
        """Tell whether every label stands in the subtree of `node`."""
        return all(self.first[node] <= self.first[label] <= self.last[node] for label in labels)

    def common(self, labels: Iterable[str]) -> str:
        """Return the lowest node whose subtree holds all `labels`."""
        places = [self.first[label] for label in labels]
        node, furthest = self.order[min(places)], max(places)
        while self.last[node] < furthest:
            node = self.above[node]
        return node


def cells(
    parent: Mapping[str, str | None], count: Mapping[str, int], at_least: int, members: Mapping[str, int]
) -> tuple[Group, ...]:
    """Partition the labels into groups of `at_least` ballots, sorted by name; empty when all of them are too few.

    `parent` is the tree (None above a root), `count` the ballots and `members` the people at open of each label.
    A label of nobody is left out; one with members and no ballots is grouped like one with three, so that the two
    look alike. What is left at the top joins the group with the fewest members (ties: by name), and the two together
    are named after their common ancestor. Every name is the lowest node above all labels of its group.
    Raises ValueError when `parent` is not a tree or `at_least` is below 1.
    """
    if at_least < 1:
        raise ValueError("a group needs at least one ballot")
    tree = Tree(parent)
    parts = _parts(tree, count, at_least, [v for v in tree.order if members.get(v) or count.get(v)])
    left = parts.pop(None, [])
    if left and parts:
        smallest = min(parts, key=lambda name: (sum(members.get(v, 0) for v in parts[name]), name or ""))
        joined = parts.pop(smallest) + left
        parts[tree.common(joined)] = joined
    return tuple(Group(name, frozenset(parts[name])) for name in sorted(n for n in parts if n is not None))


def _parts(tree: Tree, count: Mapping[str, int], at_least: int, labels: list[str]) -> dict[str | None, list[str]]:
    """Map each node that closes a group to the group's labels, and None to what is left at the top."""
    unknown = count.keys() - tree.first.keys()
    if unknown:
        raise ValueError(f"ballots of teams outside the tree: {sorted(unknown)}")
    total = {node: count.get(node, 0) for node in tree.order}
    closes: dict[str, str | None] = {}
    for node in reversed(tree.order):
        if total[node] >= at_least:
            closes[node] = node
        elif node != TOP:
            total[tree.above[node]] += total[node]
    closes.setdefault(TOP, None)
    for node in tree.order[1:]:
        closes.setdefault(node, closes[tree.above[node]])
    parts: dict[str | None, list[str]] = defaultdict(list)
    for label in labels:
        parts[closes[label]].append(label)
    return parts


def within(groups: Iterable[Group], parent: Mapping[str, str | None], node: str) -> tuple[Group, ...]:
    """Return the groups that lie wholly inside the subtree of `node`: what may be shown there, and nothing less."""
    tree = Tree(parent)
    return tuple(group for group in groups if tree.holds(node, group.labels))


def inside(groups: Iterable[Group], parent: Mapping[str, str | None]) -> dict[str, tuple[Group, ...]]:
    """Answer `within` for every node of the tree at once, in the order of the tree."""
    tree = Tree(parent)
    placed = sorted(((tree.first[tree.common(group.labels)], group) for group in groups), key=lambda pair: pair[0])
    places = [place for place, _ in placed]
    found = {}
    for node in tree.order[1:]:
        start, end = bisect_left(places, tree.first[node]), bisect_right(places, tree.last[node])
        found[node] = tuple(group for _, group in placed[start:end])
    return found
