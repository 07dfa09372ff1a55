"""Promises for tests: a draft, one that was made, and the words of a team."""

from datetime import UTC, date, datetime

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.promises import actions, queries
from pulse.promises.models import Entry, Promise
from pulse.promises.team_word import Word
from pulse.promises.terms import Deed, PromiseTerms

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
DUE = date(2026, 3, 20)
TEXT = "A second van by spring"


def drafted(
    team: Team,
    by: Person,
    *,
    due: date = DUE,
    owner: Person | None = None,
    said: str = "",
    now: datetime = NOON,
) -> Promise:
    """Draft a promise that can be made as it is."""
    with transaction():
        made = actions.draft(team, text=TEXT, by=by, now=now)
        terms = PromiseTerms(team.uid, TEXT, said, "It stands in the yard.", (owner or by).uid, due)
        actions.redraft(made, terms, revision=0)
    return found(made.uid)


def promised(team: Team, by: Person, *, now: datetime = NOON, **more: object) -> Promise:
    """Make a promise in public."""
    made = drafted(team, by, now=now, **more)  # type: ignore[arg-type]
    with transaction():
        one = found(made.uid)
        actions.make(one, by=by, revision=one.revision, now=now)
    return found(made.uid)


def say(uid: str, deed: Deed, by: Person, *, words: str = "As we said.", now: datetime = NOON) -> Promise:
    """Say something of a promise."""
    with transaction():
        one = found(uid)
        actions.say(one, deed, words, by=by, revision=one.revision, now=now)
    return found(uid)


def heard(uid: str, yes: int, partly: int, no: int, *, now: datetime = NOON) -> Promise:
    """Hear what a team says."""
    with transaction():
        counted = [(count, count) for count in (yes, partly, no)]
        actions.hear(found(uid), Word("a" * 16, yes + partly + no, *counted), now=now)
    return found(uid)


def found(uid: str) -> Promise:
    """Return a promise as it is now, drafts too."""
    return db.session.query(Promise).filter_by(uid=uid).one()


def past() -> list[dict[str, object]]:
    """Return the whole ledger."""
    db.session.rollback()
    whole = list(queries.whole_ledger())
    db.session.rollback()  # nobody else writes while a test still reads
    return whole


def kinds(uid: str) -> list[str]:
    """Return what was done to a promise, in order."""
    db.session.rollback()
    rows = db.session.query(Entry).filter_by(promise_uid=uid).order_by(Entry.number)
    return [entry.kind for entry in rows]
