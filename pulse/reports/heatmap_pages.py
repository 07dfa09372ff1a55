"""Gathers the heat map of a branch: its rows, how they are ordered and unfolded, and where its links lead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.people.models import Team
from pulse.questions import queries as questions
from pulse.reports import branch_queries, heatmap, readings
from pulse.reports.branch_queries import BranchPage, Node
from pulse.reports.heatmap import ROUND, Grid, Wish
from pulse.reports.queries import Chosen
from pulse.scores import queries as stored
from pulse.scores.published import DIMENSIONS
from pulse.scores.stored import Score

MOST_OPENED = 60  # teams that an address keeps unfolded


@dataclass(frozen=True)
class Map:
    """The heat map of a branch; `offered`: the branches that can be chosen instead, with their depth."""

    grid: Grid
    branch: BranchPage
    wish: Wish
    top: Node
    offered: tuple[tuple[Node, int], ...]
    has_wide: bool
    endpoint: str
    query: Mapping[str, Any]

    @property
    def action(self) -> str:
        """Return where a form sends other wishes."""
        return url_for(self.endpoint, **({"uid": self.query["uid"]} if "uid" in self.query else {}))

    @property
    def kept(self) -> dict[str, Any]:
        """Return what such a form keeps besides."""
        kept = {name: value for name, value in self.query.items() if name != "uid"}
        return kept if self.wish.view == ROUND else {**kept, "view": self.wish.view}

    def page(self, number: int) -> str:
        """Return the address of another page of the rows."""
        return self.at(page=number if number > 1 else None)

    def at(self, **other: Any) -> str:
        """Return the address of this heat map with some wishes exchanged; one that is None is left out."""
        return _address(self.endpoint, {**self.query, **self.wish.query, **other}, "teams")


def gather(
    top: Team,
    chosen: Chosen,
    wish: Wish,
    company: Collection[Score],
    above: Team | None = None,
) -> Map:
    """Return the heat map of a branch; its middle colour stands around the company's own scores.

    above: on the overview, the highest team the reader may choose branches of; None on a team's own page.
    """
    branch = branch_queries.branch(top, chosen.round.id, wish.order, wish.page, wish.opened)
    rows = [(Node(top.id, top.uid, top.name, None), 0), *branch.rows]
    scores = {(s.team, s.dimension): s for s in stored.scores([chosen.round.id], [node.uid for node, _depth in rows])}
    shown = [score.score for score in company if score.score is not None]
    names = questions.words_of_dimensions()
    short = {**names, "empowerment": _("Empower")}
    endpoint, query = ("reports.overview", {}) if above else ("reports.team", {"uid": top.uid})
    found = _Rows(branch, wish, chosen, endpoint, {**query, **chosen.query})
    made = [found.row(node, depth, [scores.get((node.uid, each)) for each in DIMENSIONS]) for node, depth in rows]
    columns = [heatmap.Column(names[dimension], short[dimension]) for dimension in DIMENSIONS]
    return Map(
        grid=heatmap.grid(columns, made, float(round(sum(shown) / len(shown)) if shown else 60)),
        branch=branch,
        wish=wish,
        top=rows[0][0],
        offered=tuple(branch_queries.offered(above)) if above else (),
        has_wide=any(square.wide for row in made for square in row.squares),
        endpoint=endpoint,
        query=found.query,
    )


@dataclass(frozen=True)
class _Rows:
    """Makes rows: each leads to its team, and folds or unfolds the teams below it."""

    branch: BranchPage
    wish: Wish
    chosen: Chosen
    endpoint: str
    query: Mapping[str, Any]

    def row(self, node: Node, depth: int, scores: list[Score | None]) -> heatmap.Row:
        answers = max((score.n for score in scores if score is not None and score.n is not None), default=0)
        return heatmap.Row(
            name=node.name,
            squares=tuple(readings.square(score) for score in scores),
            url=url_for("reports.team", uid=node.uid, **self.chosen.query),
            note=ngettext("%(num)s answer", "%(num)s answers", answers) if answers else None,
            depth=depth,
            key=node.uid,
            fold=self._fold(node) if depth and node.id in self.branch.parents else None,
            is_open=node.id in self.branch.opened,
        )

    def _fold(self, node: Node) -> str:
        """Return the address that folds or unfolds a team, back at its row."""
        opened = self._opened
        turned = [uid for uid in opened if uid != node.uid] if node.uid in opened else [*opened, node.uid]
        return _address(self.endpoint, {**self._kept, "expand": ",".join(turned)}, f"row-{node.uid}")

    @cached_property
    def _opened(self) -> list[str]:
        return [each.uid for each, _depth in self.branch.rows if each.id in self.branch.opened]

    @cached_property
    def _kept(self) -> dict[str, Any]:
        return {**self.query, **self.wish.query}


def _address(endpoint: str, query: Mapping[str, Any], anchor: str) -> str:
    return url_for(endpoint, **query, _anchor=anchor)
