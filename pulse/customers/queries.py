"""Look up units, measures and their figures."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from pulse.access.permissions import allowed
from pulse.base import alphabet
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.may import May
from pulse.base.ordering import by_name
from pulse.customers.models import Delivery, DeliveryState, Figure, Goal, Measure, MeasureKind, Rating, Unit, UnitTeam
from pulse.customers.scales import SATISFIED
from pulse.people import queries as people
from pulse.people.models import Person, Team


def units() -> list[Unit]:
    """Return all units by name."""
    return by_name(db.session.scalars(select(Unit)))


def unit(uid: str) -> Unit:
    """Return a unit by its uid; raise NotFound."""
    found = db.session.scalar(select(Unit).where(Unit.uid == uid))
    if found is None:
        raise NotFound
    return found


def teams_of_units() -> dict[int, frozenset[str]]:
    """Return the uids of each unit's teams, by the unit's id."""
    found: dict[int, set[str]] = {}
    for row in db.session.execute(select(UnitTeam.unit_id, UnitTeam.team_uid)):
        found.setdefault(row[0], set()).add(row[1])
    return {unit_id: frozenset(uids) for unit_id, uids in found.items()}


def measures() -> list[Measure]:
    """Return all measures by name."""
    return by_name(db.session.scalars(select(Measure)))


def measures_with_figures() -> list[Measure]:
    """Return the measures that have figures, in the order of their kinds, those of the most units and months first."""
    held = select(Figure.measure_id, func.count().label("many")).group_by(Figure.measure_id).subquery()
    rows = db.session.execute(select(Measure, held.c.many).join(held, held.c.measure_id == Measure.id)).all()
    order = list(MeasureKind)
    return [
        row[0]
        for row in sorted(
            rows, key=lambda row: (order.index(MeasureKind(row[0].kind)), -row[1], alphabet.key(row[0].name))
        )
    ]


def measure(uid: str) -> Measure:
    """Return a measure by its uid; raise NotFound."""
    found = db.session.scalar(select(Measure).where(Measure.uid == uid))
    if found is None:
        raise NotFound
    return found


def goal(unit: Unit, measure: Measure) -> float | None:
    """Return what a measure is to reach in a unit, if anything."""
    return db.session.scalar(select(Goal.value).where(Goal.unit_id == unit.id, Goal.measure_id == measure.id))


def figures(
    *, measures: Collection[int] | None = None, units: Collection[int] | None = None, since: date | None = None
) -> list[Figure]:
    """Return figures by unit, measure and month; of some measures or units, or from a month on."""
    wanted = select(Figure).order_by(Figure.unit_id, Figure.measure_id, Figure.month)
    if measures is not None:
        wanted = wanted.where(Figure.measure_id.in_(measures))
    if units is not None:
        wanted = wanted.where(Figure.unit_id.in_(units))
    if since is not None:
        wanted = wanted.where(Figure.month >= since)
    return list(db.session.scalars(wanted))


def satisfied_not_loyal(satisfaction: int, loyalty: int) -> list[tuple[int, int, int]]:
    """Return, by unit, how many satisfied customers gave both ratings, and how many of them are not loyal.

    Two ratings are one customer's when they have one name in their source: one ticket, one answered form.
    """
    one, other = aliased(Rating), aliased(Rating)
    landed = select(Delivery.id).where(Delivery.state == DeliveryState.LANDED.value)
    wanted = (
        select(one.unit_id, func.count(), func.sum(case((other.value < SATISFIED, 1), else_=0)))
        .join(other, and_(other.key == one.key, other.measure_id == loyalty))
        .where(one.measure_id == satisfaction, one.value >= SATISFIED)
        .where(one.delivery_id.in_(landed), other.delivery_id.in_(landed))
        .group_by(one.unit_id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(wanted)]


def readable_units(person: Person) -> list[Unit]:
    """Return the units somebody may read, by name: HR all, a leader those of whose teams none lies outside the branch.

    As May.READ_UNIT says of one unit, in two statements for all of them.
    """
    every = units()
    if allowed(person, May.MANAGE_CUSTOMERS):
        return every
    if not person.is_lead or person.team is None:
        return []
    wanted = select(Team.uid).where(Team.id.in_(people.below(person.team)))
    led, uids = set(db.session.scalars(wanted)), teams_of_units()
    return [unit for unit in every if uids.get(unit.id) and uids[unit.id] <= led]
