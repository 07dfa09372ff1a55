"""What a public change of a promise sets off: lines on first screens, a question back, marks on charts, notices."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.outbox import actions as outbox
from pulse.people.models import Person
from pulse.programmes import actions as programmes
from pulse.promises import messages
from pulse.promises.models import Follower, Promise
from pulse.promises.queries import today
from pulse.promises.terms import Deed
from pulse.reports import actions as reports
from pulse.reports.models import EventKind
from pulse.rounds import actions as rounds
from pulse.rounds.lines import Became

REMINDERS: Final = (7, 1)  # days before it is due
BECAME: Final[Mapping[Deed, Became]] = {
    Deed.MADE: Became.PROMISED,
    Deed.REOPENED: Became.PROMISED,
    Deed.KEPT: Became.KEPT,
    Deed.PARTLY: Became.PARTLY,
    Deed.RENEGOTIATED: Became.RENEGOTIATED,
    Deed.DROPPED: Became.DROPPED,
    Deed.BROKEN: Became.LATE,
}
AWAITS: Final = frozenset({Became.PROMISED, Became.RENEGOTIATED, Became.LATE})  # their line says when it is due
MARKED: Final[Mapping[Deed, EventKind]] = {Deed.MADE: EventKind.PROMISE, Deed.KEPT: EventKind.PROMISE_KEPT}
ANNOUNCED: Final = frozenset({Deed.MADE, Deed.KEPT, Deed.PARTLY, Deed.RENEGOTIATED, Deed.DROPPED})


def spread(promise: Promise, deed: Deed, *, by: Person | None, now: datetime) -> None:
    """Push a change down to whatever shows it, and tell those who want to know."""
    day = today(promise, now)
    if deed in BECAME:
        said, did, became = promise.said, promise.text, BECAME[deed]
        told_of = promise.due if became in AWAITS else day
        rounds.tell(promise.uid, promise.team.uid, said=said, did=did, became=became, day=told_of)
    if deed in {Deed.KEPT, Deed.PARTLY}:
        programmes.ask_once(promise.uid, promise.team.uid, promise.text, now=now)
    if deed is Deed.REOPENED:
        programmes.ask_no_more(promise.uid)
    if deed in MARKED:
        _mark(promise, MARKED[deed], by, day, now)
    _tell(promise, deed, by, now)


def _mark(promise: Promise, kind: EventKind, by: Person | None, day: date, now: datetime) -> None:
    try:
        reports.mark(promise.team, day=day, kind=kind, words=promise.text, by=by, now=now)
    except Refusal:
        return  # the charts of this team bear no further mark; the promise is made all the same


def _tell(promise: Promise, deed: Deed, by: Person | None, now: datetime) -> None:
    """Tell followers, and the owner what others or the clock did; nobody of what they did themselves."""
    arguments = {"promise": promise.uid, "deed": deed.value, "due": promise.due.isoformat()}
    about = f"promise:{promise.uid}:{promise.revision}"
    readers = set(db.session.scalars(select(Follower.person_id).where(Follower.promise_id == promise.id)))
    owner = promise.owner.id if promise.owner and promise.owner.left_on is None else None
    doer = by.id if by else None
    outbox.notify(messages.CHANGED.name, readers - {owner, doer}, arguments, about=about, now=now)
    if owner is not None and owner != doer:
        urgent = deed in {Deed.BROKEN, Deed.HANDED, Deed.REOPENED}
        kind = messages.YOURS_URGENT if urgent else messages.YOURS
        outbox.notify(kind.name, [owner], arguments, about=about, now=now)
    if deed in ANNOUNCED:
        outbox.announce(messages.CHANGED.name, [promise.team_id], arguments, about=about, now=now)


def remind(promise: Promise, *, now: datetime) -> None:
    """Remind the owner that a promise is due soon."""
    if promise.owner is None or promise.owner.left_on:
        return
    arguments = {"promise": promise.uid, "due": promise.due.isoformat()}
    about = f"promise:{promise.uid}:{promise.revision}:{promise.reminded}"
    outbox.notify(messages.DUE.name, [promise.owner.id], arguments, about=about, now=now)


def reminders_spared(due: date, on: date) -> int:
    """Return how many reminders need no mail any more so many days before a promise is due."""
    return sum((due - on).days <= days for days in REMINDERS)
