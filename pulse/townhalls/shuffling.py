"""Every quarter of an hour what people did in halls is laid down anew, so that no copy tells who came when."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.floor import actions as floor
from pulse.townhalls.entering import RUNS, rewrite_entries
from pulse.townhalls.models import Hall


def shuffle(now: datetime) -> bool:
    """Write questions, votes and entries of open floors anew; return whether it was time."""
    # One tick early: the next one would come when the promised time is over.
    before = now - timedelta(minutes=settings().rewrite_minutes) + timedelta(seconds=2 * settings().tick_seconds)
    due_now = or_(Hall.rewritten_at.is_(None), Hall.rewritten_at <= before)
    with transaction():
        wanted = update(Hall).where(Hall.anonymous.is_(True), Hall.state.in_(RUNS), due_now).values(rewritten_at=now)
        if not db.session.execute(wanted).rowcount:  # type: ignore[attr-defined]
            return False
        rewrite_entries()
        floor.rewrite()  # inside: a crash or a busy database gives the hour back, and the next tick tries again
    return True
