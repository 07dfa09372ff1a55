"""Look up town halls, their agenda, and what became of questions."""

from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.townhalls.models import Entry, Hall, Handling, NamedQuestion, Point


def hall(uid: str) -> Hall:
    """Return a town hall; raise NotFound."""
    found = db.session.scalar(select(Hall).where(Hall.uid == uid))
    if found is None:
        raise NotFound
    return found


def team_of(uid: str) -> Team:
    """Return the team a town hall is for: what permissions are asked about; raise NotFound."""
    return hall(uid).team


def audience(team: Team) -> list[int]:
    """Return the ids of those whom a town hall of a team is for: who works in it or below it."""
    wanted = select(Person.id).where(Person.team_id.in_(people.below(team)), Person.left_on.is_(None))
    return list(db.session.scalars(wanted.where(Person.role != Role.ADMIN.value).order_by(Person.id)))


def entered(found: Hall) -> int:
    """Return how many drew their rights so far."""
    return db.session.scalar(select(func.count()).select_from(Entry).where(Entry.hall_id == found.id)) or 0


def points(found: Hall) -> list[Point]:
    """Return the agenda in its order."""
    wanted = select(Point).where(Point.hall_id == found.id, Point.removed.is_(False))
    return list(db.session.scalars(wanted.order_by(Point.place, Point.id)))


def handlings(found: Hall) -> dict[str, Handling]:
    """Return what moderators did, by question; a question that is not named here is new."""
    rows = db.session.scalars(select(Handling).where(Handling.hall_id == found.id))
    return {row.question_id: row for row in rows}


def named_questions(found: Hall) -> list[NamedQuestion]:
    """Return the questions under a name, the oldest first."""
    wanted = select(NamedQuestion).where(NamedQuestion.hall_id == found.id)
    return list(db.session.scalars(wanted.order_by(NamedQuestion.asked_at, NamedQuestion.id)))
