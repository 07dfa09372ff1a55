"""Gathers what one mail tells one person of some rounds: what has clearly changed where they may read; no numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from pulse.access import unsubscribe
from pulse.access.models import NoDigest
from pulse.access.permissions import allowed
from pulse.base.db import db
from pulse.base.may import May
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.reports import branch_queries, readings
from pulse.reports.figure_signs import Turn
from pulse.reports.findings import Finding, Headline
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.models import Response
from pulse.scores.published import SCORED

MOST = 12  # lines about one programme; a mail that is longer is not read
CLEAR = frozenset({Turn.HIGHER, Turn.LOWER})


@dataclass(frozen=True)
class Section:
    """What is told of one programme; `more`: not all of it."""

    programme: str
    headlines: tuple[Headline, ...]
    more: bool


def top(person: Person) -> Team | None:
    """Return the highest team that somebody is told about; None for whoever is not, or not any more, told."""
    team = people.root() if person.role == Role.HR else person.team
    if (
        team is None
        or person.left_on
        or not allowed(person, May.READ_RESULTS, team)
        or not unsubscribe.is_wanted(person)
    ):
        return None
    here = select(Person.id).where(Person.id == person.id, _is_reader())
    return team if db.session.scalar(here) else None


def readers(about: Round) -> Select[tuple[int, int]] | None:
    """Return the statement for whom to tell of a round, beside it: HR, and who leads others who were asked.

    Only those for whom there is news: a team that clearly changed or fell silent is theirs, or stands below it. None
    where there is no news at all.
    """
    ways = branch_queries.paths(_news(about))
    if not ways:
        return None
    theirs = Team.id.in_({step.id for way in ways.values() for step in way})
    heard = exists().where(Response.round_id == about.id, Response.team_uid == Team.uid)
    wanted = select(Person.id, Round.id).join(Round, Round.id == about.id).outerjoin(Team, Team.id == Person.team_id)
    wanted = wanted.where(_is_reader(), or_(Person.role == Role.HR.value, heard & theirs))
    return wanted.where(Person.id.not_in(select(NoDigest.person_id)))


def _news(about: Round) -> set[str]:
    return set(_turns(about.id)) | set(_silent(about))


def _turns(round_id: int) -> dict[str, dict[str, Turn]]:
    """Return the clear changes that a round announced of teams it shows, by team and dimension."""
    found: dict[str, dict[str, Turn]] = {}
    for score in stored.news(round_id):
        turn = readings.turn(score)
        if turn in CLEAR:
            found.setdefault(score.team, {})[score.dimension] = turn
    return found


def _silent(about: Round) -> list[str]:
    """Return the teams that a round found silent and the one before did not: a silence that lasts is told once."""
    return [team for team, each in stored.silent(stored.course(about)).items() if each.anew]


def _is_reader() -> ColumnElement[bool]:
    """Say of a row of people whether they work here, and in HR or as lead of others."""
    own, lower, other = aliased(Team), aliased(Team), aliased(Person)
    is_open = exists().where(own.id == Person.team_id, own.closed_on.is_(None))
    beside = exists().where(other.team_id == Person.team_id, other.id != Person.id, other.left_on.is_(None))
    below = exists().where(lower.parent_id == Person.team_id, lower.closed_on.is_(None))
    leads = Person.is_lead & (Person.role != Role.ADMIN.value) & is_open & or_(beside, below)
    return Person.left_on.is_(None) & or_(Person.role == Role.HR.value, leads)


def sections(round_ids: Collection[int], top: Team) -> list[Section]:
    """Return what is news of a team and those below it in some rounds, programme by programme; none without news."""
    wanted = select(Round).where(Round.id.in_(round_ids)).options(joinedload(Round.programme))
    found = list(db.session.scalars(wanted.order_by(Round.programme_id, Round.opens_at, Round.id)))
    programmes = {each.programme_id: each.programme.name for each in found}
    made = (
        _section(name, [each for each in found if each.programme_id == programme_id], top)
        for programme_id, name in programmes.items()
    )
    return [section for section in made if section.headlines]


def _section(programme: str, rounds: Sequence[Round], top: Team) -> Section:
    """Gather the rounds of one programme, oldest first: what a later one says of the same goes before."""
    turns: dict[str, dict[str, Turn]] = {}
    silent: set[str] = set()
    for each in rounds:
        for team, theirs in _turns(each.id).items():
            turns.setdefault(team, {}).update(theirs)
        silent.update(_silent(each))
    ways = branch_queries.paths(turns.keys() | silent)
    names = {uid: way[-1].name for uid, way in ways.items() if any(step.uid == top.uid for step in way)}
    told = [_changed(turns[uid], names[uid]) for uid in turns if uid in names]
    told += [Headline(Finding.SILENT, team=names[uid], count=1) for uid in silent if uid in names]
    told.sort(key=lambda headline: (not headline.lower, headline.finding != Finding.SILENT, headline.team))
    return Section(programme, tuple(told[:MOST]), more=len(told) > MOST)


def _changed(turns: dict[str, Turn], team: str) -> Headline:
    higher = tuple(each for each in SCORED if turns.get(each) is Turn.HIGHER)
    lower = tuple(each for each in SCORED if turns.get(each) is Turn.LOWER)
    return Headline(Finding.MIXED if higher and lower else Finding.CHANGED, higher, lower, team)
