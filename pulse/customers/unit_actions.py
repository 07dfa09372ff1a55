"""Which teams make a unit: a team by itself, or several that HR puts together."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from pulse.audit import actions as audit
from pulse.base.alphabet import spelling
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.customers.models import LONGEST_NAME, Portion, Unit, UnitTeam
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.people.readings import clean


def units_of(team_uids: Sequence[str]) -> dict[str, int]:
    """Return the unit's id of each team; a team without one becomes a unit, named as it is."""
    held = select(UnitTeam.team_uid, UnitTeam.unit_id).where(UnitTeam.team_uid.in_(team_uids))
    found = {row[0]: row[1] for row in db.session.execute(held)}
    teams = select(Team).where(Team.uid.in_([uid for uid in team_uids if uid not in found]))
    paths, taken = people.every_path(), set(map(spelling, db.session.scalars(select(Unit.name))))
    made: dict[str, Unit] = {}
    for team in db.session.scalars(teams.order_by(Team.id)):
        made[team.uid] = Unit(name=_free_name([clean(name) for name in paths[team.id]], taken))
        taken.add(spelling(made[team.uid].name))
    db.session.add_all(made.values())
    db.session.flush()
    db.session.add_all(UnitTeam(team_uid=uid, unit_id=unit.id) for uid, unit in made.items())
    db.session.flush()
    return found | {uid: unit.id for uid, unit in made.items()}


def _free_name(path: Sequence[str], taken: Collection[str]) -> str:
    """Return a team's name, with as many teams above it as are needed to tell it from other units."""
    tries = [" · ".join(path[-size:])[-LONGEST_NAME:] for size in range(1, len(path) + 1)]
    tries += [f"{path[-1][: LONGEST_NAME - 8]} {number}" for number in range(2, len(taken) + 3)]
    return next(name for name in tries if spelling(name) not in taken)


def put_together(unit: Unit | None, name: str, team_uids: Collection[str], *, by: Person) -> Unit:
    """Make a unit of teams, or change one. A team that has scores of its own already stays what it is."""
    name, wanted = clean(name), set(team_uids)
    taken = next((each for each in db.session.scalars(select(Unit)) if spelling(each.name) == spelling(name)), None)
    if taken is not None and taken is not unit:
        raise Refusal(_("There is a unit with this name already."))
    held = select(UnitTeam).where(UnitTeam.team_uid.in_(wanted))
    others = [each for each in db.session.scalars(held) if unit is None or each.unit_id != unit.id]
    _free(others)
    made = unit or Unit()
    made.name = name
    db.session.add(made)
    db.session.flush()
    db.session.execute(delete(UnitTeam).where(UnitTeam.unit_id == made.id))
    db.session.add_all(UnitTeam(team_uid=uid, unit_id=made.id) for uid in sorted(wanted))
    audit.record("changed-unit" if unit else "made-unit", f"unit:{made.uid}", by=by, teams=len(wanted))
    return made


def _free(others: list[UnitTeam]) -> None:
    """Take teams out of their units; raise Refusal when one of these has scores. An empty unit goes."""
    ids = {each.unit_id for each in others}
    with_scores = select(Unit.name).join(Portion, Portion.unit_id == Unit.id).where(Unit.id.in_(ids)).limit(1)
    if (named := db.session.scalar(with_scores)) is not None:
        raise Refusal(
            _("%(name)s has scores of its own already. Take them back first, then put the teams together.", name=named)
        )
    for each in others:
        db.session.delete(each)
    db.session.flush()
    left = set(db.session.scalars(select(UnitTeam.unit_id).where(UnitTeam.unit_id.in_(ids))))
    db.session.execute(delete(Unit).where(Unit.id.in_(ids - left)))
