"""Carry replies once a day, keep the order in which they came from storage, close threads that are old."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, update

from pulse.base import clock
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into
from pulse.conversations import queries
from pulse.conversations.models import Courier
from pulse.conversations.timetable import day_of
from pulse.threads import actions as threads


def carry(now: datetime | None = None) -> int:
    """Let everything that waits go out together, once a day; return how many messages went."""
    moment = now or clock.now()
    day = day_of(moment)
    with transaction():
        if _claimed(or_(Courier.delivered_on.is_(None), Courier.delivered_on < day), delivered_on=day):
            threads.close(queries.over(moment))
            return threads.deliver()
    _shuffle(moment)
    return 0


def _shuffle(moment: datetime) -> None:
    """Lay what waits down anew every quarter of an hour, one tick early."""
    before = moment - timedelta(minutes=settings().rewrite_minutes) + timedelta(seconds=2 * settings().tick_seconds)
    due = or_(Courier.rewritten_at.is_(None), Courier.rewritten_at <= before)
    with transaction():
        if threads.any_wait() and _claimed(due, rewritten_at=moment):
            threads.rewrite()  # inside: a crash gives the quarter of an hour back


def _claimed(due: ColumnElement[bool], **values: object) -> bool:
    db.session.execute(insert_into(Courier).values(id=1).on_conflict_do_nothing())
    return bool(db.session.execute(update(Courier).where(due).values(**values)).rowcount)  # type: ignore[attr-defined]
