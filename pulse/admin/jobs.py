"""Say that the scheduler is alive."""

from datetime import datetime

from pulse.admin.models import Heartbeat
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into

TICK = "tick"


def beat(now: datetime) -> None:
    """Note that a tick happened."""
    first = insert_into(Heartbeat).values(job=TICK, at=now)
    with transaction():
        db.session.execute(first.on_conflict_do_update(index_elements=["job"], set_={"at": now}))
