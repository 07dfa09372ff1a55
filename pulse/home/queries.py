"""What each person finds on the first page: gathered from the rooms below."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import local_day
from pulse.home.steps import Next, steps
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.programmes import queries as programmes
from pulse.programmes.queries import Listed
from pulse.promises import queries as promises
from pulse.promises.figures import Figures
from pulse.promises.models import Promise
from pulse.promises.queries import Due
from pulse.promises.terms import State
from pulse.rounds import queries as rounds
from pulse.rounds import questionnaire_wording
from pulse.rounds.models import Round
from pulse.service_ratings import queries as service_ratings
from pulse.townhalls import queries as townhalls
from pulse.townhalls.queries import Share


@dataclass(frozen=True)
class OpenRound:
    """A round in which this person is asked, whether they have begun to answer, and how long it is for them."""

    round: Round
    collected: bool
    length: str  # empty where the box has not arrived yet


@dataclass(frozen=True)
class Landing:
    """What everybody finds."""

    open: tuple[OpenRound, ...]
    sealed: tuple[Round, ...]
    next_at: datetime | None
    serves: bool  # others were asked how this person's team serves them
    due: tuple[Due, ...]  # promises that wait for this person
    promised: tuple[tuple[Promise, State], ...]  # the newest ones to this person's team
    lead: "Lead | None"


@dataclass(frozen=True)
class Lead:
    """What whoever leads finds besides, of their whole branch: three figures, and no score."""

    promises: Figures
    questions: Share


@dataclass(frozen=True)
class Desk:
    """What HR finds besides."""

    programmes: tuple[Listed, ...]
    rounds: tuple[Round, ...]
    people: int
    steps: tuple[Next, ...]


def landing(person: Person, now: datetime) -> Landing:
    """Return what a person finds: what is open for them, what was sealed last, when the next pulse opens."""
    return Landing(
        open=tuple(_open(each, person) for each in rounds.open_for(person)),
        sealed=tuple(rounds.latest_sealed(3)),
        next_at=_next_for(person, now),
        serves=person.team is not None and service_ratings.is_rated(person.team.uid),
        due=tuple(promises.due_for(person, now)),
        promised=tuple(promises.newest(person.team, now)) if person.team else (),
        lead=_lead(person.team, now) if person.is_lead and person.team else None,
    )


def _lead(team: Team, now: datetime) -> Lead:
    branch = set(people.below(team))
    teams = [each for each in people.open_teams() if each.id in branch]
    return Lead(promises.figures(branch, local_day(now)), townhalls.answered(teams))


def desk(now: datetime) -> Desk:
    """Return what HR finds besides: programmes, running rounds, and what a new installation still needs."""
    listed = tuple(programmes.listed(now))
    latest = tuple(rounds.rounds(5))
    staff = db.session.scalar(select(func.count(Person.id)).where(Person.team_id.is_not(None))) or 0
    return Desk(
        programmes=listed,
        rounds=latest,
        people=staff,
        steps=steps(
            people=staff > 0,
            programme=any(each.programme.started_at for each in listed),
            opened=bool(latest),
            sealed=bool(rounds.latest_sealed(1)),
        ),
    )


def headcount() -> int:
    """Return how many people work here."""
    return db.session.scalar(select(func.count(Person.id)).where(Person.left_on.is_(None))) or 0


def _open(opened: Round, person: Person) -> OpenRound:
    seat = rounds.seat(opened.id, person.id)
    try:
        length = questionnaire_wording.length(opened.uid, seat.cohort)
    except NotFound:
        length = ""
    return OpenRound(opened, bool(seat.blinded != rounds.NOT_COLLECTED), length)


def _next_for(person: Person, now: datetime) -> datetime | None:
    """Return when the next round opens that will ask this person's team."""
    coming = [
        found.opens_at
        for each in programmes.running()
        if person.team_id in programmes.audience(each)
        and (found := programmes.next_round(each, now))
        and found.opens_at > now
    ]
    return min(coming, default=None)
