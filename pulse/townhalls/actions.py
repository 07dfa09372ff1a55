"""Plan a town hall, announce it, begin and end it, or call it off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import delete, update

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.floor import actions as floor
from pulse.outbox import actions as outbox
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.people.readings import clean
from pulse.reports import actions as reports
from pulse.reports.models import LONGEST
from pulse.reports.models import EventKind as Mark
from pulse.townhalls import queries, question_actions
from pulse.townhalls.messages import CANCELLED, CHANGED, ENDED, INVITED
from pulse.townhalls.models import (
    ANONYMOUS_FROM,
    LONGEST_QUESTION,
    LONGEST_REASON,
    Hall,
    HallEntry,
    HallState,
    Handling,
    NamedQuestion,
    Point,
)
from pulse.townhalls.plans import HallPlan

OPEN_AT_ONCE: Final = 3  # questions under one's name that nobody has dealt with
MOST_OF_ONE: Final = 10  # in one town hall
ASKABLE: Final = frozenset({HallState.ANNOUNCED, HallState.LIVE})


def draft(
    team: Team,
    plan: HallPlan,
    points: Sequence[tuple[str, str]] = (),
    *,
    by: Person,
    now: datetime,
    round_uid: str = "",
) -> Hall:
    """Plan a town hall that only those who may hold it see; `points`: words and evidence of its agenda."""
    _refuse_the_past(plan, now)
    if team.closed_on is not None:
        raise Refusal(_("This team is closed."))
    hall = Hall(team_id=team.id, round_uid=round_uid, by_person_id=by.id, made_at=now, revised_at=now, **vars(plan))
    db.session.add(hall)
    db.session.flush()
    rows = enumerate(points, start=1)
    db.session.add_all(Point(hall_id=hall.id, place=n, words=words, evidence=proof) for n, (words, proof) in rows)
    audit.record("drafted-hall", f"hall:{hall.uid}", by=by, team=team.uid)
    return hall


def change(hall: Hall, plan: HallPlan, *, seen: int, by: Person, now: datetime) -> None:
    """Change what is planned; `seen` is the revision that was looked at. Whoever was invited is told."""
    if plan.starts_at != hall.starts_at:
        _refuse_the_past(plan, now)
    before = {name: getattr(hall, name) for name in vars(plan)}
    told = hall.state == HallState.ANNOUNCED
    changes: dict[str, Any] = {**vars(plan), "revision": seen + 1, "revised_at": now}
    if told and before != vars(plan):
        changes["sequence"] = hall.sequence + 1
    open_states = [HallState.DRAFT.value, HallState.ANNOUNCED.value]
    mine = update(Hall).where(Hall.id == hall.id, Hall.revision == seen, Hall.state.in_(open_states))
    if db.session.execute(mine.values(changes)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("Somebody else changed this town hall meanwhile. What you typed is still here."))
    db.session.refresh(hall)
    audit.record("changed-hall", f"hall:{hall.uid}", by=by)
    if told and any(before[name] != getattr(plan, name) for name in ("starts_at", "minutes", "place", "call_link")):
        _tell(CHANGED.name, hall, now)


def announce(hall: Hall, *, by: Person, now: datetime) -> None:
    """Count whom it is for, settle whether questions may be without a name, and invite."""
    _refuse_the_past(queries.plan(hall), now)
    size = len(queries.audience(hall.team))
    _turn(hall, HallState.ANNOUNCED, HallState.DRAFT, audience=size, anonymous=size >= ANONYMOUS_FROM)
    if hall.anonymous:
        floor.open_floor(hall.uid)
    audit.record("announced-hall", f"hall:{hall.uid}", by=by, audience=size)
    _tell(INVITED.name, hall, now)


def start(hall: Hall, *, by: Person | None, now: datetime) -> None:
    """Begin, by hand or at its hour (`by` None)."""
    _turn(hall, HallState.LIVE, HallState.ANNOUNCED)
    audit.record("started-hall", f"hall:{hall.uid}", by=by)


def end(hall: Hall, *, follow_up: bool, by: Person | None, now: datetime) -> None:
    """End a town hall, mark its day on the charts, and close the floor.

    Every question ends in a final state: those that nobody dealt with are followed up, when that is what is wanted.
    Who asks in the very moment of the end is followed up too.
    """
    waiting = question_actions.waiting(hall)
    if waiting and not follow_up:
        raise Refusal(_("Some questions have no answer yet. Deal with them, or say that they are followed up."))
    if hall.state != HallState.LIVE:
        raise Conflict(_("This town hall is not running."))
    if hall.anonymous:
        floor.close_floor(hall.uid)
    _turn(hall, HallState.ENDED, HallState.LIVE, ended_at=now)
    question_actions.settle(hall, by=by, now=now)
    db.session.execute(delete(HallEntry).where(HallEntry.hall_id == hall.id))
    _mark(hall, by, now)
    audit.record("ended-hall", f"hall:{hall.uid}", by=by, followed_up=len(waiting))
    _tell(ENDED.name, hall, now)


def call_off(hall: Hall, reason: str, *, by: Person, now: datetime) -> None:
    """Call off a town hall that was announced; everybody who was invited reads why."""
    said = clean(reason)
    if not said:
        raise Refusal(_("Say why it is called off. Everybody who was invited reads this."))
    if len(said) > LONGEST_REASON:
        raise Refusal(_("This is too long. %(most)s characters are the limit.", most=LONGEST_REASON))
    cancelled = {"reason": said, "sequence": hall.sequence + 1, "revised_at": now, "ended_at": now}
    _turn(hall, HallState.CANCELLED, HallState.ANNOUNCED, **cancelled)
    if hall.anonymous:
        floor.close_floor(hall.uid)
    db.session.execute(delete(HallEntry).where(HallEntry.hall_id == hall.id))
    audit.record("called-off-hall", f"hall:{hall.uid}", by=by)
    _tell(CANCELLED.name, hall, now)


def discard(hall: Hall, *, by: Person) -> None:
    """Throw a draft away; nobody but its makers has seen it."""
    gone = delete(Hall).where(Hall.id == hall.id, Hall.state == HallState.DRAFT.value)
    if db.session.execute(gone).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("This has been announced already."))
    audit.record("discarded-hall", f"hall:{hall.uid}", by=by)


def ask(hall: Hall, text: str, *, by: Person, now: datetime) -> NamedQuestion:
    """Ask under one's name, a few at a time."""
    said = clean(text)
    if queries.held(hall) not in ASKABLE:  # held, too: one question after the other
        raise Refusal(_("Questions can be asked from the announcement until the end."))
    if not said:
        raise Refusal(_("Please fill this in."))
    if len(said) > LONGEST_QUESTION:
        raise Refusal(_("This is too long. %(most)s characters are the limit.", most=LONGEST_QUESTION))
    own = [each.id for each in queries.named_questions(hall) if each.person_id == by.id]
    if len(own) >= MOST_OF_ONE or len({*own} & question_actions.waiting(hall)) >= OPEN_AT_ONCE:
        raise Refusal(_("Three of your questions wait already. Ask again when one of them is answered."))
    asked = NamedQuestion(hall_id=hall.id, person_id=by.id, text=said, asked_at=now)
    db.session.add(asked)
    db.session.flush()
    return asked


def forget(person: Person) -> None:
    """Take a person's number off what they held and handled; their questions stay without a name."""
    for model in (Hall, Handling):
        db.session.execute(update(model).where(model.by_person_id == person.id).values(by_person_id=None))
    own = update(NamedQuestion).where(NamedQuestion.person_id == person.id)
    db.session.execute(own.values(person_id=None))
    db.session.execute(delete(HallEntry).where(HallEntry.person_id == person.id))


def _turn(hall: Hall, to: HallState, before: HallState, **more: object) -> None:
    """Go from one state to the next; whoever comes second is told so, and nothing happens twice."""
    mine = update(Hall).where(Hall.id == hall.id, Hall.state == before.value)
    if db.session.execute(mine.values(state=to.value, **more)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("Somebody else was faster: look at the page again."))
    db.session.refresh(hall)


def _tell(kind: str, hall: Hall, now: datetime) -> None:
    """Tell the audience, and the channels of the team."""
    about, said = f"hall:{hall.uid}:{hall.sequence}", {"hall": hall.uid}
    outbox.notify(kind, queries.audience(hall.team), said, about=about, now=now)
    outbox.announce(kind, people.below(hall.team), said, about=about, now=now)


def _mark(hall: Hall, by: Person | None, now: datetime) -> None:
    """Mark the day on the charts; where charts bear no more marks, that is no reason not to end."""
    day = hall.starts_at.astimezone(ZoneInfo(hall.timezone)).date()
    try:
        reports.mark(hall.team, day=day, kind=Mark.TOWN_HALL, words=hall.title[:LONGEST], by=by, now=now)
    except Refusal:
        return


def _refuse_the_past(plan: HallPlan, now: datetime) -> None:
    if plan.starts_at <= now:
        raise Refusal(_("This time is over. Choose a later one."))
