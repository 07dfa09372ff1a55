"""Apply a roster: all of what the preview showed, in one transaction, or nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from pulse.audit import actions as audit
from pulse.base.csvfile import read
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.signing import new_uid
from pulse.people import queries
from pulse.people.difference import Change, Difference, Known, diff
from pulse.people.models import Person, Role, Team
from pulse.people.roster import Path, Roster, Row, key, parse
from pulse.people.tree import paths

BATCH = 5000
FIELDS = ("employee_id", "name", "email", "role", "locale", "timezone", "started_on")


def compare(raw: bytes, *, today: date, renames: Mapping[Path, Path] | None = None) -> tuple[Roster, Difference]:
    """Read a file and say what it would change; nothing is written."""
    people, teams = known()
    admins = [person.email for person in people if person.role == Role.ADMIN]
    roster = parse(read(raw), today=today, admins=admins)
    return roster, diff(roster, people, teams, renames)


def known() -> tuple[list[Known], list[Path]]:
    """Return everybody as Pulse knows them, former people included, and the paths of the open teams."""
    path_of = _paths()
    teams = [path_of[team.id] for team in queries.open_teams()]
    wanted = select(
        Person.id, *(getattr(Person, name) for name in FIELDS), Person.team_id, Person.is_lead, Person.left_on
    )
    return [_known(row, path_of) for row in db.session.execute(wanted.order_by(Person.id))], teams


def _known(row: Any, path_of: Mapping[int, Path]) -> Known:
    given = {name: getattr(row, name) for name in FIELDS}
    team = path_of.get(row.team_id, ()) if row.team_id else ()
    return Known(id=row.id, team=team, lead=row.is_lead, left_on=row.left_on, **given)


def _paths() -> dict[int, Path]:
    teams = db.session.execute(select(Team.id, Team.parent_id, Team.name)).all()
    return paths({t.id: t.parent_id for t in teams}, {t.id: t.name for t in teams})


def import_roster(
    raw: bytes,
    *,
    by: Person | None,
    now: datetime,
    renames: Mapping[Path, Path] | None = None,
    many_leavers: bool = False,
) -> Difference:
    """Read a file and apply what it changes. Rows with faults are left out; nobody named in one counts as gone.

    Raises Refusal when nothing can be read, or when so many would leave that somebody must say so (`many_leavers`).
    """
    roster, found = compare(raw, today=now.date(), renames=renames)
    if not roster.rows:
        raise Refusal(_("Nothing could be read from this file, so nothing was changed."))
    if found.many_leave and not many_leavers:
        raise Refusal(_("More than one in five people would leave. Confirm that if it is true; nothing was changed."))
    apply(found, now=now)
    counts = {"added": len(found.added), "moved": len(found.moved), "left": len(found.left)}
    audit.record("imported roster", "people", by=by, **counts)
    return found


def apply(found: Difference, *, now: datetime) -> None:
    """Write a difference: renames, new teams, people, then the teams nobody is in any more."""
    _rename(found.renamed)
    team_of = _open_teams(found)
    _leave([person.id for person in found.left], now.date())
    _free_addresses(found)
    _update([*found.rejoined, *found.moved, *found.changed], team_of)
    _hire(found.added, team_of)
    _close(found, now.date())


def _rename(renamed: tuple[tuple[Path, Path], ...]) -> None:
    """Give teams their new names (and places); the uid stays, so the trend goes on."""
    for old, new in renamed:
        id_of = {key(path): team_id for team_id, path in _open_paths().items()}
        team = db.session.get_one(Team, id_of[key(old)])
        team.name, team.parent_id = new[-1], id_of.get(key(new[:-1]))
        db.session.flush()


def _open_paths() -> dict[int, Path]:
    path_of = _paths()
    return {team.id: path_of[team.id] for team in queries.open_teams()}


def _open_teams(found: Difference) -> dict[Path, int]:
    """Make the new teams, parents first; return every open team by its folded path."""
    id_of = {key(path): team_id for team_id, path in _open_paths().items()}
    for path in found.teams_added:
        team = Team(name=path[-1], parent_id=id_of.get(key(path[:-1])))
        db.session.add(team)
        db.session.flush()
        id_of[key(path)] = team.id
    return id_of


def _leave(ids: list[int], today: date) -> None:
    for start in range(0, len(ids), BATCH):
        gone = ids[start : start + BATCH]
        db.session.execute(update(Person).where(Person.id.in_(gone)).values(left_on=today, is_lead=False))


def _free_addresses(found: Difference) -> None:
    """Two people may swap addresses or numbers: step aside first, so that no half of the swap is refused."""
    moving = [c for c in (*found.rejoined, *found.moved, *found.changed) if {"email", "employee_id"} & set(c.fields)]
    for change in moving:
        aside = {"email": f"{new_uid()}@aside.invalid", "employee_id": None}
        db.session.execute(update(Person).where(Person.id == change.person.id).values(aside))


def _update(changes: list[Change], team_of: Mapping[Path, int]) -> None:
    rows = [_changed(change, team_of) for change in changes]
    for start in range(0, len(rows), BATCH):
        db.session.execute(update(Person), rows[start : start + BATCH])


def _changed(change: Change, team_of: Mapping[Path, int]) -> dict[str, Any]:
    """Return a person's whole row: what the file says, else what was known."""
    row, person = change.row, change.person
    values = {name: getattr(row, name) or getattr(person, name) for name in FIELDS}
    if person.role == Role.ADMIN:
        values["role"] = person.role
    lead = person.lead if row.lead is None else row.lead
    return values | {"id": person.id, "team_id": team_of[key(row.team)], "is_lead": lead, "left_on": None}


def _hire(rows: tuple[Row, ...], team_of: Mapping[Path, int]) -> None:
    new = [
        {name: getattr(row, name) for name in FIELDS}
        | {"uid": new_uid(), "role": row.role or Role.EMPLOYEE.value, "is_lead": bool(row.lead)}
        | {"team_id": team_of[key(row.team)]}
        for row in rows
    ]
    for start in range(0, len(new), BATCH):
        db.session.execute(insert(Person), new[start : start + BATCH])


def _close(found: Difference, today: date) -> None:
    id_of = {key(path): team_id for team_id, path in _open_paths().items()}
    ids = [id_of[key(path)] for path in found.teams_closed if key(path) in id_of]
    if ids:
        db.session.execute(update(Team).where(Team.id.in_(ids)).values(closed_on=today))
