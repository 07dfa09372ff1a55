"""Draft a promise, make it in public, say what became of it. The past is only ever added to."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete

from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.base.locale import zone_of
from pulse.base.upsert import insert_into
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.people.readings import clean
from pulse.promises import spread_actions
from pulse.promises.ledger_actions import append, take_turn
from pulse.promises.models import Follower, Promise
from pulse.promises.queries import today
from pulse.promises.state import answer_by, possible, reads
from pulse.promises.team_word import Word
from pulse.promises.terms import (
    AWAITED,
    DAYS,
    FURTHEST,
    LONGEST_NOTE,
    LONGEST_SOURCE,
    LONGEST_TEXT,
    SETTLED,
    Changed,
    Deed,
    PromiseTerms,
    State,
)

REMARK = "remark"  # a comment is quoted nowhere, and the ledger does not tell which one it was
NEEDS_A_REASON = frozenset({Deed.PARTLY, Deed.DROPPED, Deed.REOPENED, Deed.PROGRESS})


def draft(team: Team, *, text: str, by: Person, source: str = "", now: datetime) -> Promise:
    """Draft a promise to a team and all below it; what it answers to stands beside it. Nothing is public yet."""
    words = clean(text)
    made = Promise(
        team=team,
        text=words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT - 1] + "…",
        said=words[:LONGEST_NOTE] if source and not source.startswith(REMARK) else "",
        proof="",
        owner_uid=by.uid,
        source=source[:LONGEST_SOURCE],
        due=now.astimezone(zone_of(by.timezone)).date() + timedelta(days=DAYS),
        state=State.DRAFT.value,
        revision=0,
        reminded=0,
        drafted_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made


def redraft(drafted: Promise, terms: PromiseTerms, *, revision: int) -> None:
    """Change a draft."""
    _turn(drafted, revision)
    _must_be_a_draft(drafted)
    _check_lengths(terms.text, terms.said, terms.proof)
    drafted.team, drafted.owner_uid, drafted.due = people.team(terms.team), terms.owner, terms.due
    drafted.text, drafted.said, drafted.proof = terms.text, terms.said, terms.proof
    drafted.revision += 1
    db.session.flush()


def discard(drafted: Promise, *, revision: int) -> None:
    """Throw a draft away: it was nobody's promise."""
    _turn(drafted, revision)
    _must_be_a_draft(drafted)
    db.session.delete(drafted)
    db.session.flush()


def make(drafted: Promise, *, by: Person, revision: int, now: datetime) -> None:
    """Make a promise in public. From here on its past can only be added to."""
    _turn(drafted, revision)
    _must_be_a_draft(drafted)
    if not drafted.text or not drafted.proof:
        raise Refusal(_("Say first what is promised, and how people will know that it was kept."))
    _owner(drafted.owner_uid)
    on = today(drafted, now)
    _check_due(drafted.due, on)
    payload = {
        "team": drafted.team.uid,
        "text": drafted.text,
        "said": drafted.said,
        "proof": drafted.proof,
        "owner": drafted.owner_uid,
        "source": REMARK if drafted.source.startswith(REMARK) else drafted.source,
        "due": drafted.due.isoformat(),
        "on": on.isoformat(),
    }
    append(drafted, Deed.MADE, payload, by=by, now=now)
    drafted.reminded = spread_actions.reminders_spared(drafted.due, on)
    spread_actions.spread(drafted, Deed.MADE, by=by, now=now)


def say(promise: Promise, deed: Deed, words: str, *, by: Person, revision: int, now: datetime) -> None:
    """Say that a promise is under way, was kept, partly kept or dropped, or that none of this is true after all."""
    _turn(promise, revision)
    _must_be_possible(promise, deed)
    note = clean(words)
    if deed in NEEDS_A_REASON and not note:
        raise Refusal(_("Say it in a few words: everybody reads them."))
    _check_lengths(note=note)
    on = today(promise, now)
    payload = {"note": note, "on": on.isoformat()}
    if deed is Deed.REOPENED:
        payload["due"] = max(promise.due, answer_by(on)).isoformat()
    append(promise, deed, payload, by=by, now=now)
    if deed is Deed.REOPENED:
        promise.reminded = spread_actions.reminders_spared(promise.due, on)
    spread_actions.spread(promise, deed, by=by, now=now)


def renegotiate(promise: Promise, changed: Changed, *, by: Person, revision: int, now: datetime) -> None:
    """Give a promise another date, for a reason everybody reads; what was promised before stays in its past."""
    _turn(promise, revision)
    _must_be_possible(promise, Deed.RENEGOTIATED)
    on = today(promise, now)
    _check_due(changed.due, on)
    if not changed.reason or not changed.text or not changed.proof:
        raise Refusal(_("Say it in a few words: everybody reads them."))
    _check_lengths(changed.text, proof=changed.proof, note=changed.reason)
    payload = {"due": changed.due.isoformat(), "before": promise.due.isoformat(), "note": changed.reason}
    payload |= {
        name: value
        for name, value in (("text", changed.text), ("proof", changed.proof))
        if value != getattr(promise, name)
    }
    append(promise, Deed.RENEGOTIATED, payload | {"on": on.isoformat()}, by=by, now=now)
    promise.reminded = spread_actions.reminders_spared(promise.due, on)
    spread_actions.spread(promise, Deed.RENEGOTIATED, by=by, now=now)


def hand(promise: Promise, owner: Person, words: str, *, by: Person, revision: int, now: datetime) -> None:
    """Give a promise to another owner, who is told."""
    _turn(promise, revision)
    _must_be_possible(promise, Deed.HANDED)
    _owner(owner.uid)
    if owner.uid == promise.owner_uid:
        raise Refusal(_("It is theirs already."))
    note = clean(words)
    _check_lengths(note=note)
    payload = {"owner": owner.uid, "before": promise.owner_uid, "note": note, "on": today(promise, now).isoformat()}
    append(promise, Deed.HANDED, payload, by=by, now=now)
    db.session.refresh(promise)
    spread_actions.spread(promise, Deed.HANDED, by=by, now=now)


def hear(promise: Promise, word: Word, *, now: datetime) -> None:
    """Write down what the team says; where it says that a kept promise was not, the promise is open again."""
    take_turn(promise)
    on = today(promise, now)
    payload = {**word.as_json(), "on": on.isoformat()}
    reopens = word.reopens and State(promise.state) in {State.KEPT, State.PARTLY}
    if reopens:
        payload["due"] = max(promise.due, answer_by(on)).isoformat()
    append(promise, Deed.HEARD, payload, by=None, now=now)
    if reopens:
        promise.reminded = spread_actions.reminders_spared(promise.due, on)
        spread_actions.spread(promise, Deed.REOPENED, by=None, now=now)
    else:
        spread_actions.spread(promise, Deed.HEARD, by=None, now=now)


def break_when_due(promise: Promise, *, now: datetime) -> bool:
    """Write down that a promise is past due without a word; say whether it was."""
    take_turn(promise)
    state, on = State(promise.state), today(promise, now)
    if state not in AWAITED or reads(state, promise.due, on) is not State.BROKEN:
        return False
    append(promise, Deed.BROKEN, {"due": promise.due.isoformat(), "on": on.isoformat()}, by=None, now=now)
    spread_actions.spread(promise, Deed.BROKEN, by=None, now=now)
    return True


def follow(promise: Promise, person: Person) -> None:
    """Tell somebody from now on what becomes of a promise."""
    row = insert_into(Follower).values(promise_id=promise.id, person_id=person.id)
    db.session.execute(row.on_conflict_do_nothing())


def unfollow(promise: Promise, person: Person) -> None:
    """Tell them no more."""
    own = (Follower.promise_id == promise.id, Follower.person_id == person.id)
    db.session.execute(delete(Follower).where(*own))


def forget(person: Person) -> None:
    """Forget what a person follows and their drafts. The ledger stays whole: it holds no names."""
    db.session.execute(delete(Follower).where(Follower.person_id == person.id))
    db.session.execute(delete(Promise).where(Promise.owner_uid == person.uid, Promise.state == State.DRAFT.value))


def _turn(promise: Promise, revision: int) -> None:
    take_turn(promise)
    if promise.revision != revision:
        raise Conflict(_("Somebody was faster: this has changed since you opened it. What you wrote is still here."))


def _must_be_a_draft(promise: Promise) -> None:
    if promise.state != State.DRAFT.value:
        raise Refusal(_("This promise was made already."))


def _must_be_possible(promise: Promise, deed: Deed) -> None:
    state = State(promise.state)
    if deed not in possible(state):
        settled = state in SETTLED
        raise Refusal(_("This promise is settled.") if settled else _("That is not possible now."))


def _owner(uid: str) -> Person:
    found = people.person_by_uid(uid)
    if found.left_on or found.role == Role.ADMIN:
        raise Refusal(_("Its owner does not work here. Choose somebody who does."))
    return found


def _check_due(due: date, on: date) -> None:
    if due <= on:
        raise Refusal(_("This day is over. Choose a later one."))
    if due > on + timedelta(days=FURTHEST):
        raise Refusal(_("Choose a day within two years."))


def _check_lengths(text: str = "", said: str = "", proof: str = "", note: str = "") -> None:
    for words, longest in ((text, LONGEST_TEXT), (proof, LONGEST_TEXT), (said, LONGEST_NOTE), (note, LONGEST_NOTE)):
        if len(words) > longest:
            raise Refusal(_("At most %(longest)s letters; these are %(length)s.", longest=longest, length=len(words)))
