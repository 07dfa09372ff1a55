"""Look up programmes, and read their rows as the pure values of recurrence and plan."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import local_day
from pulse.base.settings import settings
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.people.tree import subtree
from pulse.programmes import holiday_lists
from pulse.programmes import plan as plans
from pulse.programmes.models import AskedBack, Branch, HelpLine, Programme, ProgrammeState
from pulse.programmes.plan import Lists, Plan, assembled, problems, seconds
from pulse.programmes.preview import Caution, Coming, Preview, Pulse, at_once, coming, from_next, next_opening
from pulse.programmes.recurrence import Occurrence, Rhythm
from pulse.programmes.terms import Inside, Terms, Thresholds, Timing, rhythm, same_days
from pulse.questions.offers import Offer

MOST_ON_SQLITE: Final = 5000


@dataclass(frozen=True)
class Listed:
    """A programme as the list shows it: how many people it asks, and which round opens next."""

    programme: Programme
    people: int
    next: Occurrence | None


def programmes() -> list[Programme]:
    """Return all programmes, the oldest first."""
    return list(db.session.scalars(select(Programme).order_by(Programme.id)))


def programme(uid: str) -> Programme:
    """Return a programme; raise NotFound."""
    found = db.session.scalar(select(Programme).where(Programme.uid == uid))
    if found is None:
        raise NotFound
    return found


def running() -> list[Programme]:
    """Return the programmes that run."""
    wanted = select(Programme).where(Programme.state == ProgrammeState.RUNNING.value).order_by(Programme.id)
    return list(db.session.scalars(wanted.options(selectinload(Programme.branches).joinedload(Branch.team))))


def timing_of(asked: Programme) -> Timing:
    """Return when a programme asks, as it is stored."""
    return Timing(**{part.name: getattr(asked, part.name) for part in fields(Timing)})


def rhythm_of(asked: Programme) -> Rhythm:
    """Return when a programme's rounds open, remind and close. Raises RhythmError."""
    return rhythm(timing_of(asked), settings().weekend_days)


def terms_of(asked: Programme) -> Terms:
    """Return everything HR decided about a programme."""
    return Terms(
        name=asked.name,
        timing=timing_of(asked),
        lists=Lists(tuple(asked.anchors), tuple(asked.rotation), tuple(asked.extras)),
        thresholds=thresholds_of(asked),
        comment=asked.comment,
        branches=tuple(branch.team.uid for branch in asked.branches),
        inside=Inside(asked.inside),
    )


def thresholds_of(asked: Programme) -> Thresholds:
    """Return a programme's thresholds."""
    return Thresholds(asked.min_ballots, asked.min_cohort, asked.min_comments)


def promised_by(asked: Programme | None) -> Thresholds | None:
    """Return the thresholds that a round has promised already, which may only be raised; None before the first."""
    return thresholds_of(asked) if asked and asked.held else None


def plan_of(asked: Programme, dimension_of: Mapping[str, str]) -> Plan:
    """Return what a programme asks. `dimension_of`: question code to dimension."""
    return assembled(Lists(tuple(asked.anchors), tuple(asked.rotation), tuple(asked.extras)), dimension_of)


def audience(asked: Programme) -> dict[int, Team]:
    """Return the open teams a programme asks, by id: its branches with all below them, or the whole company."""
    # A branch whose team was closed asks nobody; it never turns into the whole company.
    return teams_of([branch.team.uid for branch in asked.branches])


def unreached(asked: Programme | None) -> list[Person]:
    """Return whom a programme asks and no mail reaches; nobody while it is a draft."""
    return people.refused(list(audience(asked))) if asked and asked.state != ProgrammeState.DRAFT else []


def teams_of(branches: Collection[str], teams: Iterable[Team] | None = None) -> dict[int, Team]:
    """Return the open teams that branches (uids of teams) stand for, by id; no branch is the whole company."""
    known = {team.id: team for team in (people.open_teams() if teams is None else teams)}
    if not branches:
        return known
    parents = {team.id: team.parent_id for team in known.values()}
    wanted = [team.id for team in known.values() if team.uid in branches]
    return {team_id: known[team_id] for branch in wanted for team_id in subtree(parents, branch)}


def headcounts(today: date) -> dict[int, int]:
    """Return how many people work in each team today, by the team's id; one statement whatever the size."""
    here = (Person.left_on.is_(None), Person.started_on.is_(None) | (Person.started_on <= today))
    wanted = select(Person.team_id, func.count()).where(Person.team_id.is_not(None), *here).group_by(Person.team_id)
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def too_many_for_sqlite(invited: int) -> bool:
    """Tell whether a round of this size wants PostgreSQL rather than the file Pulse begins with."""
    return invited > MOST_ON_SQLITE and db.engine.dialect.name == "sqlite"


def listed(now: datetime) -> list[Listed]:
    """Return all programmes as the list shows them."""
    teams, heads = people.open_teams(), cache(headcounts)
    return [
        Listed(each, _heads(_asked(each, teams), heads(local_day(now, each.timezone))), next_round(each, now))
        for each in programmes()
    ]


def _asked(listed: Programme, teams: Iterable[Team]) -> dict[int, Team]:
    return teams_of([branch.team.uid for branch in listed.branches], teams)


def next_round(asked: Programme, now: datetime) -> Occurrence | None:
    """Return which round of a running programme opens next; None when none will."""
    if asked.state != ProgrammeState.RUNNING:
        return None
    try:
        return next_opening(rhythm_of(asked), now, asked.last_due)
    except ValueError:
        return None  # a time zone this machine has forgotten


def closings(asked: Programme, now: datetime, count: int) -> list[datetime]:
    """Return when the next rounds of a running programme will close, those that are yet to open, at most so many."""
    if asked.state != ProgrammeState.RUNNING:
        return []
    try:
        names = holiday_lists.parse(asked.holidays).names
        ahead = coming(rhythm_of(asked), names, now, asked.last_due, count=count)
    except ValueError:
        return []  # a time zone this machine has forgotten
    return [each.occurrence.closes_at for each in ahead if each.occurrence]


def beginnings(draft: Programme, now: datetime) -> dict[str, tuple[Occurrence, ...]]:
    """Return the first two rounds of each way this programme can begin: "next" on its next date, "now" at once."""
    try:
        wanted = rhythm_of(draft)
    except ValueError:
        return {}
    ways = {"next": from_next(wanted, now), "now": at_once(wanted, now)}
    found = {way: coming(begun, {}, now, count=2) for way, begun in ways.items() if begun}
    return {way: tuple(each.occurrence for each in ahead if each.occurrence) for way, ahead in found.items()}


def preview(terms: Terms, offers: Mapping[str, Offer], programme: Programme | None, now: datetime) -> Preview:
    """Return what these terms lead to, for a programme that is there already or for a new one; nothing is saved."""
    dates = _dates(terms.timing, programme, now)
    dimension_of = {offer.code: offer.dimension for offer in offers.values()}
    plan = assembled(terms.lists, dimension_of)
    found = problems(plan, offers.keys())
    sound = all(problem.is_warning for problem in found)
    held = programme.held if programme else 0
    rounds = range(held, held + sum(1 for ahead in dates if ahead.occurrence)) if sound else ()
    invited = _heads(teams_of(terms.branches), headcounts(local_day(now, terms.timing.timezone)))
    cautions = {
        Caution.TOO_FEW_PEOPLE: invited < terms.thresholds.cohort,
        Caution.TOO_MANY_FOR_SQLITE: too_many_for_sqlite(invited),
        Caution.MANY_QUESTIONS: sound and bool(found),
        Caution.SAME_PEOPLE: any(programme is None or other.id != programme.id for other in running()),
    }
    return Preview(
        zone=terms.timing.timezone,
        dates=dates,
        pulses=tuple(_pulse(plans.asked(plan, number), offers) for number in rounds),
        people=invited,
        cautions=tuple(caution for caution, holds in cautions.items() if holds),
    )


def _dates(timing: Timing, programme: Programme | None, now: datetime) -> tuple[Coming, ...]:
    try:
        wanted: Rhythm | None = rhythm(timing, settings().weekend_days)
    except ValueError:
        return ()
    goes_on = programme and programme.state == ProgrammeState.RUNNING and same_days(timing_of(programme), timing)
    if programme and goes_on:
        wanted = rhythm(replace(timing, first_on=programme.first_on), settings().weekend_days)
    elif wanted:
        wanted = from_next(wanted, now)
    names = holiday_lists.parse(timing.holidays).names
    return coming(wanted, names, now, programme.last_due if programme else None) if wanted else ()


def _pulse(codes: tuple[str, ...], offers: Mapping[str, Offer]) -> Pulse:
    return Pulse(codes, seconds(codes, {code: offers[code].scale for code in codes}))


def _heads(teams: Iterable[int], heads: Mapping[int, int]) -> int:
    return sum(heads.get(team_id, 0) for team_id in teams)


def help_lines() -> dict[str, str]:
    """Return where to turn, as HR wrote it, by language."""
    return {line.language: line.words for line in db.session.scalars(select(HelpLine))}


def where_to_turn(language: str) -> str:
    """Return HR's words in a language, else in another one they wrote, else Pulse's own in the reader's language."""
    written = help_lines()
    return written.get(language) or written.get("en") or next(iter(written.values()), "") or default_help()


def default_help() -> str:
    """Return what is said while HR has written nothing."""
    return str(_("Talk to somebody you trust, or to a doctor. If anybody is in danger now, call the emergency number."))


def askings(name: str) -> list[AskedBack]:
    """Return how often it was asked, or is to be asked, whether a promise was kept: the first asking first."""
    wanted = select(AskedBack).where(AskedBack.name == name).order_by(AskedBack.number)
    return list(db.session.scalars(wanted))


def to_ask() -> list[AskedBack]:
    """Return the askings that wait for a round, those that have waited longest first."""
    wanted = select(AskedBack).where(AskedBack.round_uid == "").order_by(AskedBack.wanted_at, AskedBack.name)
    return list(db.session.scalars(wanted))


def asked_in(round_uid: str) -> list[AskedBack]:
    """Return the askings of a round."""
    return list(db.session.scalars(select(AskedBack).where(AskedBack.round_uid == round_uid)))


def unheard() -> list[AskedBack]:
    """Return the askings that a round has taken up and whose answers were not read yet, oldest first."""
    wanted = select(AskedBack).where(AskedBack.round_uid != "", AskedBack.heard.is_(False))
    return list(db.session.scalars(wanted.order_by(AskedBack.wanted_at, AskedBack.name)))
