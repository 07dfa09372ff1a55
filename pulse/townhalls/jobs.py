"""Town halls begin at their hour, and those that everybody forgot come to an end."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from pulse.base.db import db
from pulse.base.errors import Conflict
from pulse.base.transactions import transaction
from pulse.townhalls import actions
from pulse.townhalls.models import Hall, HallState

FORGOTTEN: Final = timedelta(days=7)  # after its hour


def advance(now: datetime) -> int:
    """Begin what is due and end what was forgotten; return how many went on."""
    begun = sum(_begin(hall_id, now) for hall_id in _waiting(HallState.ANNOUNCED, now))
    return begun + sum(_end(hall_id, now) for hall_id in _waiting(HallState.LIVE, now - FORGOTTEN))


def _waiting(state: HallState, until: datetime) -> list[int]:
    with transaction():
        wanted = select(Hall.id).where(Hall.state == state.value, Hall.starts_at <= until)
        return list(db.session.scalars(wanted.order_by(Hall.starts_at, Hall.id)))


def _begin(hall_id: int, now: datetime) -> bool:
    try:
        with transaction():
            actions.start(db.session.get_one(Hall, hall_id), by=None, now=now)
    except Conflict:  # another process, or somebody by hand, was first
        return False
    return True


def _end(hall_id: int, now: datetime) -> bool:
    try:
        with transaction():
            actions.end(db.session.get_one(Hall, hall_id), follow_up=True, by=None, now=now)
    except Conflict:
        return False
    return True
