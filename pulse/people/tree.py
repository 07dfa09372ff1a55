"""The team tree as plain maps from a team to the one above it: walks that need no database and no recursion."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


class Cycle(ValueError):
    """Teams that stand above themselves, or below a team that is not there: no tree."""


def children(parents: Mapping[Node, Node | None]) -> dict[Node, tuple[Node, ...]]:
    """Return the teams directly below each team, in the map's order."""
    below: dict[Node, list[Node]] = {node: [] for node in parents}
    for node, parent in parents.items():
        if parent is not None and parent in below:
            below[parent].append(node)
    return {node: tuple(nodes) for node, nodes in below.items()}


def roots(parents: Mapping[Node, Node | None]) -> tuple[Node, ...]:
    """Return the teams with nothing above them."""
    return tuple(node for node, parent in parents.items() if parent is None)


def subtree(parents: Mapping[Node, Node | None], node: Node) -> tuple[Node, ...]:
    """Return a team and all below it, upper teams first."""
    return _preorder(children(parents), [node])


def preorder(parents: Mapping[Node, Node | None]) -> tuple[Node, ...]:
    """Return all teams, each before those below it; refuse what is not a tree."""
    order = _preorder(children(parents), list(reversed(roots(parents))))
    if len(order) != len(parents):
        raise Cycle
    return order


def postorder(parents: Mapping[Node, Node | None]) -> tuple[Node, ...]:
    """Return all teams, each after those below it; refuse what is not a tree."""
    return tuple(reversed(preorder(parents)))


def ancestors(parents: Mapping[Node, Node | None], node: Node) -> tuple[Node, ...]:
    """Return the teams above a team, nearest first."""
    above: list[Node] = []
    seen = {node}
    parent = parents[node]
    while parent is not None:
        if parent in seen or parent not in parents:
            raise Cycle
        seen.add(parent)
        above.append(parent)
        parent = parents[parent]
    return tuple(above)


def depth(parents: Mapping[Node, Node | None], node: Node) -> int:
    """Return how many teams stand above a team: 0 for the company."""
    return len(ancestors(parents, node))


def path(parents: Mapping[Node, Node | None], names: Mapping[Node, str], node: Node) -> tuple[str, ...]:
    """Return the names from the company down to a team."""
    return tuple(names[above] for above in (*reversed(ancestors(parents, node)), node))


def paths(parents: Mapping[Node, Node | None], names: Mapping[Node, str]) -> dict[Node, tuple[str, ...]]:
    """Return every team's path in one walk."""
    found: dict[Node, tuple[str, ...]] = {}
    for node in preorder(parents):
        parent = parents[node]
        found[node] = (*(found[parent] if parent is not None else ()), names[node])
    return found


def may_stand_under(parents: Mapping[Node, Node | None], node: Node, parent: Node) -> bool:
    """Tell whether a team may be put below another without standing above itself."""
    return node != parent and node not in ancestors(parents, parent)


def _preorder(below: Mapping[Node, tuple[Node, ...]], start: list[Node]) -> tuple[Node, ...]:
    order: list[Node] = []
    while start:
        node = start.pop()
        order.append(node)
        start.extend(reversed(below[node]))
    return tuple(order)
