"""What pages of deliveries show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import func, select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import Conflict, NotFound
from pulse.base.ordering import by_name
from pulse.customers.models import Delivery, DeliveryState, Figure, Measure, Portion, Unit, UnitTeam, Way
from pulse.deliveries.plans import from_json
from pulse.deliveries.records import month_of
from pulse.people import queries as people
from pulse.people.models import Person, Team

PAGE: Final = 50
OPEN: Final = (DeliveryState.WAITING.value, DeliveryState.READ.value)


@dataclass(frozen=True)
class ShownDelivery:
    """A delivery, who brought it and what it measures."""

    delivery: Delivery
    by: str
    measure: Measure | None

    @property
    def may_go(self) -> bool:
        """Tell whether it can be taken back."""
        return may_go(self.delivery)


@dataclass(frozen=True)
class Page:
    """One page of deliveries, the newest first."""

    rows: Sequence[ShownDelivery]
    page: int
    pages: int


@dataclass(frozen=True)
class Preview:
    """Which months and teams a file touches: month and rows; path, unit (none yet: a new one) and rows."""

    months: Sequence[tuple[date, int]]
    teams: Sequence[tuple[str, str, int]]
    changes: Sequence[tuple[str, date, float, float]]


def may_go(delivery: Delivery) -> bool:
    """Tell whether a delivery can be taken back: answers that customers gave Pulse itself stay."""
    return delivery.way != Way.ASKED and delivery.state in {DeliveryState.LANDED.value, DeliveryState.CONFIRMED.value}


def find(uid: str) -> Delivery | None:
    """Return a delivery, if there is one."""
    return db.session.scalar(select(Delivery).where(Delivery.uid == uid))


def delivery(uid: str) -> Delivery:
    """Return a delivery; raise NotFound."""
    found = find(uid)
    if found is None:
        raise NotFound
    return found


def open_delivery(uid: str) -> Delivery:
    """Return a delivery that is not confirmed yet, and not being read; raise NotFound or Conflict."""
    found = delivery(uid)
    if found.state not in OPEN or (found.leased_until and found.leased_until > clock.now()):
        raise Conflict
    return found


def deliveries(page: int) -> Page:
    """Return one page of all that was brought in."""
    total = db.session.scalar(select(func.count()).select_from(Delivery)) or 0
    pages = max(1, -(-total // PAGE))
    shown_page = min(max(1, page), pages)
    wanted = select(Delivery).order_by(Delivery.id.desc()).limit(PAGE).offset((shown_page - 1) * PAGE)
    return Page(_shown(list(db.session.scalars(wanted))), shown_page, pages)


def shown(found: Delivery) -> ShownDelivery:
    """Return a delivery with who brought it and what it measures."""
    return _shown([found])[0]


def _shown(found: Sequence[Delivery]) -> list[ShownDelivery]:
    ids = {each.by_person_id for each in found}
    names = {row[0]: row[1] for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}
    wanted = select(Measure).where(Measure.id.in_({each.measure_id for each in found}))
    measures = {each.id: each for each in db.session.scalars(wanted)}
    return [
        ShownDelivery(each, names.get(each.by_person_id or 0, ""), measures.get(each.measure_id or 0)) for each in found
    ]


def choices(unit: Unit | None = None) -> list[tuple[str, str]]:
    """Return the open teams, and those of a unit: uid, and path as people read it."""
    found = [(branch.team.uid, " › ".join(branch.path)) for branch in people.branches()]
    held = (
        select(Team).join(UnitTeam, UnitTeam.team_uid == Team.uid).where(UnitTeam.unit_id == (unit.id if unit else 0))
    )
    there = {uid for uid, _path in found}
    return found + [(team.uid, team.name) for team in db.session.scalars(held) if team.uid not in there]


def units() -> list[tuple[Unit, list[str], int]]:
    """Return all units by name, with the paths of their teams and how many months have figures."""
    wanted = select(UnitTeam.unit_id, Team.id).join(Team, Team.uid == UnitTeam.team_uid)
    paths, held = people.every_path(), dict[int, list[str]]()
    for unit_id, team_id in db.session.execute(wanted):
        held.setdefault(unit_id, []).append(" › ".join(paths[team_id]))
    counted = select(Figure.unit_id, func.count(Figure.month.distinct())).group_by(Figure.unit_id)
    months = {row[0]: row[1] for row in db.session.execute(counted)}
    every = by_name(db.session.scalars(select(Unit)))
    return [(unit, sorted(held.get(unit.id, ())), months.get(unit.id, 0)) for unit in every]


def preview(found: Delivery) -> Preview:
    """Return which months and teams a file touches."""
    outcome: Mapping[str, Any] = found.outcome
    uids = {uid for uid, _n in outcome.get("teams", ())} | {row[0] for row in outcome.get("changes", ())}
    ids = {row[0]: row[1] for row in db.session.execute(select(Team.id, Team.uid).where(Team.uid.in_(uids)))}
    paths = {ids[team_id]: " › ".join(path) for team_id, path in people.every_path().items() if team_id in ids}
    units = dict(
        db.session.execute(
            select(UnitTeam.team_uid, Unit.name)
            .join(Unit, Unit.id == UnitTeam.unit_id)
            .where(UnitTeam.team_uid.in_(uids))
        )
        .tuples()
        .all()
    )
    scale = from_json(found.plan).scale
    return Preview(
        [(month_of(month), n) for month, n in outcome.get("months", ())],
        by_name(((paths.get(uid, ""), units.get(uid, ""), n) for uid, n in outcome.get("teams", ())), itemgetter(0)),
        [
            (paths.get(uid, ""), month_of(month), scale.told(then), scale.told(now))
            for uid, month, then, now in outcome.get("changes", ())
        ],
    )


def touched(found: Delivery) -> tuple[int, date | None, date | None]:
    """Return how many units a delivery speaks of, its first month and its last."""
    wanted = select(func.count(Portion.unit_id.distinct()), func.min(Portion.month), func.max(Portion.month))
    row = db.session.execute(wanted.where(Portion.delivery_id == found.id)).one()
    return row[0], row[1], row[2]
