"""Look up promises, their past and the ledger as a whole."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import zone_of
from pulse.base.me import viewer
from pulse.base.ordering import in_order
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.people.readings import clean
from pulse.promises.chain import LedgerLine, exported, written
from pulse.promises.figures import Figures, PromiseOutcome
from pulse.promises.figures import figures as arithmetic
from pulse.promises.models import Entry, Follower, Promise
from pulse.promises.state import EntrySaid, reads
from pulse.promises.terms import OPEN, SETTLED, SPOKEN, State

PAGE = 50
NAMED = 200  # people who are suggested
NEWEST = 3
SHOWN = 8  # on somebody's first page
_OPEN = sorted(state.value for state in OPEN)
_SETTLED = frozenset(state.value for state in SETTLED)


def promise(uid: str) -> Promise:
    """Return a promise, or a draft to whoever may see it; raise NotFound."""
    wanted = _whole(select(Promise)).where(Promise.uid == clean(uid), shown_to(viewer()))
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def _whole(wanted: Select[tuple[Promise]]) -> Select[tuple[Promise]]:
    return wanted.options(joinedload(Promise.team), joinedload(Promise.owner))


def shown_to(person: Person | None) -> ColumnElement[bool]:
    """Return the condition of what somebody may see: all promises, and drafts that they may turn into promises."""
    made = Promise.state != State.DRAFT.value
    if person is None or person.role == Role.ADMIN:
        return made
    if person.role == Role.HR:
        return Promise.id > 0
    own = [made, Promise.owner_uid == person.uid]
    if person.is_lead and person.team is not None:
        own.append(Promise.team_id.in_(people.below(person.team)))
    return or_(*own)


def from_sources(sources: Collection[str]) -> dict[str, list[Promise]]:
    """Return what was promised because of these sources; drafts for those who may see them."""
    wanted = _whole(select(Promise)).where(Promise.source.in_([*sources]), shown_to(viewer()))
    found: dict[str, list[Promise]] = {}
    for each in db.session.scalars(wanted.order_by(Promise.id)) if sources else ():
        found.setdefault(each.source, []).append(each)
    return found


def open_of(team_uids: Collection[str]) -> list[Promise]:
    """Return the open promises that were made to exactly these teams, the soonest due first."""
    states = [state.value for state in OPEN]
    wanted = _whole(select(Promise)).join(Promise.team).where(Team.uid.in_([*team_uids]), Promise.state.in_(states))
    return list(db.session.scalars(wanted.order_by(Promise.due, Promise.id))) if team_uids else []


@dataclass(frozen=True)
class Listed:
    """Some promises of a page, and how many pages there are."""

    promises: tuple[Promise, ...]
    page: int
    pages: int


def board(team: Team, shown: str, page: int) -> Listed:
    """Return promises to a team, to those it belongs to and to those below it: overdue first, then soonest due."""
    in_order = case((Promise.state.in_(_OPEN), 0), else_=1)
    due, settled = case((Promise.state.in_(_OPEN), Promise.due)), Promise.settled_on.desc()
    wanted = _whole(select(Promise)).where(Promise.team_id.in_(concerned(team)), *_filter(shown))
    return _listed(wanted, (in_order, due, settled, Promise.id), page)


def ledger(team: Team, page: int) -> Listed:
    """Return what was promised, and what became of it, the newest first."""
    wanted = _whole(select(Promise)).where(Promise.team_id.in_(concerned(team)), Promise.state != State.DRAFT.value)
    return _listed(wanted, (Promise.made_on.desc(), Promise.id.desc()), page)


def concerned(team: Team) -> list[int]:
    """Return the ids of a team, of those above it, whose promises are made to it, too, and of those below it."""
    return sorted({*people.below(team), *(upper.id for upper in people.ancestry(team.id))})


def _filter(shown: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of one of a board's filters; anything else means what is open."""
    if shown == "drafts":
        return (Promise.state == State.DRAFT.value, shown_to(viewer()))
    if shown == "all":
        return (Promise.state != State.DRAFT.value,)
    return (Promise.state.in_([shown] if shown in _SETTLED else _OPEN),)


def _listed(wanted: Select[tuple[Promise]], order: Sequence[Any], page: int) -> Listed:
    total = db.session.scalar(select(func.count()).select_from(wanted.with_only_columns(Promise.id).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    shown = min(max(1, page), pages)
    found = db.session.scalars(wanted.order_by(*order).limit(PAGE).offset((shown - 1) * PAGE))
    return Listed(tuple(found), shown, pages)


@dataclass(frozen=True)
class Due:
    """A promise that waits for somebody, as it reads today."""

    promise: Promise
    late: bool
    own: bool  # theirs to keep, not only to look after


def due_for(person: Person, now: datetime) -> list[Due]:
    """Return what waits for somebody: their own open promises, and those to the teams they lead; soonest due first."""
    own = [Promise.owner_uid == person.uid]
    if person.is_lead and person.team is not None:
        own.append(Promise.team_id.in_(people.below(person.team)))
    wanted = _whole(select(Promise)).where(Promise.state.in_(_OPEN), or_(*own))
    found = db.session.scalars(wanted.order_by(Promise.due, Promise.id).limit(SHOWN))
    return [Due(one, _is_late(one, now), one.owner_uid == person.uid) for one in found]


def _is_late(promise: Promise, now: datetime) -> bool:
    return reads(State(promise.state), promise.due, today(promise, now)) is State.BROKEN


def today(promise: Promise, now: datetime) -> date:
    """Return which day it is where a promise's owner is; without an owner, where the company is."""
    return now.astimezone(zone_of(promise.owner.timezone if promise.owner else "")).date()


def newest(team: Team, now: datetime) -> list[tuple[Promise, State]]:
    """Return what was promised to a team, above it and below it, and how it reads today: the newest first."""
    wanted = _whole(select(Promise)).where(Promise.team_id.in_(concerned(team)), Promise.made_on.is_not(None))
    found = db.session.scalars(wanted.order_by(Promise.made_on.desc(), Promise.id.desc()).limit(NEWEST))
    return [(one, reads(State(one.state), one.due, today(one, now))) for one in found]


def figures(team_ids: Collection[int], today: date) -> Figures:
    """Return how many promises to these very teams were kept on time, and how long that took; never a score."""
    columns = (Promise.state, Promise.made_on, Promise.first_due, Promise.settled_on)
    made = Promise.made_on.is_not(None)
    rows = db.session.execute(select(*columns).where(Promise.team_id.in_(team_ids), made))
    return arithmetic(
        (PromiseOutcome(State(row.state), row.made_on, row.first_due, row.settled_on) for row in rows if row.first_due),
        today,
    )


def suggested(team: Team) -> list[Person]:
    """Return who may be suggested as an owner of a promise to a team: whoever leads, and its members."""
    works = (Person.left_on.is_(None), Person.role != Role.ADMIN.value)
    wanted = select(Person).where(*works, or_(Person.is_lead, Person.team_id == team.id))
    return list(db.session.scalars(wanted.order_by(*in_order(Person.filed_as), Person.id).limit(NAMED)))


def follows(found: Promise, person: Person) -> bool:
    """Say whether somebody is told of a promise."""
    return db.session.get(Follower, (found.id, person.id)) is not None


def entries(found: Promise) -> list[Entry]:
    """Return a promise's past, oldest first."""
    wanted = select(Entry).where(Entry.promise_uid == found.uid)
    return list(db.session.scalars(wanted.order_by(Entry.number)))


def last_words(promises: Iterable[Promise]) -> dict[str, str]:
    """Return what was said of each promise last by whoever keeps it, if anything was; one statement."""
    uids, kinds = [one.uid for one in promises], [deed.value for deed in SPOKEN]
    spoken = (Entry.promise_uid.in_(uids), Entry.kind.in_(kinds))
    newest = select(func.max(Entry.number)).where(*spoken).group_by(Entry.promise_uid)
    rows = db.session.execute(select(Entry.promise_uid, Entry.payload).where(Entry.number.in_(newest)))
    return {row.promise_uid: row.payload.get("note", "") for row in rows} if uids else {}


def said(entry: Entry) -> EntrySaid:
    """Return what an entry says."""
    return EntrySaid(entry.kind, entry.payload)


def tail() -> Entry | None:
    """Return the ledger's last entry."""
    return db.session.scalar(select(Entry).order_by(Entry.number.desc()).limit(1))


def line(entry: Entry) -> LedgerLine:
    """Return an entry as it is hashed."""
    return LedgerLine(
        number=entry.number,
        promise=entry.promise_uid,
        at=written(entry.at),
        by=entry.by_uid,
        kind=entry.kind,
        payload=entry.payload,
        previous=entry.previous,
    )


def whole_ledger() -> Iterator[dict[str, object]]:
    """Give every entry as a file holds it, oldest first."""
    for entry in db.session.scalars(select(Entry).order_by(Entry.number)):
        yield exported(line(entry), entry.hash)


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person: what they promised, said, drafted and follow."""
    owned = select(Promise).where(Promise.owner_uid == person.uid).order_by(Promise.id)
    followed = select(Promise).join(Follower, Follower.promise_id == Promise.id)
    followed = followed.where(Follower.person_id == person.id).order_by(Promise.id)
    written_by = select(Entry).where(Entry.by_uid == person.uid).order_by(Entry.number)
    return {
        "promises": {
            "own": [{"text": one.text, "due": one.due.isoformat(), "state": one.state} for one in _all(owned)],
            "follows": [one.text for one in _all(followed)],
            "ledger": [exported(line(entry), entry.hash) for entry in db.session.scalars(written_by)],
        }
    }


def _all(wanted: Select[tuple[Promise]]) -> list[Promise]:
    return list(db.session.scalars(wanted))


def names(uids: Iterable[str]) -> dict[str, str]:
    """Return the names of persons that are still known, by uid."""
    rows = db.session.execute(select(Person.uid, Person.name).where(Person.uid.in_(sorted({*uids}))))
    return {row.uid: row.name for row in rows}
