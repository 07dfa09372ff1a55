"""Look up town halls, their agenda, and what became of questions."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.townhalls.models import FINAL, Hall, HallEntry, HallState, Handling, NamedQuestion, Point, QuestionState
from pulse.townhalls.plans import HallPlan

MOST_LISTED: Final = 100
FEWEST_TO_SAY: Final = 3  # questions


def hall(uid: str) -> Hall:
    """Return a town hall; raise NotFound."""
    found = db.session.scalar(select(Hall).where(Hall.uid == uid))
    if found is None:
        raise NotFound
    return found


def team_of(uid: str, **_more: object) -> Team:
    """Return the team a town hall is for: what permissions are asked about, whatever else is in the address."""
    return hall(uid).team


def audience(team: Team) -> list[int]:
    """Return the ids of those whom a town hall of a team is for: who works in it or below it."""
    wanted = select(Person.id).where(Person.team_id.in_(people.below(team)), Person.left_on.is_(None))
    return list(db.session.scalars(wanted.where(Person.role != Role.ADMIN.value).order_by(Person.id)))


def held(found: Hall) -> HallState:
    """Return where a town hall stands, and let nobody end it before this transaction does."""
    state = db.session.scalar(select(Hall.state).where(Hall.id == found.id).with_for_update())
    if state is None:
        raise NotFound
    return HallState(state)


def entered(found: Hall) -> int:
    """Return how many drew their rights so far."""
    return db.session.scalar(select(func.count()).select_from(HallEntry).where(HallEntry.hall_id == found.id)) or 0


def points(found: Hall) -> list[Point]:
    """Return the agenda in its order."""
    wanted = select(Point).where(Point.hall_id == found.id, Point.removed.is_(False))
    return list(db.session.scalars(wanted.order_by(Point.place, Point.id)))


def handlings(found: Hall) -> dict[str, Handling]:
    """Return what moderators did, by question; a question that is not named here is new."""
    rows = db.session.scalars(select(Handling).where(Handling.hall_id == found.id))
    return {row.question_id: row for row in rows}


def named_questions(found: Hall) -> list[NamedQuestion]:
    """Return the questions under a name, the oldest first."""
    wanted = select(NamedQuestion).where(NamedQuestion.hall_id == found.id)
    return list(db.session.scalars(wanted.order_by(NamedQuestion.asked_at, NamedQuestion.id)))


def removed_points(found: Hall) -> list[Point]:
    """Return what was taken off the agenda and can be put back."""
    wanted = select(Point).where(Point.hall_id == found.id, Point.removed.is_(True))
    return list(db.session.scalars(wanted.order_by(Point.place, Point.id)))


def point(found: Hall, point_id: int) -> Point:
    """Return a point of this very agenda; raise NotFound."""
    wanted = select(Point).where(Point.id == point_id, Point.hall_id == found.id)
    row = db.session.scalar(wanted.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def under(handled: Mapping[str, Handling]) -> dict[str, str]:
    """Return which question stands under which."""
    return {each: handling.merged_into for each, handling in handled.items() if handling.merged_into}


def plan(found: Hall) -> HallPlan:
    """Return what can be changed of a town hall."""
    return HallPlan(**{name: getattr(found, name) for name in HallPlan.__dataclass_fields__})


def halls(person: Person) -> list[Hall]:
    """Return the town halls somebody may enter, drafts for those who may hold them: three statements at most."""
    wanted = select(Hall).options(joinedload(Hall.team)).order_by(Hall.starts_at.desc(), Hall.id).limit(MOST_LISTED)
    if person.role == Role.ADMIN:
        return []
    if person.role != Role.HR:
        own = _own_branch(person)
        above = {team.id for team in people.ancestry(person.team_id)} if person.team_id else set()
        announced = Hall.state != HallState.DRAFT.value
        wanted = wanted.where(or_(Hall.team_id.in_(own), and_(announced, Hall.team_id.in_(above))))
    return list(db.session.scalars(wanted))


def holdable(person: Person) -> list[people.Branch]:
    """Return the teams somebody may hold town halls for, each before those below it."""
    if person.role == Role.HR:
        return people.branches()
    own = set(_own_branch(person))
    return [branch for branch in people.branches() if branch.team.id in own] if own else []


def _own_branch(person: Person) -> list[int]:
    """Return the teams that somebody leads."""
    leads = person.is_lead and person.team is not None and person.role != Role.ADMIN
    return people.below(person.team) if leads and person.team else []


def names(person_ids: Collection[int | None]) -> dict[int, str]:
    """Return people's names by number; who was erased is missing."""
    wanted = select(Person.id, Person.name).where(Person.id.in_({each for each in person_ids if each is not None}))
    return {row.id: row.name for row in db.session.execute(wanted)}


class Share(NamedTuple):
    """Of the questions of ended town halls: how many were asked, came to an end, and were answered live or in writing.

    Questions that were brought together count once.
    """

    asked: int
    ended: int
    answered: int

    @property
    def percent(self) -> int | None:
        """Return how many of a hundred were answered; None when they are too few to say."""
        return round(100 * self.answered / self.asked) if self.asked >= FEWEST_TO_SAY else None


def answered(teams: Collection[Team]) -> Share:
    """Return what became of the questions in the ended town halls of these very teams: one statement."""
    state = Handling.state
    wanted = (
        select(state, func.count())
        .join(Hall, Hall.id == Handling.hall_id)
        .where(Hall.team_id.in_([team.id for team in teams]), Hall.state == HallState.ENDED.value)
        .where(Handling.merged_into == "")
        .group_by(state)
    )
    counts = {QuestionState(row[0]): int(row[1]) for row in db.session.execute(wanted)}
    given = counts.get(QuestionState.LIVE, 0) + counts.get(QuestionState.WRITTEN, 0)
    return Share(sum(counts.values()), sum(count for each, count in counts.items() if each in FINAL), given)


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person, for that person."""
    asked = select(NamedQuestion.text, NamedQuestion.asked_at, Hall.uid).join(Hall, Hall.id == NamedQuestion.hall_id)
    mine = db.session.execute(asked.where(NamedQuestion.person_id == person.id).order_by(NamedQuestion.asked_at))
    entered_halls = (
        select(Hall.uid).join(HallEntry, HallEntry.hall_id == Hall.id).where(HallEntry.person_id == person.id)
    )
    held = select(Hall.uid).where(Hall.by_person_id == person.id)
    return {
        "town_halls": {
            "asked": [{"town_hall": uid, "text": text, "asked_at": at.isoformat()} for text, at, uid in mine],
            "entered": list(db.session.scalars(entered_halls)),
            "held": list(db.session.scalars(held)),
        }
    }
