"""Rosters written row by row, imported as the command line does, and what is stored afterwards."""

from datetime import UTC, datetime

from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.people import actions, queries
from pulse.people.actions import Wishes
from pulse.people.guards import Guard
from pulse.people.models import Person, Team

NOON = datetime(2026, 8, 5, 12, tzinfo=UTC)
TODAY = NOON.date()
HEADER = "employee_id,name,email,team,lead,language,timezone,start_date\n"


def bring(raw: bytes | str, *, by=None, accepted=tuple(Guard), **wishes):
    """Import a file as the command line does; whatever it would change is meant."""
    given = raw.encode() if isinstance(raw, str) else raw
    with transaction():
        return actions.import_roster(given, by=by, now=clock.now(), wishes=Wishes(accepted=accepted, **wishes))


def look(raw: bytes | str, by=None, **wishes):
    given = raw.encode() if isinstance(raw, str) else raw
    return actions.compare(given, by=by, today=local_day(clock.now()), wishes=Wishes(**wishes))


def rows(*lines: str) -> str:
    return HEADER + "\n".join(lines)


def row(number: int, team: str, **other: str) -> str:
    said = {"name": f"Person Number {number}", "email": f"p{number}@acme.example", "lead": "no"} | other
    return f"P{number},{said['name']},{said['email']},{team},{said['lead']},,,"


def everybody() -> list[tuple]:
    """Return all that is stored about people and teams, but for their ids."""
    paths = queries.every_path()
    wanted = select(Person).order_by(Person.email)
    people = [
        (p.email, p.name, p.employee_id, p.role, p.is_lead, p.locale, p.timezone, p.left_on, paths.get(p.team_id))
        for p in db.session.scalars(wanted)
    ]
    return people + [(t.uid, t.name, t.parent_id, t.closed_on) for t in db.session.scalars(select(Team))]


def person(email: str) -> Person:
    found = queries.person_by_email(email)
    assert found is not None
    return found


def open_tree() -> set[tuple[str, ...]]:
    return set(queries.open_paths().values())
