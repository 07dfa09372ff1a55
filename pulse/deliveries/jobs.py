"""Carries large files in, and those of the watched folder: read, land and clear in many short transactions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_, select, update

from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import reading, transaction
from pulse.customers.actions import batches, put_portions
from pulse.customers.models import Delivery, DeliveryState, Way
from pulse.deliveries import actions, folder_jobs
from pulse.deliveries import reading as intake
from pulse.deliveries.models import Push

LEASE: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=7)  # answers to programs, for those that ask again
UNKNOWN: Final = timedelta(hours=1)  # a file so old that no delivery knows is nobody's
CLOSED: Final = (
    DeliveryState.LANDED.value,
    DeliveryState.LEAVING.value,
    DeliveryState.FAILED.value,
    DeliveryState.DROPPED.value,
)


class _Stopped(Exception):
    """Somebody has discarded the file, or said something else about it, while it was read."""


def bring_in(now: datetime) -> int:
    """Do all that is due with deliveries; return how many went a step on. Killed at any point, the next one goes on."""
    folder_jobs.pick_up(now)
    steps: tuple[tuple[DeliveryState, Callable[[int], None]], ...] = (
        (DeliveryState.WAITING, _read),
        (DeliveryState.READ, folder_jobs.decide),
        (DeliveryState.CONFIRMED, _land),
        (DeliveryState.LEAVING, _clear),
    )
    done = 0
    for state, step in steps:
        for delivery_id in _due(state):
            if _claim(delivery_id, state):
                step(delivery_id)
                _release(delivery_id)
                done += 1
    folder_jobs.settle(now)
    _forget(now)
    return done


def _due(state: DeliveryState) -> list[int]:
    """Return what waits for a step whose file is on this machine."""
    with transaction():
        found = list(db.session.scalars(select(Delivery).where(Delivery.state == state.value).order_by(Delivery.id)))
    if state == DeliveryState.LEAVING:
        return [each.id for each in found]
    here = [each for each in found if intake.file_of(each.uid).exists()]
    wanted = [each for each in here if each.plan] if state == DeliveryState.WAITING else here
    return [each.id for each in wanted if state != DeliveryState.READ or each.way == Way.FOLDER]


def _claim(delivery_id: int, state: DeliveryState) -> bool:
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until <= clock.now())
    mine = update(Delivery).where(Delivery.id == delivery_id, Delivery.state == state.value, free)
    with transaction():
        taken = db.session.execute(mine.values(leased_until=clock.now() + LEASE))
        return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _release(delivery_id: int) -> None:
    with transaction():
        db.session.execute(update(Delivery).where(Delivery.id == delivery_id).values(leased_until=None))


def _read(delivery_id: int) -> None:
    """Read a file outside of any transaction; only how far it has come is written now and then."""
    with transaction():
        job = intake.task(db.session.get_one(Delivery, delivery_id), local_day(clock.now()))
    still = (Delivery.id == delivery_id, Delivery.state == DeliveryState.WAITING.value)

    def told(line: int, lines: int) -> None:
        with transaction():
            noted = update(Delivery).where(*still).values(done=line, total=lines, leased_until=clock.now() + LEASE)
            if not db.session.execute(noted).rowcount:  # type: ignore[attr-defined]
                raise _Stopped

    scan = intake.Scan(job)
    try:
        scan.run(told)
        with reading(db.engine) as connection:
            outcome = intake.conclude(scan, connection)
    except (_Stopped, FileNotFoundError):
        return
    with transaction():
        found = db.session.scalar(select(Delivery).where(*still))
        if found is not None:
            actions.say_read(found, outcome)


def _land(delivery_id: int) -> None:
    """Land all rows, a few thousand in a transaction, and then let figures count them in one."""
    while True:
        with transaction():
            found = db.session.get_one(Delivery, delivery_id)
            if found.state != DeliveryState.CONFIRMED:
                return
            found.leased_until = clock.now() + LEASE
            if not actions.land_some(found):
                break
    with reading(db.engine) as connection:
        said = actions.portions(found, connection)
    for some in batches(said.items(), 1000):  # nothing counts them before the delivery has landed
        with transaction():
            put_portions(delivery_id, dict(some))
    with transaction():
        found = db.session.get_one(Delivery, delivery_id)
        if found.state == DeliveryState.CONFIRMED:
            actions.conclude(found, said, now=clock.now())


def _clear(delivery_id: int) -> None:
    more = True
    while more:
        with transaction():
            found = db.session.get_one(Delivery, delivery_id)
            found.leased_until = clock.now() + LEASE
            more = actions.clear_some(found)


def _forget(now: datetime) -> None:
    """Delete files that have landed or that nobody confirmed within a day, and answers nobody asks for again."""
    old = (Delivery.way == Way.FILE.value, Delivery.made_at <= now - actions.LASTS)
    with transaction():
        db.session.execute(delete(Push).where(Push.made_at <= now - KEPT))
        unconfirmed = Delivery.state.in_([DeliveryState.WAITING.value, DeliveryState.READ.value])
        db.session.execute(delete(Delivery).where(*old, unconfirmed))
        states = {row[0]: row[1] for row in db.session.execute(select(Delivery.uid, Delivery.state))}
    here = intake.directory()
    for path in here.iterdir() if here.is_dir() else ():
        state = states.get(path.stem)
        aged = now - clock.touched(path) > UNKNOWN
        if (state in CLOSED or (state is None and aged)) and not folder_jobs.holds(path.stem):
            path.unlink(missing_ok=True)
