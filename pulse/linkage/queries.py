"""Gathers what the link is computed from: published scores of units' teams, figures of one measure, events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, Row, Select, select

from pulse.customers.models import Figure, UnitTeam
from pulse.customers.units import disjoint, uppers
from pulse.linkage.fixed_effects import Flags, Floats, Ints
from pulse.linkage.panels import Panels
from pulse.linkage.preparing import (
    AskedCounts,
    Scored,
    ToldMean,
    customers,
    number_of,
    periods,
    quarters_needed,
    sentiment,
)
from pulse.people.models import Team
from pulse.programmes.models import Programme
from pulse.reports.models import Event
from pulse.rounds.models import Round
from pulse.scores.models import Conclusion, Earlier, Mark, Response
from pulse.scores.published import DIMENSIONS


@dataclass(frozen=True)
class Gathered:
    """The panels, and whether their periods are quarters."""

    panels: Panels
    quarters: bool


@dataclass(frozen=True)
class Places:
    """Which unit each team counts for, and where units, teams and rounds stand in the panels."""

    units: tuple[int, ...]
    teams: tuple[str, ...]
    unit_of: tuple[int, ...]  # of each team, the place of its unit
    parent: Mapping[str, str | None]


def gather(connection: Connection, measure_id: int, today: date) -> Gathered:
    """Return the panels of all periods that are over."""
    places = _places(connection)
    opened = {row[0]: row[1].astimezone(ZoneInfo(row[2])).date() for row in connection.execute(_rounds())}
    told = _told(connection, measure_id, places)
    quarters = quarters_needed(told, opened.values())
    days = [*opened.values(), *(each.month for each in told)]
    over = number_of(today, quarters=quarters)
    past = [day for day in days if number_of(day, quarters=quarters) < over]
    spans = periods(min(past), max(past), quarters=quarters) if past else ()
    place_of = {round_id: number_of(day, quarters=quarters) for round_id, day in opened.items()}
    first = number_of(spans[0], quarters=quarters) if spans else 0
    course = {round_id: place - first for round_id, place in place_of.items() if place - first < len(spans)}
    shape = (len(places.units), len(spans))
    panels = Panels(
        units=places.units,
        periods=spans,
        sentiment=sentiment(*_scores(connection, places, course), places.unit_of, shape),
        customers=customers(told, shape[0], spans, quarters=quarters),
        events=_events(connection, places, spans, quarters=quarters),
    )
    return Gathered(panels.with_both(), quarters)


def _rounds() -> Select[Any]:
    wanted = select(Round.id, Round.opens_at, Programme.timezone).join(Programme, Programme.id == Round.programme_id)
    return wanted.join(Conclusion, Conclusion.round_id == Round.id)


def _places(connection: Connection) -> Places:
    """Return the units that stand in no other's way, and of each the teams that stand below no other of its own."""
    parent = parents(connection)
    every: dict[int, set[str]] = {}
    for unit_id, uid in connection.execute(select(UnitTeam.unit_id, UnitTeam.team_uid)):
        every.setdefault(unit_id, set()).add(uid)
    kept, _left_out = disjoint(every, parent)
    units = tuple(sorted(kept))
    highest = [(place, uid) for place, unit in enumerate(units) for uid in sorted(kept[unit])]
    highest = [(place, uid) for place, uid in highest if not kept[units[place]] & set(uppers(uid, parent))]
    return Places(units, tuple(uid for _, uid in highest), tuple(place for place, _ in highest), parent)


def parents(connection: Connection) -> dict[str, str | None]:
    """Return the team above each team, by uid."""
    rows = [tuple(row) for row in connection.execute(select(Team.id, Team.uid, Team.parent_id))]
    uid_of = {team_id: uid for team_id, uid, _ in rows}
    return {uid: uid_of.get(parent_id) for _, uid, parent_id in rows}


def _told(connection: Connection, measure_id: int, places: Places) -> list[ToldMean]:
    place_of = {unit: place for place, unit in enumerate(places.units)}
    wanted = select(Figure.unit_id, Figure.month, Figure.n, Figure.mean).where(Figure.measure_id == measure_id)
    rows = connection.execute(wanted.order_by(Figure.unit_id, Figure.month))
    return [ToldMean(place_of[row[0]], row[1], row[2], row[3]) for row in rows if row[0] in place_of]


def _scores(connection: Connection, places: Places, course: Mapping[int, int]) -> tuple[Scored, AskedCounts]:
    """Return the published scores of the units' teams, and how many were asked, in the rounds of the course."""
    team_of = {uid: place for place, uid in enumerate(places.teams)}
    dimension_of = {name: place for place, name in enumerate(DIMENSIONS)}
    marks = [
        (team_of[row[0]], course[row[1]], dimension_of[row[2]], row[3], row[4])
        for row in _points(connection)
        if row[0] in team_of and row[1] in course
    ]
    asked = select(Response.team_uid, Response.round_id, Response.invited)
    heads = [
        (team_of[row[0]], course[row[1]], row[2])
        for row in connection.execute(asked.join(UnitTeam, UnitTeam.team_uid == Response.team_uid))
        if row[0] in team_of and row[1] in course
    ]
    team, period, dimension, score, n = _columns(marks, 5)
    asked_team, asked_period, invited = _columns(heads, 3)
    seen = Scored(_whole(team), _whole(period), _whole(dimension), score, n)
    return seen, AskedCounts(_whole(asked_team), _whole(asked_period), invited)


def _points(connection: Connection) -> list[Row[Any]]:
    """Return the scores of units' teams, and of what they were before a recorded change in rounds without their own."""
    own, earlier = (list(connection.execute(_of(model))) for model in (Mark, Earlier))
    known = {tuple(row[:3]) for row in own} if earlier else set()
    return own + [row for row in earlier if tuple(row[:3]) not in known]


def _of(model: type[Mark] | type[Earlier]) -> Select[Any]:
    wanted = select(model.team_uid, model.round_id, model.dimension, model.score, model.n)
    wanted = wanted.join(UnitTeam, UnitTeam.team_uid == model.team_uid)
    return wanted.where(model.gap == "", model.score.is_not(None), model.dimension.in_(DIMENSIONS))


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[Floats]:
    return list(np.array(rows, dtype=np.float64).reshape(-1, count).T)


def _whole(column: Floats) -> Ints:
    return column.astype(np.int64)


def _events(connection: Connection, places: Places, spans: Sequence[date], *, quarters: bool) -> Flags:
    """Return in which periods something special happened to a unit: to one of its teams, or to one above."""
    marked = np.zeros((len(places.units), len(spans)), dtype=np.bool_)
    happened: dict[str, list[int]] = {}
    first = number_of(spans[0], quarters=quarters) if spans else 0
    for uid, day in connection.execute(select(Event.team_uid, Event.day)):
        place = number_of(day, quarters=quarters) - first
        if 0 <= place < len(spans):
            happened.setdefault(uid, []).append(place)
    for uid, unit in zip(places.teams, places.unit_of, strict=True):
        for each in (uid, *uppers(uid, places.parent)):
            marked[unit, happened.get(each, [])] = True
    return marked
