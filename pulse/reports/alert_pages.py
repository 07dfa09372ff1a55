"""What needs a look first: clear drops, teams that fell silent, split opinions, then clear rises."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.ordering import in_order
from pulse.people.models import Team
from pulse.reports import branch_queries
from pulse.reports.branch_queries import Node
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.models import ANNOUNCED, Mark
from pulse.scores.published import RECOMMEND
from pulse.scores.stored import Score, Silent

MOST_EARLIER = 5  # announcements of earlier rounds
MOST_SPLIT = 60  # scores of a round that are looked at
SPLIT_SHOWN = 3  # teams: that opinions lie apart describes a round, and is no news of it


class AlertKind(StrEnum):
    """Why a team needs a look."""

    LOWER = "lower"
    SILENT = "silent"
    SPLIT = "split"
    HIGHER = "higher"


@dataclass(frozen=True)
class Alert:
    """One thing to look at; `dimensions`: what it is about, the evidence stands under the first."""

    kind: AlertKind
    way: tuple[Node, ...]
    dimensions: tuple[str, ...] = ()
    score: Score | None = None
    since: datetime | None = None  # of a silence that an earlier round found, and that has lasted

    @property
    def place(self) -> Node:
        """Return the team itself."""
        return self.way[-1]

    @property
    def points(self) -> float | None:
        """Return the change in points of what is shown; the recommend score's run from -100 to 100."""
        if self.score is None or self.score.change is None:
            return None
        return self.score.change * (2 if self.score.dimension == RECOMMEND else 1)


@dataclass(frozen=True)
class Announced:
    """A change that an earlier round announced: of which team, on what, and which way."""

    round_uid: str
    opened: datetime
    team_uid: str
    team: str
    dimension: str
    kind: AlertKind


@dataclass(frozen=True)
class News:
    """What a seal left to look at inside one branch, and the way to each team."""

    changes: tuple[Score, ...] = ()
    silent: tuple[Silent, ...] = ()
    split: tuple[Score, ...] = ()
    ways: Mapping[str, tuple[Node, ...]] | None = None
    days: Mapping[int, datetime] | None = None  # of rounds

    @property
    def names(self) -> dict[str, str]:
        """Return the teams' names by uid."""
        return {uid: way[-1].name for uid, way in (self.ways or {}).items()}


def news(course: Sequence[Round], silent: Collection[Silent], top: Team | None) -> News:
    """Return what there is to look at below `top` in the last of some rounds: three statements at any size.

    silent: of all teams, those that are.
    """
    if top is None:
        return News()
    round_id = course[-1].id
    changes = stored.news(round_id)
    inside = None if top.parent_id is None else branch_queries.uids_of(top)
    split = stored.split(round_id, inside, MOST_SPLIT)
    named = {score.team for score in (*changes, *split)} | {each.team for each in silent}
    ways = branch_queries.paths(named)
    below = {uid for uid, way in ways.items() if any(step.id == top.id for step in way) and len(way) > 1}
    return News(
        tuple(each for each in changes if each.team in below),
        tuple(each for each in silent if each.team in below),
        tuple(each for each in split if each.team in below),
        ways,
        {each.id: each.opens_at for each in course},
    )


def earlier(about: Round, top: Team | None) -> tuple[Announced, ...]:
    """Return the latest changes that rounds before this one announced below `top`, newest first: one statement."""
    if top is None:
        return ()
    wanted = (
        select(Round.uid, Round.opens_at, Team.uid, Team.name, Mark.dimension, Mark.change)
        .join(Round, Round.id == Mark.round_id)
        .join(Team, Team.uid == Mark.team_uid)
        .where(Round.programme_id == about.programme_id, Round.opens_at < about.opens_at, ANNOUNCED, Team.id != top.id)
        .order_by(Round.opens_at.desc(), func.abs(Mark.change).desc(), *in_order(Team.filed_as), Mark.dimension)
        .limit(MOST_EARLIER)
    )
    if top.parent_id is not None:
        wanted = wanted.where(Team.uid.in_(branch_queries.uids_of(top)))
    return tuple(
        Announced(round_uid, opened, uid, name, dimension, AlertKind.LOWER if (change or 0.0) < 0 else AlertKind.HIGHER)
        for round_uid, opened, uid, name, dimension, change in db.session.execute(wanted)
    )


def alerts(found: News) -> tuple[Alert, ...]:
    """Return what to look at first: what went down, who fell silent, who is split, what went up; large ones first."""
    ways, days = found.ways or {}, found.days or {}
    ordered = sorted(found.changes, key=lambda score: -abs(score.change or 0.0))
    kinds = [(AlertKind.LOWER if (score.change or 0.0) < 0 else AlertKind.HIGHER, score) for score in ordered]
    moved = [Alert(kind, ways[score.team], (score.dimension,), score) for kind, score in kinds]
    return (
        *(alert for alert in moved if alert.kind is AlertKind.LOWER),
        *(Alert(AlertKind.SILENT, ways[s.team], since=None if s.anew else days.get(s.since)) for s in found.silent),
        *_split(found.split, ways),
        *(alert for alert in moved if alert.kind is AlertKind.HIGHER),
    )


def _split(scores: Sequence[Score], ways: Mapping[str, tuple[Node, ...]]) -> list[Alert]:
    """Return one alert for each of the teams whose opinions lie furthest apart."""
    by_team: dict[str, list[str]] = {}
    for score in sorted(scores, key=lambda score: score.agreement or 0.0):
        by_team.setdefault(score.team, []).append(score.dimension)
    found = list(by_team.items())[:SPLIT_SHOWN]
    return [Alert(AlertKind.SPLIT, ways[team], tuple(dimensions)) for team, dimensions in found]
