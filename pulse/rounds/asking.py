"""What a round asks: the plan's turn, questions about teams, and what all of it is frozen into."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import select

from pulse.ballots import manifest
from pulse.base.db import db
from pulse.people.models import Person, Team
from pulse.programmes import queries as programmes
from pulse.programmes.plan import asked
from pulse.programmes.terms import Inside
from pulse.questions import queries as questions
from pulse.questions.models import Question
from pulse.questions.scales import Scale
from pulse.rounds.cohorts import Division
from pulse.rounds.models import Round
from pulse.serving import queries as serving
from pulse.serving import turns
from pulse.serving.turns import Crowd, Rates
from pulse.tallies import queries as tables
from pulse.tallies.layout import COMMENT, Asked, Layout
from pulse.tallies.publication import Cohort

PERIOD = timedelta(days=6)  # a question reaches a person at most once in it, whatever programme asks
ANY = "*"  # stands for a team in the name of a question about whichever team somebody names


def layout(opened: Round, teams: dict[int, Team], members: Iterable[Person], division: Division) -> Layout:
    """Return what is frozen into a round's box. `teams`: those who are asked, by id."""
    programme = opened.programme
    cohorts = tuple(
        Cohort(manifest.fresh_id(), group.name, group.labels, division.size(group)) for group in division.groups
    )
    lately = _asked_lately(opened)
    ordinary, comment = _ordinary(opened, lately)
    rates, codes = _rates(opened, lately, _crowds(cohorts, teams, members, division))
    known = questions.by_code(codes) if rates else {}
    return Layout(
        parent=_parents(teams),
        heads=division.heads,
        cohorts=cohorts,
        questions=(*ordinary, *(_about(known[code], team) for team in rates for code in codes), *comment),
        k=programme.min_ballots,
        comments_from=programme.min_comments,
        rates=rates,
        named=programme.inside == Inside.NAMED and bool(rates),
    )


def cohorts(found: Layout, key_of: Iterable[tuple[Cohort, bytes]]) -> list[manifest.Cohort]:
    """Return the cohorts as the manifest lists them, each with what its ballots may hold."""
    return [manifest.Cohort(c.id, c.members, key, *_listed(found, c.id)) for c, key in key_of]


def _listed(found: Layout, cohort: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    held = found.asked_of(cohort)
    if not found.named:
        return tuple(q.version for q in held), ()
    names = dict.fromkeys(f"{q.version.partition('/')[0]}/{ANY}" if q.about else q.version for q in held)
    return tuple(names), tuple(dict.fromkeys(q.about for q in held if q.about))


def _parents(teams: dict[int, Team]) -> dict[str, str | None]:
    return {t.uid: teams[t.parent_id].uid if t.parent_id in teams else None for t in teams.values()}


def _ordinary(opened: Round, lately: Collection[str]) -> tuple[list[Asked], list[Asked]]:
    """Return the plan's turn, without what another programme has asked within the period, and the comment after it."""
    known, programme = questions.by_code(), opened.programme
    plan = programmes.plan_of(programme, {code: question.dimension for code, question in known.items()})
    codes = asked(plan, opened.number - 1, lately)
    chosen = [_asked(known[code]) for code in codes if code in known]
    comment = Asked(f"{COMMENT}@1", COMMENT, "open", Scale.TEXT, reverse=False)
    return chosen, [comment] if chosen and programme.comment else []


def _asked(q: Question) -> Asked:
    return Asked(questions.name_of(q.versions[-1]), q.code, q.dimension, Scale(q.scale), q.reverse, q.sensitive)


def _about(q: Question, team: str) -> Asked:
    """Return a question as it is asked about a team: S1@1/uid."""
    version = f"{questions.name_of(q.versions[-1])}/{team}"
    return Asked(version, f"{q.code}/{team}", q.dimension, Scale(q.scale), q.reverse, about=team)


def _crowds(
    cohorts: Iterable[Cohort], teams: dict[int, Team], members: Iterable[Person], division: Division
) -> list[Crowd]:
    """Return the cohorts with the teams their people work in, which for a lead is not where they are counted."""
    work: dict[str, set[str]] = {}
    for person in members:
        if person.team_id:
            work.setdefault(division.label_of[person.id], set()).add(teams[person.team_id].uid)
    return [
        Crowd(c.id, c.labels, frozenset(team for label in c.labels for team in work.get(label, ()))) for c in cohorts
    ]


def _rates(opened: Round, lately: Collection[str], crowds: list[Crowd]) -> tuple[Rates, tuple[str, ...]]:
    """Return who is asked about which team, and which questions; nothing when another programme has just asked any."""
    inside, number = opened.programme.inside, opened.number - 1
    if inside == Inside.NONE or turns.ANCHOR in lately:
        return {}, ()
    below = serving.below()
    if inside == Inside.NAMED:
        found = turns.nameable([team.uid for team in serving.nameable()], crowds, below)
        return {team: groups for team, groups in found.items() if groups}, turns.questions(number)
    pairs = [(each.server.uid, each.served.uid) for each in serving.services()]
    return turns.turn(turns.served(pairs, crowds, below), number)


def _asked_lately(opened: Round) -> set[str]:
    """Return the codes that other programmes asked within the period; one about any team stands for all."""
    wanted = select(Round.uid, Round.questions).where(
        Round.programme_id != opened.programme_id, Round.opens_at > opened.opens_at - PERIOD, Round.id != opened.id
    )
    rows = db.session.execute(wanted.where(Round.fingerprint != "")).all()
    codes = {version.split("@")[0] for row in rows for version in row.questions.split(",")}
    if any(tables.layout(row.uid).rates for row in rows):
        codes.add(turns.ANCHOR)
    return codes - {COMMENT}
