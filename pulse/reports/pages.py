"""Gathers what one page of results shows: from stored rows alone, in a fixed number of statements."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base.errors import Forbidden
from pulse.base.may import May
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.questions import queries as questions
from pulse.questions.scales import Scale
from pulse.reports import alert_pages as alerts
from pulse.reports import findings, heatmap_pages, history_pages, judging_pages, panels, queries, readings, strengths
from pulse.reports.alert_pages import Alert, Announced
from pulse.reports.findings import Headline
from pulse.reports.heatmap import Wish
from pulse.reports.heatmap_pages import Map
from pulse.reports.history_pages import History
from pulse.reports.judging_pages import Judging, Wait
from pulse.reports.marks import Trend
from pulse.reports.norms import norms
from pulse.reports.panels import Asked, Panel, Past, Place
from pulse.reports.queries import Chosen
from pulse.reports.strengths import Outstanding
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.published import DIMENSIONS, RECOMMEND, SCORED
from pulse.scores.stored import Score, TookPart

MOST_ALERTS = 12


@dataclass(frozen=True)
class Summary:
    """A team's scores in the chosen round."""

    place: Place
    panels: tuple[Panel, ...]
    recommend: Panel | None
    took_part: TookPart | None


@dataclass(frozen=True)
class Overview:
    """What the overview shows one person."""

    headline: Headline
    company: Summary
    own: Summary | None
    map: Map | None
    judging: Judging | None  # of whoever reads a branch
    alerts: tuple[Alert, ...]
    more_alerts: int
    earlier: tuple[Announced, ...]


@dataclass(frozen=True)
class TeamPage:
    """What a team's page shows one person; `above`: the way to it, with whether they may read each step."""

    headline: Headline
    panels: tuple[Panel, ...]
    recommend: Panel | None
    outstanding: Outstanding
    asked: Mapping[str, Sequence[Asked]]
    took_part: TookPart | None  # fell: and has not recovered
    silent_since: datetime | None  # the round that found it, if that was an earlier one
    response: Trend | None
    history: History
    above: tuple[tuple[Place, bool], ...]
    map: Map | None
    wait: Wait  # for what cannot be judged yet
    has_comments: bool  # that this person may read: who leads since, may not those of rounds before
    judging: Judging | None  # of the teams below, for whoever reads them


def overview(person: Person, root: Team, chosen: Chosen, wish: Wish) -> Overview:
    """Return the overview: the company for everybody; own team, or the branch that somebody leads or HR reads."""
    top = next((t for t in (root, person.team) if t is not None and allowed(person, May.READ_RESULTS, t)), None)
    own = person.team if person.team is not None and person.team.id != root.id else None
    teams = [root] if own is None else [root, own]
    past = queries.past(chosen, [team.uid for team in teams], wish.labels)
    silent = stored.silent(past.rounds)
    took_part = _heard(stored.took_part([chosen.round.id], [team.uid for team in teams]), silent)
    news = alerts.news(chosen.course, silent.values(), top)
    today = past.today(root.uid, SCORED)
    found = alerts.alerts(news)
    quiet = [each.team for each in news.silent]
    return Overview(
        headline=findings.of_company(today, len(past.rounds), news.changes, quiet, news.names),
        company=_summary(past, root, took_part),
        own=_summary(past, own, took_part) if own is not None else None,
        map=heatmap_pages.gather(_branch(person, top, wish.branch), chosen, wish, _three(today), top) if top else None,
        judging=judging_pages.gather(chosen, top, root.uid) if top else None,
        alerts=found[:MOST_ALERTS],
        more_alerts=max(0, len(found) - MOST_ALERTS),
        earlier=alerts.earlier(chosen.round, top),
    )


def team_page(person: Person, team: Team, chosen: Chosen, wish: Wish) -> TeamPage:
    """Return a team's page.

    A leader who may not read the team above sees its scores only in place of hidden ones; an employee does not.
    """
    above = people.ancestry(team.id)[1:]
    may_read = [allowed(person, May.READ_TEAM, upper) for upper in above]
    leads = allowed(person, May.READ_RESULTS, team)
    beside = _beside(above, may_read)
    place, higher = _place(team), [_place(upper) for upper in above]
    instead = [upper for upper, may in zip(higher, may_read, strict=True) if may or leads]
    past = _with_summaries(queries.past(chosen, [team.uid, *(each.uid for each in beside)], wish.labels), instead)
    drawn = history_pages.gather(past, chosen, team, above, beside)
    took_part = stored.took_part(past.rounds, [team.uid])
    now = next((each for each in took_part if each.round_id == past.now), None)
    today = past.today(team.uid, SCORED)
    asked, company = _asked(chosen.round, team), _company(place, higher)
    quiet = (silent := stored.silent(past.rounds)).get(team.uid)
    days = {each.id: each.opens_at for each in chosen.course}
    below = _map_below(team, chosen, wish, past.today(company.uid, DIMENSIONS)) if leads else None
    return TeamPage(
        headline=findings.of_team(today, len(past.rounds), past.before(team.uid, SCORED), fell_silent=bool(quiet)),
        panels=_panels(drawn.past, place, drawn.beside, instead),
        recommend=_recommend(past, place),
        outstanding=_outstanding(asked, chosen.round, team, company),
        asked=asked,
        took_part=_heard([now], silent)[0] if now else None,
        silent_since=days[quiet.since] if quiet and not quiet.anew else None,
        response=panels.response(replace(past, events=drawn.past.events), _("Took part"), took_part, team.uid),
        history=drawn.history,
        above=tuple(zip(reversed(higher), reversed(may_read), strict=True)),
        map=below,
        wait=judging_pages.wait(chosen),
        has_comments=_has_comments(person, team, chosen.round),
        judging=judging_pages.gather(chosen, team, company.uid) if below else None,
    )


def _has_comments(person: Person, team: Team, about: Round) -> bool:
    return allowed(person, May.READ_COMMENTS, team) and bool(queries.branches_to_read(person, about, team))


def _heard(rows: Sequence[TookPart], silent: Container[str]) -> list[TookPart]:
    """Return how many took part, with "fell" for every team that is silent, whenever it was found so."""
    return [replace(each, fell=each.team in silent) for each in rows]


def _panels(past: Past, place: Place, beside: Sequence[Place], instead: Sequence[Place]) -> tuple[Panel, ...]:
    """Return a panel for each dimension; its line names both, so that tables of numbers can be told apart."""
    words = questions.words_of_dimensions()
    names = {each: _("%(dimension)s in %(team)s", dimension=words[each], team=place.name) for each in DIMENSIONS}
    return tuple(panels.panel(each, past, Place(place.uid, names[each]), beside, instead) for each in DIMENSIONS)


def _three(today: Mapping[str, Score]) -> list[Score]:
    return [score for dimension, score in today.items() if dimension in DIMENSIONS]


def _recommend(past: Past, team: Place) -> Panel | None:
    """Return the recommend score's card, favourable minus unfavourable percent; None where nobody was asked."""
    found = panels.panel(RECOMMEND, past, team, (), ())
    if found.score is None:
        return None
    return replace(found, score=readings.recommend(found.score), chart=None, spark=None)


def _outstanding(asked: Mapping[str, Sequence[Asked]], about: Round, team: Team, company: Place) -> Outstanding:
    """Return strengths and concerns: against the company's answers, or of the company against its own mean."""
    every = [each for questions_of in asked.values() for each in questions_of]
    given = stored.answers(about.id, company.uid)
    if team.uid == company.uid:
        return strengths.outstanding(every, strengths.own_mean(every))
    return strengths.outstanding(every, {each.question: each.score for each in given if not each.gap})


def _place(team: Team) -> Place:
    return Place(team.uid, team.name)


def _company(place: Place, above: Sequence[Place]) -> Place:
    return above[-1] if above else place


def _beside(above: Sequence[Team], may_read: Sequence[bool]) -> list[Place]:
    """Return the quiet lines: the team right above, where it may be read, and the company."""
    lines = [_place(upper) for upper, may in zip(above[:1], may_read[:1], strict=True) if may]
    return lines + [_place(upper) for upper in above[1:][-1:]]


def _with_summaries(past: Past, above: Sequence[Place]) -> Past:
    """Add the chosen round's scores of all teams above."""
    found = {(s.team, s.dimension, s.round_id): s for s in stored.scores([past.now], [each.uid for each in above])}
    return replace(past, scores={**past.scores, **found})


def _summary(past: Past, team: Team, took_part: Sequence[TookPart]) -> Summary:
    found = tuple(panels.panel(dimension, past, _place(team), (), ()) for dimension in DIMENSIONS)
    recommend = _recommend(past, _place(team))
    return Summary(_place(team), found, recommend, next((each for each in took_part if each.team == team.uid), None))


def _map_below(team: Team, chosen: Chosen, wish: Wish, company: Mapping[str, Score]) -> Map | None:
    found = heatmap_pages.gather(team, chosen, wish, company.values())
    return found if found.branch.rows else None


def _branch(person: Person, top: Team, uid: str) -> Team:
    """Return the branch that was asked for, else the highest one; Forbidden where it is not theirs to read."""
    found = people.team(uid) if uid else top
    if not allowed(person, May.READ_RESULTS, found):
        raise Forbidden
    return found


def _asked(about: Round, team: Team) -> dict[str, list[Asked]]:
    """Return the round's closed questions with the team's answers, by dimension."""
    given = {each.question: each for each in stored.answers(about.id, team.uid)}
    found: dict[str, list[Asked]] = {}
    for code, (question, text) in queries.worded(about).items():
        if question.scale != Scale.TEXT:
            norm = norms().get(code) if about.programme.shows_norms and not question.own else None
            plain = (code, question.dimension, text, question.reverse)
            asked = Asked(*plain, given.get(code), norm, sensitive=question.sensitive)
            found.setdefault(question.dimension, []).append(asked)
    return found
