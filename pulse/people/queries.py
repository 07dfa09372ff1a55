"""Look up persons and teams."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.people.models import Person, Team


def team(uid: str) -> Team:
    """Return a team by its permanent uid, closed ones too; raise NotFound."""
    found = db.session.scalar(select(Team).where(Team.uid == uid))
    if found is None:
        raise NotFound
    return found


def person(person_id: int) -> Person:
    """Return a person; raise NotFound."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def person_by_email(email: str) -> Person | None:
    """Return who has this address, or None."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def root() -> Team | None:
    """Return the company: the open team without a parent."""
    return db.session.scalar(select(Team).where(Team.parent_id.is_(None), Team.closed_on.is_(None)))


def open_teams() -> list[Team]:
    """Return all teams that are not closed, by name."""
    return list(db.session.scalars(select(Team).where(Team.closed_on.is_(None)).order_by(Team.name)))


def members(team_ids: list[int] | None = None) -> list[Person]:
    """Return the people who work here now, of some teams or of all."""
    wanted = select(Person).where(Person.left_on.is_(None), Person.team_id.is_not(None))
    if team_ids is not None:
        wanted = wanted.where(Person.team_id.in_(team_ids))
    return list(db.session.scalars(wanted.order_by(Person.id)))


def ancestry(team_id: int) -> list[Team]:
    """Return a team and everything above it, the team first; one statement."""
    start = select(Team.id, Team.parent_id).where(Team.id == team_id).cte("above", recursive=True)
    upper = aliased(Team)
    above = start.union(select(upper.id, upper.parent_id).join(start, upper.id == start.c.parent_id))
    found = {t.id: t for t in db.session.scalars(select(Team).join(above, Team.id == above.c.id))}
    path: list[Team] = []
    step: int | None = team_id
    while step is not None and step in found and len(path) <= len(found):
        path.append(found[step])
        step = found[step].parent_id
    return path
