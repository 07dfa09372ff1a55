"""Say in public what becomes of a roadblock, and take it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    """What becomes of a roadblock: public words for it, and what changed or why it stays."""

    state: State
    words: str
    reason: str
    revision: int  # of what was seen when it was made


def pledge(rounds: Iterable[Round], *, by: Person) -> None:
    """Keep that somebody will not try to find out who wrote what, for the comments of these rounds."""
    for about in rounds:
        reports.pledge(about, by=by)


def decide(found: Answer, decision: Decision, *, team: Team, by: Person, now: datetime) -> Promise | None:
    """Say what becomes of a roadblock; return the draft of a promise, where it becomes one.

    Raises Conflict when somebody else decided since this was seen; nothing of theirs is overwritten.
    """
    _refuse(found, decision)
    given = {
        "state": decision.state.value,
        "words": decision.words,
        "reason": decision.reason if decision.state in EXPLAIN_THEMSELVES else "",
        "by_person_id": by.id,
        "decided_at": now,
    }
    _write(found, decision.revision, given)
    audit.record("decided-roadblock", f"roadblock:{found.remark.id}", by=by, state=decision.state.value)
    _tell(found, decision.state, by, now)
    if decision.state is not State.PROMISE or found.promise is not None:
        return found.promise if decision.state is State.PROMISE else None
    made_to, source = queries.home(found.remark, team), queries.source(found.remark.id)
    return promises.draft(made_to, text=decision.words, by=by, source=source, now=now)


def _refuse(found: Answer, decision: Decision) -> None:
    if _is_promised(found):
        raise Refusal(_("A promise was made of this. What becomes of it is said there."))
    if not decision.words or (decision.state in EXPLAIN_THEMSELVES and not decision.reason):
        raise Refusal(_("Everybody reads this: say what stood in the way, and what became of it."))
    if any(repeats(told, found.remark.text) for told in (decision.words, decision.reason)):
        raise Refusal(_("These are the words of whoever wrote it. Say it in your own, so that nobody is recognised."))


def undo(found: Answer, *, revision: int, by: Person, now: datetime) -> None:
    """Take back what was said: the roadblock waits again, and a draft of a promise is thrown away."""
    if _is_promised(found):
        raise Refusal(_("A promise was made of this. What becomes of it is said there."))
    _write(found, revision, {"state": State.WAITING.value, "by_person_id": by.id, "decided_at": now})
    if found.promise is not None:
        promises.discard(found.promise, revision=found.promise.revision)
    audit.record("undid-roadblock", f"roadblock:{found.remark.id}", by=by)


def _is_promised(found: Answer) -> bool:
    return found.promise is not None and found.promise.state != Stage.DRAFT


def _write(found: Answer, revision: int, given: Mapping[str, object]) -> None:
    """Write what was decided if nobody else wrote since: the database lets one of two through."""
    uid = found.remark.id
    if revision == 0:
        first = {"uid": uid, "round_id": found.round.id, "home": found.remark.home, "revision": 1, **_EMPTY}
        writing = insert_into(Roadblock).values({**first, **given}).on_conflict_do_nothing()
    else:
        seen = update(Roadblock).where(Roadblock.uid == uid, Roadblock.revision == revision)
        writing = seen.values({**given, "revision": revision + 1})
    written: Any = db.session.execute(writing)
    if written.rowcount != 1:
        raise Conflict(
            _("Somebody else has decided meanwhile. Nothing of theirs was changed; what you wrote is still here.")
        )
    db.session.expire_all()


_EMPTY = {"words": "", "reason": ""}


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
