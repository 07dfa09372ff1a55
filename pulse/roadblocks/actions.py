"""Say in public what becomes of a roadblock, and take it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import update

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.base.upsert import insert_into
from pulse.outbox import actions as outbox
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.promises import actions as promises
from pulse.promises.models import Promise
from pulse.promises.terms import State as Stage
from pulse.reports import actions as reports
from pulse.roadblocks import messages, queries
from pulse.roadblocks.models import Roadblock
from pulse.roadblocks.queries import Answer
from pulse.roadblocks.retelling import repeats
from pulse.roadblocks.terms import EXPLAIN_THEMSELVES, State
from pulse.rounds.models import Round
from pulse.tallies.cells import TOP


@dataclass(frozen=True)
class Decision:
    """What becomes of roadblocks: public words, and what changed or why it stays; or which other speaks for them."""

    state: State
    words: str = ""
    reason: str = ""
    same_as: str = ""


def pledge(rounds: Iterable[Round], *, by: Person) -> None:
    """Keep that somebody will not try to find out who wrote what, for the comments of these rounds."""
    for about in rounds:
        reports.pledge(about, by=by)


def decide(found: Sequence[Answer], decision: Decision, *, team: Team, by: Person, now: datetime) -> Promise | None:
    """Say what becomes of answers: of the first in public words, of the others that they are the same as that one.

    `found` are as they were seen. Raises Conflict when somebody else decided since; nothing of theirs is overwritten.
    Returns the draft of a promise, where it becomes one.
    """
    _refuse(found, decision)
    first, others = (found[0], found[1:]) if decision.state is not State.SAME else (None, found)
    same = {"state": State.SAME.value, "same_as": first.remark.id if first else decision.same_as, **_WORDLESS}
    with db.session.begin_nested():  # all of them or none
        for each in others:
            _write(each, same, by, now)
        if first is None:
            return None
        reason = decision.reason if decision.state in EXPLAIN_THEMSELVES else ""
        _write(first, {"state": decision.state.value, "words": decision.words, "reason": reason}, by, now)
    _tell(first, decision.state, by, now)
    return _promised(first, decision, team, by, now) if decision.state is State.PROMISE else None


def _promised(first: Answer, decision: Decision, team: Team, by: Person, now: datetime) -> Promise:
    """Return the draft of a promise: the one there is, else a new one."""
    if first.promise is not None and not first.same:
        return first.promise
    made_to, source = queries.home(first.remark, team), queries.source(first.remark.id)
    return promises.draft(made_to, text=decision.words, by=by, source=source, now=now)


def _refuse(found: Sequence[Answer], decision: Decision) -> None:
    if any(_is_promised(each) for each in found):
        raise Refusal(_("A promise was made of this. What becomes of it is said there."))
    others = found if decision.state is State.SAME else found[1:]
    if queries.speaks_for_others([each.remark.id for each in others]):
        raise Refusal(_("Others are the same as this one, so that it cannot be the same as another."))
    if decision.state is State.SAME:
        return
    if not decision.words or (decision.state in EXPLAIN_THEMSELVES and not decision.reason):
        raise Refusal(_("Everybody reads this: say what stood in the way, and what became of it."))
    if any(repeats(told, each.remark.text) for told in (decision.words, decision.reason) for each in found):
        raise Refusal(_("These are the words of whoever wrote it. Say it in your own, so that nobody is recognised."))


def undo(found: Answer, *, by: Person, now: datetime) -> None:
    """Take back what was said: the roadblock waits again, with those it spoke for; a draft of a promise goes."""
    if _is_promised(found):
        raise Refusal(_("A promise was made of this. What becomes of it is said there."))
    _write(found, {"state": State.WAITING.value}, by, now)
    if found.promise is not None and not found.same:
        promises.discard(found.promise, revision=found.promise.revision)


def _is_promised(found: Answer) -> bool:
    return not found.same and found.promise is not None and found.promise.state != Stage.DRAFT


_WORDLESS: Final = {"words": "", "reason": ""}


def _write(found: Answer, given: Mapping[str, object], by: Person, now: datetime) -> None:
    """Write what was decided if nobody else wrote since: the database lets one of two through."""
    uid = found.remark.id
    whole = {"same_as": "", **given, "by_person_id": by.id, "decided_at": now}
    if found.revision == 0:
        first = {"uid": uid, "round_id": found.round.id, "home": found.remark.home, "revision": 1}
        writing = insert_into(Roadblock).values({**_WORDLESS, **first, **whole}).on_conflict_do_nothing()
    else:
        seen = update(Roadblock).where(Roadblock.uid == uid, Roadblock.revision == found.revision)
        writing = seen.values({**whole, "revision": found.revision + 1})
    # The row that was written, not how many were: PostgreSQL's driver does not count those of an INSERT.
    if db.session.scalar(writing.returning(Roadblock.uid).execution_options(synchronize_session=False)) is None:
        message = _("Somebody else has decided meanwhile. Nothing of theirs was changed; what you wrote is still here.")
        raise Conflict(message)
    db.session.expire_all()
    if given["state"] == State.WAITING:
        audit.record("undid-roadblock", f"roadblock:{uid}", by=by)
    else:
        audit.record("decided-roadblock", f"roadblock:{uid}", by=by, state=given["state"])


def _tell(found: Answer, state: State, by: Person, now: datetime) -> None:
    """Tell the people of the team that something stands in the way no longer, or why it must."""
    if state not in {State.REMOVED, State.EXPLAINED}:
        return
    about, arguments = f"roadblock:{found.remark.id}", {"roadblock": found.remark.id}
    team = people.team(found.remark.home) if found.remark.home != TOP else people.root()
    if team is None:
        return
    outbox.announce(messages.ANSWERED.name, [team.id], arguments, about=about, now=now)
    if found.remark.home != TOP:  # of the whole company everybody reads on the board
        told = [member.id for member in people.members(people.below(team)) if member.id != by.id]
        outbox.notify(messages.ANSWERED.name, told, arguments, about=about, now=now)
