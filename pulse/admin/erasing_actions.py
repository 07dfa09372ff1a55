"""Erase a person everywhere: each room forgets what is its own; results stay, since nobody is in them."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from pulse.access import actions as access
from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.settings import settings
from pulse.outbox import actions as outbox
from pulse.people import actions as people
from pulse.people.models import Person
from pulse.promises import actions as promises
from pulse.recognition import actions as recognition
from pulse.rounds import actions as rounds
from pulse.townhalls import actions as townhalls

AT_ONCE: Final = 200


def erase_person(person: Person, *, by: Person | None) -> None:
    """Erase a person; `by` None is the clock, long after they left.

    A seat in an open round stays as an anonymous one, so that no count moves. The trail keeps a number that is given
    to nobody else.
    """
    if by is not None:
        people.may_remove(person, by)
    rounds.forget_person(person.id)
    outbox.forget(person)
    access.forget(person)
    promises.forget(person)
    townhalls.forget(person)
    recognition.forget(person)
    audit.record("erased-person", f"person:{person.uid}", by=by)
    people.forget(person)


def long_gone(now: datetime) -> list[int]:
    """Return the ids of some who left longer ago than their rows are kept."""
    days = settings().forget_people_days
    if not days:
        return []
    gone = select(Person.id).where(Person.left_on <= local_day(now) - timedelta(days=days))
    return list(db.session.scalars(gone.order_by(Person.left_on).limit(AT_ONCE)))
