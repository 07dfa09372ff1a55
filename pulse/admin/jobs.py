"""Say that the scheduler is alive, and erase those who left long ago."""

from datetime import datetime

from pulse.admin import actions
from pulse.admin.models import Heartbeat
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into
from pulse.people.models import Person

TICK = "tick"


def beat(now: datetime) -> None:
    """Note that a tick happened."""
    first = insert_into(Heartbeat).values(job=TICK, at=now)
    with transaction():
        db.session.execute(first.on_conflict_do_update(index_elements=["job"], set_={"at": now}))


def erase_leavers(now: datetime) -> int:
    """Erase people whose row has been kept long enough, each in a transaction of their own; return how many."""
    with transaction():
        ids = actions.long_gone(now)
    for person_id in ids:
        with transaction():
            person = db.session.get(Person, person_id)
            if person is not None and person.left_on is not None:  # another process, or HR, may have been faster
                actions.erase_person(person, by=None)
    return len(ids)
