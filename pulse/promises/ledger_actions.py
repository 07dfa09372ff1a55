"""Append to the ledger, one writer at a time, and copy what it then says into the promise's row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from pulse.base.db import db
from pulse.people import queries as people
from pulse.people.models import Person
from pulse.promises import chain, queries
from pulse.promises.models import Entry, Promise
from pulse.promises.state import PromiseStanding, fold
from pulse.promises.terms import Deed

_TURN = text("LOCK TABLE promise_entry IN SHARE ROW EXCLUSIVE MODE")


def take_turn(promise: Promise | None = None) -> None:
    """Wait until nobody else appends, and read the promise anew. SQLite has one writer at a time anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(_TURN)
    if promise is not None:
        db.session.refresh(promise)


def append(promise: Promise, deed: Deed, payload: Mapping[str, Any], *, by: Person | None, now: datetime) -> Entry:
    """Append what was done to a promise, in a turn that was taken; `by` None is the clock."""
    last = queries.tail()
    line = chain.LedgerLine(
        number=last.number + 1 if last else 1,
        promise=promise.uid,
        at=chain.written(now),
        by=by.uid if by else "",
        kind=deed.value,
        payload=dict(payload),
        previous=last.hash if last else chain.BEFORE_THE_FIRST,
    )
    entry = Entry(
        number=line.number,
        promise_uid=line.promise,
        at=now,
        by_uid=line.by,
        kind=line.kind,
        payload=dict(line.payload),
        previous=line.previous,
        hash=chain.digest(line),
    )
    db.session.add(entry)
    db.session.flush()
    standing = fold(queries.said(each) for each in queries.entries(promise))
    assert standing is not None
    copy(standing, promise)
    promise.revision += 1
    db.session.flush()
    return entry


def copy(standing: PromiseStanding, promise: Promise) -> None:
    """Write what the ledger says into a promise's row."""
    promise.state, promise.owner_uid = standing.state.value, standing.owner
    promise.text, promise.said, promise.proof = standing.text, standing.said, standing.proof
    promise.due, promise.first_due = standing.due, standing.first_due
    promise.made_on, promise.settled_on = standing.made_on, standing.settled_on
    promise.word = dict(standing.word) if standing.word is not None else None
    if promise.team.uid != standing.team:
        promise.team = people.team(standing.team)
