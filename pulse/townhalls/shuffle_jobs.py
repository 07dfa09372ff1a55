"""Every quarter of an hour what people did in halls is laid down anew, so that no copy tells who came when."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, update

from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.floor import actions as floor
from pulse.rounds import actions as rounds
from pulse.townhalls.entry_actions import RUNS, rewrite_entries
from pulse.townhalls.models import Hall


def shuffle(now: datetime) -> bool:
    """Write questions, votes and entries of open floors anew; return whether it was time."""
    _sweep()
    # One tick early: the next one would come when the promised time is over.
    before = now - timedelta(minutes=settings().rewrite_minutes) + timedelta(seconds=2 * settings().tick_seconds)
    due_now = or_(Hall.rewritten_at.is_(None), Hall.rewritten_at <= before)
    with transaction():
        if not _claimed(now, Hall.anonymous.is_(True), Hall.state.in_(RUNS), due_now):
            return False
        rewrite_entries()
        floor.rewrite()  # inside: a crash or a busy database gives the hour back, and the next tick tries again
    return True


def _sweep() -> None:
    """Leave no trace of who entered a hall that is over since: neither dead rows nor pages of SQLite's log."""
    with transaction():
        if not _claimed(None, Hall.rewritten_at.is_not(None), Hall.state.not_in(RUNS)):
            return
        rewrite_entries()
    rounds.empty_log()


def _claimed(moment: datetime | None, *which: ColumnElement[bool]) -> int:
    return int(db.session.execute(update(Hall).where(*which).values(rewritten_at=moment)).rowcount)  # type: ignore[attr-defined]
