"""Write what a roster changes: teams, people, addresses that are handed on."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, update

from pulse.base import alphabet
from pulse.base.db import db
from pulse.base.signing import new_uid
from pulse.people import queries
from pulse.people.difference import Change, Difference
from pulse.people.models import Person, Role, Team
from pulse.people.queries import FIELDS
from pulse.people.renames import renamed
from pulse.people.roster import Row
from pulse.people.tops import Path, key

BATCH: Final = 5000


def apply(found: Difference, *, today: date) -> None:
    """Write a difference: renames and new teams, people, then the teams nobody is in any more."""
    team_of = plant(found)
    _leave([person.id for person in found.left], today)
    _free_addresses(found)
    _update([*found.rejoined, *found.moved, *found.changed], team_of)
    hire(found.added, team_of)
    closed = [team_of[key(path)] for path in found.teams_closed if key(path) in team_of]
    for ids in _batches(closed):
        db.session.execute(update(Team).where(Team.id.in_(ids)).values(closed_on=today))


def plant(found: Difference) -> dict[Path, int]:
    """Rename teams and make new ones, upper ones first; return every open team by its folded path afterwards.

    A renamed team keeps its uid, so its trend goes on. It may stand below a new team, and a new one below it.
    """
    paths, renames = queries.open_paths(), dict(found.renamed)
    today = {key(path): team_id for team_id, path in paths.items()}
    team_of = {key(renamed(path, renames)): team_id for team_id, path in paths.items()}
    steps = [(new, today[key(old)]) for old, new in found.renamed] + [(path, None) for path in found.teams_added]
    for path, team_id in sorted(steps, key=lambda step: len(step[0])):
        team = db.session.get_one(Team, team_id) if team_id else Team()
        team.name, team.parent_id = path[-1], team_of[key(path[:-1])] if len(path) > 1 else None
        db.session.add(team)
        db.session.flush()
        team_of[key(path)] = team.id
    return team_of


def _leave(ids: list[int], today: date) -> None:
    for gone in _batches(ids):
        db.session.execute(update(Person).where(Person.id.in_(gone)).values(left_on=today, is_lead=False))


def _free_addresses(found: Difference) -> None:
    """People may hand on or swap addresses and numbers: who holds one that another gets steps aside first."""
    changes = [*found.rejoined, *found.moved, *found.changed]
    for name, aside in (("email", lambda: f"{new_uid()}@aside.invalid"), ("employee_id", lambda: None)):
        moving = [change for change in changes if name in change.fields]
        wanted = {getattr(change.row, name) for change in moving}
        held = [change.person.id for change in moving if getattr(change.person, name) in wanted]
        for rows in _batches([{"id": person_id, name: aside()} for person_id in held]):
            db.session.execute(update(Person), rows)


def _update(changes: list[Change], team_of: Mapping[Path, int]) -> None:
    for rows in _batches([_changed(change, team_of) for change in changes]):
        db.session.execute(update(Person), rows)


def _changed(change: Change, team_of: Mapping[Path, int]) -> dict[str, Any]:
    """Return a person's whole row: what the file changes, else what was known."""
    row, person = change.row, change.person
    values = {name: getattr(row if name in change.fields and name != "role" else person, name) for name in FIELDS}
    if "role" in change.fields:
        values["role"] = Role.EMPLOYEE.value
    values["filed_as"] = alphabet.key(values["name"])
    lead = row.lead if "lead" in change.fields else person.lead
    return values | {"id": person.id, "team_id": team_of[key(row.team)], "is_lead": lead, "left_on": None}


def hire(rows: tuple[Row, ...], team_of: Mapping[Path, int]) -> None:
    """Take people in; nobody begins with a role."""
    new = [
        {name: getattr(row, name) for name in FIELDS if name != "role"}
        | {"uid": new_uid(), "role": Role.EMPLOYEE.value, "is_lead": bool(row.lead)}
        | {"team_id": team_of[key(row.team)]}
        for row in rows
    ]
    for some in _batches(new):
        db.session.execute(insert(Person), some)


def _batches(rows: list[Any]) -> list[list[Any]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
