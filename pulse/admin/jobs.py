"""Say that the scheduler is alive; erase who left long ago."""

from collections.abc import Iterable
from datetime import datetime

from pulse.admin import erasing_actions
from pulse.admin.models import TICK, Heartbeat
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into
from pulse.people.models import Person


def beat(now: datetime, jobs: Iterable[str] = (TICK,)) -> None:
    """Note that jobs ran."""
    with transaction():
        for job in jobs:
            first = insert_into(Heartbeat).values(job=job, at=now)
            db.session.execute(first.on_conflict_do_update(index_elements=["job"], set_={"at": now}))


def erase_leavers(now: datetime) -> int:
    """Erase people whose row has been kept long enough, each in a transaction of their own; return how many."""
    with transaction():
        ids = erasing_actions.long_gone(now)
    for person_id in ids:
        with transaction():
            person = db.session.get(Person, person_id)
            if person is not None and person.left_on is not None:  # another process, or HR, may have been faster
                erasing_actions.erase_person(person, by=None)
    return len(ids)
