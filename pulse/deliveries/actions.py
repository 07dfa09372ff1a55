"""From an uploaded file to figures: kept, read, confirmed, landed batch by batch, and taken back as a whole."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, delete, func, select, text, update

from pulse.audit import actions as audit
from pulse.base.csvstream import open_stream
from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.base.upsert import insert_into
from pulse.customers import actions, unit_actions
from pulse.customers.actions import Cell
from pulse.customers.models import Delivery, DeliveryState, Measure, Portion, Rating, Way
from pulse.customers.portions import Share, averaged
from pulse.customers.scales import SATISFIED
from pulse.deliveries import reading, records
from pulse.deliveries.headings import digest
from pulse.deliveries.models import Heading, Spelling
from pulse.deliveries.plans import Plan, from_json
from pulse.people.models import Person
from pulse.people.readings import clean

AT_ONCE: Final = 2_000_000  # bytes: about twenty thousand rows, which land while somebody waits
ROWS: Final = 4_000  # in one transaction: others write in between
MANY: Final = 10_000  # rows after which the database should look at the table anew
LASTS: Final = timedelta(days=1)  # a file that nobody confirms


def keep(name: str, save: Callable[[str], object], *, by: Person | None, way: Way, now: datetime) -> Delivery:
    """Keep a file until it has landed; `save` is told where to put it. Raises Refusal when it is no table."""
    reading.directory().mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Delivery(
        way=way.value,
        state=DeliveryState.WAITING.value,
        name=clean(name)[:200],
        by_person_id=by.id if by else None,
        made_at=now,
        plan={},
        outcome={},
    )
    db.session.add(made)
    db.session.flush()
    save(str(reading.file_of(made.uid)))
    return made


def remembered(header: tuple[str, ...]) -> Plan | None:
    """Return how a file with the same columns was read last; None when there was none, or its measure is gone."""
    kept = db.session.get(Heading, digest(header))
    if kept is None:
        return None
    plan = from_json({**kept.plan, "header": header})
    there = db.session.scalar(select(Measure).where(Measure.uid == plan.measure))
    return plan if there else None


def set_plan(delivery: Delivery, plan: Plan, today: date) -> None:
    """Say how a file is to be read; a small one is read at once, a large one by the next tick."""
    if delivery.state not in {DeliveryState.WAITING.value, DeliveryState.READ.value}:
        raise Conflict
    delivery.plan, delivery.outcome, delivery.measure_id = plan.as_json(), {}, None
    delivery.state, delivery.done, delivery.total = DeliveryState.WAITING.value, 0, 0
    if is_small(delivery):
        read(delivery, today)


def is_small(delivery: Delivery) -> bool:
    """Tell whether a file is handled while somebody waits."""
    path = reading.file_of(delivery.uid)
    return path.exists() and path.stat().st_size <= AT_ONCE


def read(delivery: Delivery, today: date) -> None:
    """Read a file within one request."""
    scan = reading.Scan(reading.task(delivery, today))
    scan.run(lambda line, lines: None)
    say_read(delivery, reading.conclude(scan, db.session.connection()))


def say_read(delivery: Delivery, outcome: dict[str, Any]) -> None:
    """Note what a file holds: it waits to be confirmed now."""
    delivery.outcome, delivery.state = outcome, DeliveryState.READ.value
    delivery.done, delivery.total = 0, outcome.get("new", 0) + outcome.get("changed", 0)


def confirm(delivery: Delivery, *, by: Person | None, now: datetime) -> None:
    """Let what was shown land: a small file at once, a large one batch by batch."""
    mine = update(Delivery).where(Delivery.id == delivery.id, Delivery.state == DeliveryState.READ.value)
    taken = db.session.execute(mine.values(state=DeliveryState.CONFIRMED.value))
    if taken.rowcount != 1 or not delivery.total:  # type: ignore[attr-defined]
        raise Conflict
    plan = from_json(delivery.plan)
    measure = _measure(plan)
    held = unit_actions.units_of(delivery.outcome["uids"])
    units = [held[uid] for uid in delivery.outcome["uids"]]
    delivery.state, delivery.measure_id = DeliveryState.CONFIRMED.value, measure.id
    delivery.plan = Plan(**{**plan.as_json(), "measure": measure.uid}).as_json() | {"units": units}
    remember(delivery)
    audit.record("confirmed-ratings", f"delivery:{delivery.uid}", by=by, rows=delivery.total, measure=measure.uid)
    if delivery.total <= AT_ONCE // 100 and is_small(delivery):
        while land_some(delivery):
            pass
        said = portions(delivery, db.session.connection())
        actions.put_portions(delivery.id, said)
        conclude(delivery, said, now=now)


def _measure(plan: Plan) -> Measure:
    if plan.measure:
        found = db.session.scalar(select(Measure).where(Measure.uid == plan.measure))
        if found is None:
            raise Conflict
        return found
    made = Measure(
        name=plan.name,
        kind=plan.kind,
        low=plan.low,
        high=plan.high,
        higher_is_better=plan.better,
        monthly=plan.monthly,
    )
    if db.session.scalar(select(Measure).where(Measure.name == plan.name)):
        raise Conflict
    db.session.add(made)
    db.session.flush()
    return made


def remember(delivery: Delivery) -> None:
    """Remember how this file was read and whom it means by what it calls teams, for the next one."""
    plan = from_json(delivery.plan)
    kept = Plan(**{**plan.as_json(), "teams": {}, "header": ()}).as_json()
    first = insert_into(Heading).values(digest=digest(plan.header), plan=kept)
    db.session.execute(first.on_conflict_do_update(index_elements=["digest"], set_={"plan": kept}))
    for said_so, uid in sorted(plan.teams.items()):
        said = insert_into(Spelling).values(text=said_so, team_uid=uid or None)
        db.session.execute(said.on_conflict_do_update(index_elements=["text"], set_={"team_uid": uid or None}))


def land_some(delivery: Delivery) -> bool:
    """Land the next rows; return whether there are more. Figures of months land all at once, when all is concluded."""
    plan = from_json(delivery.plan)
    if plan.monthly or delivery.done >= delivery.total:
        return False
    path, units = reading.file_of(delivery.uid, "rows"), delivery.plan["units"]
    found = np.fromfile(path, records.LAYOUT, ROWS, offset=delivery.done * records.SIZE)
    keys = records.keys(found)
    rows = [
        {
            "measure_id": delivery.measure_id,
            "key": key,
            "unit_id": units[team],
            "month": records.month_of(month),
            "value": value,
            "delivery_id": delivery.id,
        }
        for key, team, month, value in zip(
            keys, found["team"].tolist(), found["month"].tolist(), found["value"].tolist(), strict=True
        )
    ]
    if not rows:
        raise Refusal("the records of a delivery are cut off")
    delivery.rows += actions.pour(delivery.measure_id or 0, rows)
    delivery.done += len(rows)
    return delivery.done < delivery.total


def portions(delivery: Delivery, connection: Connection) -> dict[Cell, Share]:
    """Return what a delivery says of each unit and month, all of its rows being there."""
    if from_json(delivery.plan).monthly:
        found = records.read(reading.file_of(delivery.uid, "rows"))
        held = reading.months(found, dict(enumerate(delivery.plan["units"])))
        return {
            (unit, records.month_of(month)): averaged([share for _place, share in some])
            for (unit, month), some in held.items()
        }
    value = Rating.value
    squares, satisfied = func.sum(value * value), func.count().filter(value >= SATISFIED)
    wanted = select(Rating.unit_id, Rating.month, func.count(), func.avg(value), squares, satisfied)
    wanted = wanted.where(Rating.delivery_id == delivery.id).group_by(Rating.unit_id, Rating.month)
    return {
        (row[0], row[1]): Share(row[2], row[3], max(0.0, row[4] - row[2] * row[3] ** 2), row[5])
        for row in connection.execute(wanted)
    }


def conclude(delivery: Delivery, said: dict[Cell, Share], *, now: datetime) -> None:
    """Let figures count what has landed: all of it in this one transaction. Its portions are written already."""
    measure = db.session.get_one(Measure, delivery.measure_id)
    if measure.monthly:
        delivery.rows = delivery.total
    delivery.state, delivery.landed_at, delivery.leased_until = DeliveryState.LANDED.value, now, None
    if delivery.rows > MANY and db.session.get_bind(Rating).dialect.name == "postgresql":
        db.session.execute(text("ANALYZE rating"))  # or keys are looked for in all of the table until it finds the time
    db.session.flush()
    actions.recount(measure, said.keys())
    audit.record("landed-ratings", f"delivery:{delivery.uid}", by=None, rows=delivery.rows, measure=measure.uid)


def take_back(delivery: Delivery, *, by: Person | None) -> None:
    """Take a delivery back as a whole: no figure counts it from now on, and its rows go."""
    if delivery.way == Way.ASKED or delivery.state not in {DeliveryState.LANDED.value, DeliveryState.CONFIRMED.value}:
        raise Conflict
    _leave(delivery)
    audit.record("took-back-ratings", f"delivery:{delivery.uid}", by=by, rows=delivery.rows)
    if delivery.rows <= AT_ONCE // 100:
        while clear_some(delivery):
            pass


def _leave(delivery: Delivery) -> None:
    wanted = select(Portion.unit_id, Portion.month).where(Portion.delivery_id == delivery.id)
    cells = {(row[0], row[1]) for row in db.session.execute(wanted)}
    delivery.state, delivery.on = DeliveryState.LEAVING.value, None
    delivery.total = delivery.done or delivery.rows
    delivery.done, delivery.leased_until = 0, None
    db.session.flush()
    actions.recount(db.session.get_one(Measure, delivery.measure_id), cells)


def clear_some(delivery: Delivery) -> bool:
    """Delete the next rows of a delivery that is taken back; return whether there are more."""
    some = select(Rating.key).where(Rating.delivery_id == delivery.id).limit(ROWS)
    keys = list(db.session.scalars(some))
    for part in actions.batches(keys, actions.BATCH):
        gone = delete(Rating).where(Rating.measure_id == delivery.measure_id, Rating.key.in_(part))
        db.session.execute(gone.where(Rating.delivery_id == delivery.id))
    delivery.done = min(delivery.total, delivery.done + len(keys))
    if keys:
        return True
    db.session.execute(delete(Portion).where(Portion.delivery_id == delivery.id))
    delivery.state = DeliveryState.FAILED.value if delivery.fault else DeliveryState.DROPPED.value
    return False


def discard(delivery: Delivery) -> None:
    """Forget a file that was not confirmed: nothing was changed."""
    unconfirmed = Delivery.state.in_([DeliveryState.WAITING.value, DeliveryState.READ.value])
    gone = delete(Delivery).where(Delivery.id == delivery.id, unconfirmed)
    if db.session.execute(gone).rowcount == 1:  # type: ignore[attr-defined]
        reading.forget(delivery.uid)


def header_of(delivery: Delivery) -> tuple[str, ...]:
    """Return a file's heading, or nothing when it cannot be read."""
    return open_stream(reading.file_of(delivery.uid)).header
