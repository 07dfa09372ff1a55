"""What a round asks: the plan's turn, questions about teams, and what all of it is frozen into."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import select

from pulse.ballots import manifest
from pulse.base.db import db
from pulse.people.models import Person, Team
from pulse.programmes import actions as programme_actions
from pulse.programmes import queries as programmes
from pulse.programmes.models import AskedBack
from pulse.programmes.plan import asked
from pulse.programmes.terms import Inside
from pulse.questions import queries as questions
from pulse.questions.models import Question
from pulse.questions.scales import Scale
from pulse.rounds import askback
from pulse.rounds.cohorts import Division
from pulse.rounds.models import Round
from pulse.tallies import queries as tables
from pulse.tallies.layout import COMMENT, PROMISE, Asked, Layout
from pulse.tallies.publication import Cohort
from pulse.team_services import queries as services
from pulse.team_services import rotation
from pulse.team_services.rotation import Crowd, Rates

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
    back = _back(opened, teams, cohorts) if ordinary else {}
    about = (*map(_kept, back), *(_about(known[code], team) for team in rates for code in codes))
    return Layout(
        parent=_parents(teams),
        heads=division.heads,
        cohorts=cohorts,
        questions=(*ordinary, *about, *comment),
        k=programme.min_ballots,
        comments_from=programme.min_comments,
        rates={**rates, **{asking.name: its for asking, its in back.items()}},
        named=programme.inside == Inside.NAMED and bool(rates),
    )


def cohorts(found: Layout, key_of: Iterable[tuple[Cohort, bytes]]) -> list[manifest.Cohort]:
    """Return the cohorts as the manifest lists them, each with what its ballots may hold."""
    return [manifest.Cohort(c.id, c.members, key, *_listed(found, c.id)) for c, key in key_of]


def _listed(found: Layout, cohort: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    held = found.asked_of(cohort)
    if not found.named:
        return tuple(q.version for q in held), ()
    chosen = [q for q in held if q.about and not q.of_promise]
    names = dict.fromkeys(f"{q.version.partition('/')[0]}/{ANY}" if q in chosen else q.version for q in held)
    return tuple(names), tuple(dict.fromkeys(q.about for q in chosen))


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


def _kept(asking: AskedBack) -> Asked:
    """Return the question whether a promise was kept: PB1@1/uid, and PB1@2/uid when it is asked once more."""
    version, code = f"{PROMISE}@{asking.number}/{asking.name}", f"{PROMISE}/{asking.name}"
    return Asked(version, code, "", Scale.KEPT, reverse=False, about=asking.name)


def _back(opened: Round, teams: dict[int, Team], cohorts: Iterable[Cohort]) -> dict[AskedBack, frozenset[str]]:
    """Return which promises those to whom they were made are asked about, and the cohorts of each."""
    waiting = programmes.to_ask()
    if not waiting:
        return {}
    below, held = services.below(), {cohort.id: cohort.labels for cohort in cohorts}
    here, elsewhere = frozenset(team.uid for team in teams.values()), _elsewhere(opened)
    wanted = {}
    for asking in waiting:
        branch = below(asking.team_uid)
        late = asking.wanted_at <= opened.opens_at - askback.WAITS
        if late or askback.asks_enough(branch, here, elsewhere):
            wanted[asking.name] = asking, askback.groups(branch, held)
    chosen = askback.turn((name, its) for name, (_, its) in wanted.items())
    return {wanted[name][0]: its for name, its in chosen.items()}


def _elsewhere(opened: Round) -> list[frozenset[str]]:
    """Return the teams that each other programme asks."""
    others = [each for each in programmes.running() if each.id != opened.programme_id]
    return [frozenset(team.uid for team in programmes.audience(each).values()) for each in others]


def note(opened: Round, frozen: Layout) -> None:
    """Note which promises a round asks about, now that it opens."""
    names = {question.about for question in frozen.questions if question.of_promise}
    programme_actions.note_asked((each for each in programmes.to_ask() if each.name in names), opened.uid)


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
    if inside == Inside.NONE or rotation.ANCHOR in lately:
        return {}, ()
    below = services.below()
    if inside == Inside.NAMED:
        found = rotation.nameable([team.uid for team in services.nameable()], crowds, below)
        return {team: groups for team, groups in found.items() if groups}, rotation.questions(number)
    pairs = [(each.server.uid, each.served.uid) for each in services.services()]
    return rotation.turn(rotation.served(pairs, crowds, below), number)


def _asked_lately(opened: Round) -> set[str]:
    """Return the codes that other programmes asked within the period; one about any team stands for all."""
    wanted = select(Round.uid, Round.questions).where(
        Round.programme_id != opened.programme_id, Round.opens_at > opened.opens_at - PERIOD, Round.id != opened.id
    )
    rows = db.session.execute(wanted.where(Round.fingerprint != "")).all()
    codes = {version.split("@")[0] for row in rows for version in row.questions.split(",")}
    if any(tables.layout(row.uid).serving for row in rows):
        codes.add(rotation.ANCHOR)
    return codes - {COMMENT}
