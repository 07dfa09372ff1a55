"""What becomes of a town hall's questions: moderators queue, answer, decline, and bring together; nothing is lost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Conflict, NotFound, Refusal
from pulse.base.upsert import insert_into
from pulse.floor import queries as floor
from pulse.people.models import Person
from pulse.townhalls import queries
from pulse.townhalls.merged_under import head, would_turn
from pulse.townhalls.models import FINAL, Hall, HallState, Handling, QuestionState


@dataclass(frozen=True)
class Outcome:
    """What a moderator says of a question; reason, answer and evidence are read by everybody of the audience."""

    state: QuestionState
    reason: str = ""
    answer: str = ""
    evidence: str = ""


def known(hall: Hall) -> set[str]:
    """Return the ids of all questions of a hall, with and without a name."""
    named = {each.id for each in queries.named_questions(hall)}
    return named | ({each.id for each in floor.questions(hall.uid)} if hall.anonymous else set())


def waiting(hall: Hall) -> set[str]:
    """Return the ids of the questions that have not come to an end; one that stands under another ends with it."""
    handled = queries.handlings(hall)
    under = queries.under(handled)
    done = {each for each, handling in handled.items() if QuestionState(handling.state) in FINAL}
    return {each for each in known(hall) if head(each, under) not in done}


def handle(hall: Hall, question: str, outcome: Outcome, *, seen: int, by: Person, now: datetime) -> None:
    """Say what becomes of a question; `seen` is the revision that was looked at. Raises Conflict for an older one."""
    state = _ready(hall)
    if outcome.state is QuestionState.DECLINED and not outcome.reason:
        raise Refusal(_("Say why: everybody reads the reason, whoever asked as well."))
    if outcome.state is QuestionState.WRITTEN and not outcome.answer:
        raise Refusal(_("Write the answer first."))
    if state is HallState.ENDED and outcome.state not in FINAL:
        raise Refusal(_("The town hall is over: every question needs an end."))
    _write(hall, question, seen, by, now, {**vars(outcome), "state": outcome.state.value})
    audit.record("handled-question", f"hall:{hall.uid}", by=by, question=question, state=outcome.state.value)


def merge(hall: Hall, parts: Collection[str], into: str, *, by: Person, now: datetime) -> None:
    """Let questions stand under one; each keeps its own votes and state, and can be taken out again."""
    _refuse_once_over(hall)
    if into not in known(hall):
        raise NotFound
    handled = queries.handlings(hall)
    for part in parts:
        if would_turn(part, into, queries.under(handled)):
            raise Refusal(_("A question cannot stand under itself."))
        _stand(hall, part, into, by=by, now=now)
        handled = queries.handlings(hall)
    audit.record("merged-questions", f"hall:{hall.uid}", by=by, into=into, parts=sorted(parts))


def part(hall: Hall, question: str, *, by: Person, now: datetime) -> None:
    """Let a question stand alone again, as it was."""
    _refuse_once_over(hall)
    _stand(hall, question, "", by=by, now=now)
    audit.record("parted-questions", f"hall:{hall.uid}", by=by, question=question)


def settle(hall: Hall, *, by: Person | None, now: datetime) -> None:
    """Follow up whatever has not come to an end."""
    for question in sorted(waiting(hall)):
        _make_sure(hall, question, now)
        mine = update(Handling).where(Handling.question_id == question)
        followed = {"state": QuestionState.FOLLOW_UP.value, "revision": Handling.revision + 1, "handled_at": now}
        db.session.execute(mine.values(followed | {"by_person_id": by.id if by else None}))
    db.session.expire_all()


def _ready(hall: Hall) -> HallState:
    """Return where the hall stands, once it has questions at all; it cannot end in between."""
    state = queries.held(hall)
    if state not in {HallState.ANNOUNCED, HallState.LIVE, HallState.ENDED}:
        raise Refusal(_("This town hall takes no questions."))
    return state


def _refuse_once_over(hall: Hall) -> None:
    """Refuse what could leave a question without an end."""
    if _ready(hall) is HallState.ENDED:
        raise Refusal(_("The town hall is over: its questions stay as they are."))


def _stand(hall: Hall, question: str, into: str, *, by: Person, now: datetime) -> None:
    _make_sure(hall, question, now)
    handling = db.session.get_one(Handling, question, populate_existing=True)
    _write(hall, question, handling.revision, by, now, {"merged_into": into})


def _write(hall: Hall, question: str, seen: int, by: Person, now: datetime, changes: dict[str, object]) -> None:
    _make_sure(hall, question, now)
    mine = update(Handling).where(Handling.question_id == question, Handling.revision == seen)
    written = changes | {"revision": seen + 1, "by_person_id": by.id, "handled_at": now}
    if db.session.execute(mine.values(written)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("Somebody else has dealt with this question meanwhile. What you typed is still here."))
    db.session.expire_all()


def _make_sure(hall: Hall, question: str, now: datetime) -> None:
    """Make the row of a question that nobody has dealt with; raise NotFound for one of another hall, or none."""
    if question not in known(hall):
        raise NotFound
    if db.session.scalar(select(Handling.question_id).where(Handling.question_id == question)) is None:
        row = {"question_id": question, "hall_id": hall.id, "state": QuestionState.NEW.value, "handled_at": now}
        blank = {"reason": "", "answer": "", "merged_into": "", "evidence": "", "revision": 0}
        db.session.execute(insert_into(Handling).values(row | blank).on_conflict_do_nothing())
