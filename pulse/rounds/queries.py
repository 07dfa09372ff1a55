"""Look up rounds; who sits in them is asked by one person about themselves only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, func, inspect, select
from sqlalchemy.orm import joinedload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.ordering import in_order
from pulse.people.models import Person, Role
from pulse.programmes.models import Programme
from pulse.rounds.lines import Became, Line
from pulse.rounds.models import CommentReader, Round, SaidDone, Seat, Step
from pulse.rounds.participation import counts_again, hour_of

NOT_COLLECTED = bytes(32)
SEALING = (Step.CLOSED.value, Step.FROZEN.value, Step.PUBLISHED.value, Step.DESTROYED.value)


@dataclass(frozen=True)
class Standing:
    """Where one person stands in one round, and in which language and time zone they are told so."""

    round_id: int
    step: str
    closes_at: datetime
    cohort: str
    blinded: bytes
    name: str
    locale: str
    timezone: str

    @property
    def collected(self) -> bool:
        """Whether they took part."""
        return bytes(self.blinded) != NOT_COLLECTED


def round_(uid: str) -> Round:
    """Return a round; raise NotFound."""
    found = db.session.scalar(select(Round).where(Round.uid == uid).options(joinedload(Round.programme)))
    if found is None:
        raise NotFound
    return found


def rounds(limit: int = 200) -> list[Round]:
    """Return rounds, the newest first."""
    wanted = select(Round).options(joinedload(Round.programme)).order_by(Round.opens_at.desc(), Round.id.desc())
    return list(db.session.scalars(wanted.limit(limit)))


def sealed(programme_id: int | None = None, limit: int = 60, before: Round | None = None) -> list[Round]:
    """Return sealed rounds, the newest first: all, of one programme, or those that opened before another of it."""
    wanted = select(Round).where(Round.step == Step.SEALED.value).order_by(Round.opens_at.desc(), Round.id.desc())
    if programme_id is not None:
        wanted = wanted.where(Round.programme_id == programme_id)
    if before is not None:
        wanted = wanted.where(Round.number < before.number)
    return list(db.session.scalars(wanted.limit(limit)))


def count_sealed() -> int:
    """Return how many rounds are sealed."""
    return db.session.scalar(select(func.count()).where(Round.step == Step.SEALED.value)) or 0


def latest_sealed(limit: int = 1) -> list[Round]:
    """Return the rounds that were sealed last, the newest first."""
    return sealed(limit=limit)


def last_of(programme: Programme) -> Round | None:
    """Return a programme's latest round, whatever became of it."""
    wanted = select(Round).where(Round.programme_id == programme.id).order_by(Round.occurrence.desc())
    return db.session.scalar(wanted.limit(1))


def open_for(person: Person) -> list[Round]:
    """Return the open rounds in which this person has a seat."""
    wanted = select(Round).join(Seat, Seat.round_id == Round.id).order_by(Round.closes_at)
    return list(db.session.scalars(wanted.where(Seat.person_id == person.id, Round.step == Step.OPEN.value)))


def standing(uid: str, person_id: int) -> Standing:
    """Return where one person stands, for that person; one statement. Raise NotFound for who has no seat."""
    found = db.session.execute(_STANDING, {"uid": uid, "person": person_id}).first()
    if found is None:
        raise NotFound
    return Standing(*found)


# Of the tables, not of their classes: nothing here needs to be an object that remembers its row.
_round, _seat, _person = inspect(Round).local_table.c, inspect(Seat).local_table.c, inspect(Person).local_table.c
_STANDING = (
    select(_round.id, _round.step, _round.closes_at, _seat.cohort, _seat.blinded)
    .add_columns(_person.name, _person.locale, _person.timezone)
    .where(_seat.round_id == _round.id, _person.id == _seat.person_id)
    .where(_round.uid == bindparam("uid"), _person.id == bindparam("person"))
)


def seat(round_id: int, person_id: int) -> Seat:
    """Return one person's own seat; raise NotFound."""
    found = db.session.get(Seat, (round_id, person_id))
    if found is None:
        raise NotFound
    return found


def has_collected(uid: str, person_id: int) -> bool:
    """Say whether somebody has taken part by now, so that a reminder on its way to them can turn back."""
    taken = select(Seat.person_id).join(Round, Round.id == Seat.round_id).where(Round.uid == uid)
    taken = taken.where(Seat.person_id == person_id, Seat.blinded != NOT_COLLECTED)
    return db.session.scalar(taken) is not None


def collected(round_id: int) -> int:
    """Return how many of the whole company took part so far."""
    wanted = select(func.count()).where(Seat.round_id == round_id, Seat.blinded != NOT_COLLECTED)
    return db.session.scalar(wanted) or 0


def collected_by_cohort(round_id: int) -> dict[str, int]:
    """Return participation of each cohort, for the seal alone."""
    wanted = select(Seat.cohort, func.count()).where(Seat.round_id == round_id, Seat.blinded != NOT_COLLECTED)
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(Seat.cohort))}


def names_in_cohort(round_id: int, cohort: str, limit: int = 300) -> list[str]:
    """Return the names of those who are counted together, for a member of that cohort."""
    wanted = select(Person.name).join(Seat, Seat.person_id == Person.id)
    wanted = wanted.where(Seat.round_id == round_id, Seat.cohort == cohort).order_by(Person.filed_as, Person.name)
    return list(db.session.scalars(wanted.limit(limit)))


def hr(today: date) -> list[int]:
    """Return who works in HR."""
    return list(db.session.scalars(select(Person.id).where(Person.role == Role.HR.value, *_works_here(today))))


def leads(today: date) -> list[tuple[int, int]]:
    """Return who leads which team, (person, team); HR reads everything as it is, and an administrator nothing."""
    wanted = select(Person.id, Person.team_id).where(Person.is_lead, Person.role == Role.EMPLOYEE.value)
    rows = db.session.execute(wanted.where(Person.team_id.is_not(None), *_works_here(today)))
    return [(row[0], row[1]) for row in rows]


def _works_here(today: date) -> tuple[ColumnElement[bool], ...]:
    return Person.left_on.is_(None), Person.started_on.is_(None) | (Person.started_on <= today)


def reads_comments(round_id: int, person_id: int) -> list[str]:
    """Return the branches (uids of teams, "" everywhere) whose comments somebody was to read when a round opened."""
    wanted = select(CommentReader.team_uid).where(CommentReader.round_id == round_id)
    return list(db.session.scalars(wanted.where(CommentReader.person_id == person_id)))


def reads_comments_of(round_ids: Iterable[int], person_id: int) -> dict[int, list[str]]:
    """Return what `reads_comments` does for many rounds, by round; none where somebody was to read nothing."""
    wanted = select(CommentReader.round_id, CommentReader.team_uid)
    wanted = wanted.where(CommentReader.round_id.in_(list(round_ids)), CommentReader.person_id == person_id)
    found: dict[int, list[str]] = {}
    for round_id, branch in db.session.execute(wanted):
        found.setdefault(round_id, []).append(branch)
    return found


def readers(round_id: int, branches: Iterable[str], limit: int = 300) -> list[str]:
    """Return the names of those who may read a comment that lies in all of these branches, for who may write one."""
    wanted = select(Person.name, Person.filed_as).join(CommentReader, CommentReader.person_id == Person.id).distinct()
    wanted = wanted.where(CommentReader.round_id == round_id, CommentReader.team_uid.in_(list(branches)))
    return list(
        db.session.scalars(wanted.where(Person.left_on.is_(None)).order_by(Person.filed_as, Person.name).limit(limit))
    )


def unreached(opened: Round) -> list[Person]:
    """Return who is asked in an open round and has an address that takes no mail, whether they took part or not."""
    wanted = select(Person).join(Seat, Seat.person_id == Person.id).where(Seat.round_id == opened.id)
    wanted = wanted.where(Person.refused_on.is_not(None), Person.refused_address == Person.email)
    named = wanted.where(Person.left_on.is_(None)).order_by(*in_order(Person.filed_as), Person.id)
    return list(db.session.scalars(named))


def lines(teams: Collection[str]) -> list[Line]:
    """Return what stands in public of promises to these teams."""
    found = db.session.scalars(select(SaidDone).where(SaidDone.team_uid.in_(teams)))
    return [Line(each.said, each.did, Became(each.became), each.day, each.turn) for each in found]


def due(now: datetime) -> Iterable[int]:
    """Return the ids of rounds for which the clock or a crash has left work."""
    opening = Round.step.in_((Step.OPENING.value, *SEALING))
    running = (Round.step == Step.OPEN.value) & (
        (Round.closes_at <= now)
        | ((Round.reminded < 1) & (Round.remind_at <= now))
        | ((Round.reminded < 2) & (Round.remind_again_at <= now))
        | Round.counted_at.is_(None)
    )
    free = Round.leased_until.is_(None) | (Round.leased_until <= now)
    found = list(db.session.scalars(select(Round.id).where((opening | running) & free).order_by(Round.closes_at)))
    return list(dict.fromkeys(found + to_count(now)))


def to_count(now: datetime) -> list[int]:
    """Return the ids of open rounds whose count is of an hour, or of a day, that is over."""
    wanted = select(Round.id, Round.members, Round.counted_at, Programme.timezone)
    wanted = wanted.join(Programme, Programme.id == Round.programme_id).where(Round.step == Step.OPEN.value)
    free = Round.leased_until.is_(None) | (Round.leased_until <= now)
    rows = db.session.execute(wanted.where(Round.counted_at < hour_of(now), free).order_by(Round.closes_at))
    return [row.id for row in rows if counts_again(row.members, row.counted_at, now, row.timezone)]


def export(person: Person) -> dict[str, object]:
    """Return in which rounds a person has a seat until the seal, whether they took part, and whose comments they read.

    For that person alone.
    """
    wanted = select(Round.uid, Seat.blinded).join(Seat, Seat.round_id == Round.id).where(Seat.person_id == person.id)
    rows = db.session.execute(wanted.order_by(Round.opens_at))
    reads = select(Round.uid, CommentReader.team_uid).join(CommentReader, CommentReader.round_id == Round.id)
    read = db.session.execute(reads.where(CommentReader.person_id == person.id).order_by(Round.opens_at))
    return {
        "rounds": [{"round": row.uid, "took_part": row.blinded != NOT_COLLECTED} for row in rows],
        "may_read_comments": [{"round": row.uid, "branch": row.team_uid} for row in read],
    }
