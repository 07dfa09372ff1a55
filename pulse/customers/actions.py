"""Land ratings and figures of months, once each, and recount the months they touch."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import delete, select, text

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.upsert import insert_into
from pulse.customers.models import Delivery, DeliveryState, Figure, Goal, Measure, Portion, Rating, Unit, Way
from pulse.customers.portions import Share, share, together
from pulse.customers.scales import ValueScale
from pulse.people.models import Person

BATCH: Final = 2000
Cell = tuple[int, date]  # a unit's id, and the first day of a month
One = tuple[str, int, date, float]  # what names a rating in its source, the unit's id, its day, its value
Value = TypeVar("Value")


def key_of(name: str) -> bytes:
    """Return what names a rating in the table: a digest of what names it in its source."""
    return hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=16).digest()


def add_ratings(measure: Measure, rows: Iterable[One], *, way: Way, now: datetime) -> int:
    """Land ratings at once, with values on the measure's own scale; return how many were new.

    A rating lands once: what its source calls it (the first of each row) is its name within the measure. It counts from
    here on; all that comes one way in one day makes one delivery.
    """
    scale, delivery = ValueScale(measure.low, measure.high), day_of(measure, way, now)
    landed, cells = 0, set[Cell]()
    for some in batches(rows, BATCH):
        read = [_row(delivery, measure, one, scale) for one in some]
        new = land(measure.id, read)
        add_portions(delivery.id, new)
        landed += len(new)
        cells |= {(row["unit_id"], row["month"]) for row in new}
    delivery.rows += landed
    delivery.landed_at = now
    recount(measure, cells)
    return landed


def add_figures(
    measure: Measure, rows: Iterable[tuple[int, date, float, int | None]], *, way: Way, now: datetime
) -> None:
    """Land figures of whole months at once: unit's id, month, value on the measure's own scale, answers if known."""
    scale, delivery = ValueScale(measure.low, measure.high), day_of(measure, way, now)
    found = {(row[0], row[1].replace(day=1)): Share(row[3], scale.rescaled(row[2]), None, None) for row in rows}
    put_portions(delivery.id, found)
    delivery.rows += len(found)
    delivery.landed_at = now
    recount(measure, found.keys())


def day_of(measure: Measure, way: Way, now: datetime) -> Delivery:
    """Return the delivery that gathers what comes this way today."""
    named = {"measure_id": measure.id, "way": way.value, "on": local_day(now)}
    made = insert_into(Delivery).values(**named, state=DeliveryState.LANDED.value, made_at=now, landed_at=now)
    db.session.execute(made.on_conflict_do_nothing(index_elements=["measure_id", "way", "on"]))
    return db.session.scalars(select(Delivery).filter_by(**named)).one()


def _row(delivery: Delivery, measure: Measure, one: One, scale: ValueScale) -> dict[str, Any]:
    name, unit_id, day, value = one
    return {
        "measure_id": measure.id,
        "key": key_of(name),
        "unit_id": unit_id,
        "month": day.replace(day=1),
        "value": scale.rescaled(value),
        "delivery_id": delivery.id,
    }


def land(measure_id: int, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write the ratings that are not there yet, of several alike the first; return those that were written."""
    free(measure_id, [row["key"] for row in rows])
    first = {row["key"]: row for row in reversed(rows)}
    if not first:
        return []
    written = insert_into(Rating).on_conflict_do_nothing(index_elements=["measure_id", "key"])
    new = set(db.session.scalars(written.returning(Rating.key), list(first.values())))
    return [row for row in rows if first[row["key"]] is row and row["key"] in new]


def pour(measure_id: int, rows: Sequence[dict[str, Any]]) -> int:
    """Write many ratings of one delivery and different names, those that are not there yet; return how many."""
    free(measure_id, [row["key"] for row in rows])
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":  # whole columns in one statement: six times as fast as row by row
        columns = {name: [row[name] for row in rows] for name in ("key", "unit_id", "month", "value")}
        shared = {"measure_id": measure_id, "delivery_id": rows[0]["delivery_id"]} if rows else {}
        return int(connection.execute(_COLUMNS, columns | shared).rowcount) if rows else 0
    written = insert_into(Rating).on_conflict_do_nothing(index_elements=["measure_id", "key"])
    return int(connection.execute(written.execution_options(preserve_rowcount=True), list(rows)).rowcount)


_COLUMNS = text(
    "INSERT INTO rating (measure_id, delivery_id, key, unit_id, month, value) SELECT :measure_id, :delivery_id, *"
    " FROM unnest(CAST(:key AS bytea[]), CAST(:unit_id AS integer[]), CAST(:month AS date[]),"
    " CAST(:value AS double precision[])) ON CONFLICT (measure_id, key) DO NOTHING"
)


def free(measure_id: int, keys: Sequence[bytes]) -> None:
    """Make room for ratings of deliveries that are being taken back: those are not there any more."""
    leaving = select(Delivery.id).where(
        Delivery.measure_id == measure_id, Delivery.state == DeliveryState.LEAVING.value
    )
    ids = list(db.session.scalars(leaving))
    for some in batches(keys, BATCH) if ids else ():
        gone = delete(Rating).where(Rating.measure_id == measure_id, Rating.key.in_(some))
        db.session.execute(gone.where(Rating.delivery_id.in_(ids)))


def add_portions(delivery_id: int, rows: Iterable[dict[str, Any]]) -> None:
    """Add ratings that have just landed to what their delivery says of each month."""
    values: dict[Cell, list[float]] = {}
    for row in rows:
        values.setdefault((row["unit_id"], row["month"]), []).append(row["value"])
    months = {month for _unit, month in values}
    found = {cell: share(some) for cell, some in values.items()}
    wanted = select(Portion).where(Portion.delivery_id == delivery_id, Portion.month.in_(months))
    for before in db.session.scalars(wanted):
        cell = (before.unit_id, before.month)
        if cell in found:
            told = Share(before.n, before.mean, before.squares, before.satisfied)
            found[cell] = together([told, found[cell]])
    put_portions(delivery_id, found)


def put_portions(delivery_id: int, found: dict[Cell, Share]) -> None:
    """Write what a delivery says of each month, in place of what it said before."""
    names = ("n", "mean", "squares", "satisfied")
    for some in batches(sorted(found.items(), key=lambda one: one[0]), BATCH):
        rows = [
            {"delivery_id": delivery_id, "unit_id": unit_id, "month": month}
            | {name: getattr(told, name) for name in names}
            for (unit_id, month), told in some
        ]
        written = insert_into(Portion)
        again = {name: getattr(written.excluded, name) for name in names}
        keys = ["delivery_id", "unit_id", "month"]
        db.session.execute(written.on_conflict_do_update(index_elements=keys, set_=again), rows)


def recount(measure: Measure, cells: Collection[Cell]) -> None:
    """Make the figures of some months anew, from what landed deliveries say of them."""
    told = _told(measure.id, {month for _unit, month in cells})
    rows = []
    for unit_id, month in sorted(cells):
        brought = told.get((unit_id, month))
        if brought:
            rows.append({"measure_id": measure.id, "unit_id": unit_id, "month": month, **_figure(measure, brought)})
        else:
            gone = (Figure.measure_id == measure.id, Figure.unit_id == unit_id, Figure.month == month)
            db.session.execute(delete(Figure).where(*gone))
    for some in batches(rows, BATCH):
        written = insert_into(Figure)
        again = {name: getattr(written.excluded, name) for name in ("n", "mean", "sd", "satisfied", "delivery_id")}
        keys = ["measure_id", "unit_id", "month"]
        db.session.execute(written.on_conflict_do_update(index_elements=keys, set_=again), some)


def _told(measure_id: int, months: Collection[date]) -> dict[Cell, list[tuple[int, Share]]]:
    """Return what each landed delivery says of each unit and month, the oldest first."""
    found: dict[Cell, list[tuple[int, Share]]] = {}
    wanted = select(Portion).join(Delivery, Delivery.id == Portion.delivery_id)
    wanted = wanted.where(Delivery.measure_id == measure_id, Delivery.state == DeliveryState.LANDED.value)
    for some in batches(sorted(months), BATCH):
        for one in db.session.scalars(wanted.where(Portion.month.in_(some)).order_by(Delivery.landed_at, Delivery.id)):
            told = Share(one.n, one.mean, one.squares, one.satisfied)
            found.setdefault((one.unit_id, one.month), []).append((one.delivery_id, told))
    return found


def _figure(measure: Measure, brought: list[tuple[int, Share]]) -> dict[str, Any]:
    """Return a month's figure: all ratings together, or what was brought last."""
    newest, last = brought[-1]
    told = last if measure.monthly else together([each for _delivery, each in brought])
    delivery_id = newest if measure.monthly else None
    return {"n": told.n, "mean": told.mean, "sd": told.sd, "satisfied": told.satisfied, "delivery_id": delivery_id}


def batches(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """Yield values in lists of at most this size."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def set_goal(unit: Unit, measure: Measure, value: float | None, *, by: Person) -> None:
    """Set what a measure is to reach in a unit; None takes the goal away."""
    db.session.execute(delete(Goal).where(Goal.unit_id == unit.id, Goal.measure_id == measure.id))
    if value is not None:
        db.session.add(Goal(unit_id=unit.id, measure_id=measure.id, value=value))
    audit.record("set-goal", f"unit:{unit.uid}", by=by, measure=measure.uid, value=value)
