"""Look up programmes, and read their rows as the pure values of recurrence and plan."""

from collections.abc import Mapping
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.people.tree import subtree
from pulse.programmes import holidays
from pulse.programmes.models import Branch, Programme, ProgrammeState
from pulse.programmes.plan import Lists, Plan, assembled
from pulse.programmes.recurrence import Rhythm, Unit, evenly


def programmes() -> list[Programme]:
    """Return all programmes, the oldest first."""
    return list(db.session.scalars(select(Programme).order_by(Programme.id)))


def programme(uid: str) -> Programme:
    """Return a programme; raise NotFound."""
    found = db.session.scalar(select(Programme).where(Programme.uid == uid))
    if found is None:
        raise NotFound
    return found


def running() -> list[Programme]:
    """Return the programmes that run."""
    wanted = select(Programme).where(Programme.state == ProgrammeState.RUNNING.value).order_by(Programme.id)
    return list(db.session.scalars(wanted.options(selectinload(Programme.branches).joinedload(Branch.team))))


def rhythm_of(asked: Programme) -> Rhythm:
    """Return when a programme's rounds open, remind and close. Raises RhythmError."""
    return Rhythm(
        unit=Unit(asked.unit),
        every=asked.every,
        weekday=asked.weekday,
        at=time(asked.hour, asked.minute),
        zone=asked.timezone,
        starts_on=asked.starts_on,
        open_days=asked.open_days,
        nth=asked.nth,
        reminders=evenly(asked.reminders, asked.open_days),
        holidays=holidays.parse(asked.holidays).days,
    )


def plan_of(asked: Programme, dimension_of: Mapping[str, str]) -> Plan:
    """Return what a programme asks. `dimension_of`: question code to dimension."""
    return assembled(Lists(tuple(asked.anchors), tuple(asked.rotation), tuple(asked.extras)), dimension_of)


def audience(asked: Programme) -> dict[int, Team]:
    """Return the open teams a programme asks, by id: its branches with all below them, or the whole company."""
    teams = {team.id: team for team in people.open_teams()}
    if not asked.branches:
        return teams
    parents = {team.id: team.parent_id for team in teams.values()}
    wanted = (branch.team_id for branch in asked.branches if branch.team_id in teams)
    return {team_id: teams[team_id] for branch in wanted for team_id in subtree(parents, branch)}
