"""The tree as results pages show it: rows of a branch, what is folded away, and the way to a team."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from pulse.base.db import db
from pulse.base.ordering import in_order
from pulse.people.models import Team
from pulse.scores.models import Mark
from pulse.scores.published import DIMENSIONS

ROWS = 45  # of a heat map on one page: a small company and a large one cost about the same
UNFOLDED = 240  # more of them, that the reader unfolds
OFFERED = 200  # branches to choose from


@dataclass(frozen=True)
class Node:
    """A team in a heat map."""

    id: int
    uid: str
    name: str
    parent_id: int | None


@dataclass(frozen=True)
class BranchPage:
    """A page of the teams below one, each with those below it that are unfolded."""

    rows: tuple[tuple[Node, int], ...]  # team, depth
    page: int
    pages: int
    parents: frozenset[int]  # teams among the rows that have teams below them

    @cached_property
    def opened(self) -> frozenset[int]:
        """Return the teams among the rows whose own teams are rows too."""
        ids = {node.id for node, _depth in self.rows}
        return frozenset(node.parent_id for node, _depth in self.rows if node.parent_id in ids and node.parent_id)


def branch(top: Team, round_id: int, order: str, page: int, opened: Collection[str] | None = None) -> BranchPage:
    """Return the teams below `top`: at most five statements at any size.

    order: "name", or a dimension: then by the usual level on it, lowest first. opened: the teams whose own teams are
    shown; None: all that stand directly below, if there is room.
    """
    below = [Team.parent_id == top.id, _shown(round_id)]
    total = db.session.scalar(select(func.count()).select_from(Team).where(*below)) or 0
    pages = max(1, -(-total // ROWS))
    page = min(max(1, page), pages)
    children = _nodes(_ordered(below, round_id, order).limit(ROWS).offset((page - 1) * ROWS))
    inner = _inner(children, round_id, order, opened) if children else []
    rows = tuple(_walk(children, inner, 1))
    parents = _parents([node.id for node, _depth in rows], round_id) if rows else frozenset()
    return BranchPage(rows, page, pages, parents)


def _inner(children: Sequence[Node], round_id: int, order: str, opened: Collection[str] | None) -> list[Node]:
    if opened is not None:
        above = select(Team.id).where(Team.uid.in_(opened))
        return _nodes(_ordered([Team.parent_id.in_(above), _shown(round_id)], round_id, order).limit(UNFOLDED))
    inside = [Team.parent_id.in_([child.id for child in children]), _shown(round_id)]
    found = _nodes(_ordered(inside, round_id, order).limit(ROWS + 1))
    return found if len(children) + len(found) <= ROWS else []


def _walk(children: Sequence[Node], inner: Sequence[Node], depth: int) -> Iterator[tuple[Node, int]]:
    for child in children:
        yield child, depth
        yield from _walk([node for node in inner if node.parent_id == child.id], inner, depth + 1)


def _parents(ids: Collection[int], round_id: int) -> frozenset[int]:
    wanted = select(Team.parent_id).where(Team.parent_id.in_(ids), _shown(round_id)).distinct()
    return frozenset(found for found in db.session.scalars(wanted) if found is not None)


def offered(top: Team) -> list[tuple[Node, int]]:
    """Return the branches to choose from: teams up to two levels below that have teams of their own; with depth."""
    child, under = aliased(Team), aliased(Team)
    children = select(under.id).where(under.parent_id == top.id)
    wanted = select(Team.id, Team.uid, Team.name, Team.parent_id)
    wanted = wanted.where(
        (Team.parent_id == top.id) | Team.parent_id.in_(children), exists().where(child.parent_id == Team.id)
    )
    found = _nodes(wanted.where(Team.closed_on.is_(None)).order_by(*in_order(Team.filed_as), Team.id).limit(OFFERED))
    return list(_walk([node for node in found if node.parent_id == top.id], found, 1))


def uids_of(top: Team) -> Select[tuple[str]]:
    """Return the statement for a team and those below it, at any depth."""
    wanted = select(Team.id).where(Team.id == top.id).cte("below", recursive=True)
    lower = aliased(Team)
    wanted = wanted.union(select(lower.id).join(wanted, lower.parent_id == wanted.c.id))
    return select(Team.uid).join(wanted, wanted.c.id == Team.id)


def uids_below(top: Team) -> Select[tuple[str]]:
    """Return the statement for the teams below one, at any depth."""
    return uids_of(top).where(Team.id != top.id)


def _shown(round_id: int) -> ColumnElement[bool]:
    """Teams that are there now, and closed ones that the round knew."""
    known = aliased(Mark)
    return Team.closed_on.is_(None) | exists().where(known.round_id == round_id, known.team_uid == Team.uid)


def _ordered(wanted: Sequence[ColumnElement[bool]], round_id: int, order: str) -> Select[Any]:
    rows = select(Team.id, Team.uid, Team.name, Team.parent_id).where(*wanted)
    if order not in DIMENSIONS:
        return rows.order_by(*in_order(Team.filed_as), Team.id)
    level = (Mark.round_id == round_id) & (Mark.team_uid == Team.uid) & (Mark.dimension == order)
    return rows.outerjoin(Mark, level).order_by(
        Mark.place.is_(None), Mark.place.desc(), *in_order(Team.filed_as), Team.id
    )


def _nodes(wanted: Select[Any]) -> list[Node]:
    return [Node(*row) for row in db.session.execute(wanted)]


def paths(uids: Collection[str]) -> dict[str, tuple[Node, ...]]:
    """Return for each team the way to it, the company first; one statement."""
    wanted = select(Team.id.label("start"), Team.id, Team.parent_id).where(Team.uid.in_(uids))
    below = wanted.cte("above", recursive=True)
    upper = aliased(Team)
    above = below.union(select(below.c.start, upper.id, upper.parent_id).join(upper, upper.id == below.c.parent_id))
    rows = select(above.c.start, Team.id, Team.uid, Team.name, Team.parent_id).join(Team, Team.id == above.c.id)
    steps: dict[int, dict[int, Node]] = {}
    for start, *node in db.session.execute(rows):
        steps.setdefault(start, {})[node[0]] = Node(*node)
    return {found[start].uid: _way(found, start) for start, found in steps.items()}


def _way(found: dict[int, Node], start: int) -> tuple[Node, ...]:
    way: list[Node] = []
    step: int | None = start
    while step is not None and step in found and len(way) <= len(found):
        way.insert(0, found[step])
        step = found[step].parent_id
    return tuple(way)
