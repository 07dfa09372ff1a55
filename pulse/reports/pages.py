"""Gathers what one page of results shows: from stored rows alone, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base.may import May
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.questions import queries as questions
from pulse.questions.models import Question
from pulse.questions.scales import Scale
from pulse.reports import findings, heatmap, panels, queries, readings
from pulse.reports.findings import Headline
from pulse.reports.heatmap import Grid
from pulse.reports.marks import Trend
from pulse.reports.panels import Asked, Panel, Past, Place
from pulse.reports.queries import Branch, Chosen, Node
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.published import DIMENSIONS
from pulse.scores.stored import Score, TookPart

MOST_ALERTS = 12


@dataclass(frozen=True)
class Summary:
    """A team's scores in the chosen round."""

    place: Place
    panels: tuple[Panel, ...]
    took_part: TookPart | None


@dataclass(frozen=True)
class Alert:
    """Something to look at first: a clear change (`score`), or a team that fell silent (`score` is None)."""

    way: tuple[Node, ...]
    score: Score | None

    @property
    def place(self) -> Node:
        """Return the team itself."""
        return self.way[-1]


@dataclass(frozen=True)
class Map:
    """The heat map of a branch, and how its rows are ordered and paged."""

    grid: Grid
    branch: Branch
    order: str
    has_wide: bool


@dataclass(frozen=True)
class Overview:
    """What the overview shows one person."""

    headline: Headline
    company: Summary
    own: Summary | None
    map: Map | None
    alerts: tuple[Alert, ...]
    more_alerts: int


@dataclass(frozen=True)
class TeamPage:
    """What a team's page shows one person; `above`: the way to it, with whether they may read each step."""

    headline: Headline
    panels: tuple[Panel, ...]
    asked: Mapping[str, Sequence[Asked]]
    took_part: TookPart | None
    response: Trend | None
    above: tuple[tuple[Place, bool], ...]
    map: Map | None


def overview(person: Person, root: Team, chosen: Chosen, wish: "Wish") -> Overview:
    """Return the overview: the company for everybody; own team, or the branch that somebody leads or HR reads."""
    top = next((t for t in (root, person.team) if t is not None and allowed(person, May.READ_RESULTS, t)), None)
    own = person.team if person.team is not None and person.team.id != root.id else None
    teams = [root] if own is None else [root, own]
    past = queries.past(chosen, [team.uid for team in teams], wish.labels)
    took_part = stored.took_part([chosen.round.id], [team.uid for team in teams])
    news, silent, ways = _news(chosen.round, top)
    today = past.today(root.uid, DIMENSIONS)
    alerts = _alerts(news, silent, ways)
    called = {uid: way[-1].name for uid, way in ways.items()}
    return Overview(
        headline=findings.of_company(today, len(past.rounds), news, [each.team for each in silent], called),
        company=_summary(past, root, took_part),
        own=_summary(past, own, took_part) if own is not None else None,
        map=_map(top, chosen, wish, today) if top is not None else None,
        alerts=alerts[:MOST_ALERTS],
        more_alerts=max(0, len(alerts) - MOST_ALERTS),
    )


@dataclass(frozen=True)
class Wish:
    """What the reader asked for: names of the rounds on a line, order and page of the heat map."""

    labels: tuple[str, ...]
    order: str
    page: int


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
    took_part = stored.took_part(past.rounds, [team.uid])
    now = next((each for each in took_part if each.round_id == past.now), None)
    today = past.today(team.uid, DIMENSIONS)
    fell = now is not None and now.fell
    return TeamPage(
        headline=findings.of_team(today, len(past.rounds), past.before(team.uid, DIMENSIONS), fell_silent=fell),
        panels=_panels(past, place, beside, instead),
        asked=_asked(chosen.round, team),
        took_part=now,
        response=panels.response(past, _("Took part"), took_part, team.uid),
        above=tuple(zip(reversed(higher), reversed(may_read), strict=True)),
        map=_map_below(team, chosen, wish, past.today(_company(place, higher).uid, DIMENSIONS)) if leads else None,
    )


def _panels(past: Past, place: Place, beside: Sequence[Place], instead: Sequence[Place]) -> tuple[Panel, ...]:
    """Return a panel for each dimension; its line names both, so that tables of numbers can be told apart."""
    words = questions.words_of_dimensions()
    names = {each: _("%(dimension)s in %(team)s", dimension=words[each], team=place.name) for each in DIMENSIONS}
    return tuple(panels.panel(each, past, Place(place.uid, names[each]), beside, instead) for each in DIMENSIONS)


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
    return Past(past.rounds, past.labels, {**past.scores, **found})


def _summary(past: Past, team: Team, took_part: Sequence[TookPart]) -> Summary:
    found = tuple(panels.panel(dimension, past, _place(team), (), ()) for dimension in DIMENSIONS)
    return Summary(_place(team), found, next((each for each in took_part if each.team == team.uid), None))


def _news(about: Round, top: Team | None) -> tuple[list[Score], list[TookPart], dict[str, tuple[Node, ...]]]:
    """Return the round's announced changes and silences inside a branch, with the way to each team."""
    if top is None:
        return [], [], {}
    news, silent = stored.news(about.id), stored.fell_silent(about.id)
    ways = queries.paths({score.team for score in news} | {each.team for each in silent})
    inside = {uid for uid, way in ways.items() if any(step.id == top.id for step in way) and len(way) > 1}
    return [each for each in news if each.team in inside], [each for each in silent if each.team in inside], ways


def _alerts(
    news: Sequence[Score], silent: Sequence[TookPart], ways: Mapping[str, tuple[Node, ...]]
) -> tuple[Alert, ...]:
    """Return what to look at first: what went down, then who fell silent, then what went up; large changes first."""
    ordered = sorted(news, key=lambda score: -abs(score.change or 0.0))
    down = [Alert(ways[score.team], score) for score in ordered if (score.change or 0.0) < 0]
    up = [Alert(ways[score.team], score) for score in ordered if (score.change or 0.0) >= 0]
    return (*down, *(Alert(ways[each.team], None) for each in silent), *up)


def _map_below(team: Team, chosen: Chosen, wish: Wish, company: Mapping[str, Score]) -> Map | None:
    found = _map(team, chosen, wish, company)
    return found if found.branch.rows else None


def _map(top: Team, chosen: Chosen, wish: Wish, company: Mapping[str, Score]) -> Map:
    """Return the heat map of a branch; its middle colour stands around the company's own scores."""
    branch = queries.branch(top, chosen.round.id, wish.order, wish.page)
    rows = [(Node(top.id, top.uid, top.name, None), 0), *branch.rows]
    scores = {(s.team, s.dimension): s for s in stored.scores([chosen.round.id], [node.uid for node, _depth in rows])}
    shown = [score.score for score in company.values() if score.score is not None]
    names = questions.words_of_dimensions()
    short = {**names, "empowerment": _("Empower")}
    columns = [heatmap.Column(names[dimension], short[dimension]) for dimension in DIMENSIONS]
    made = [
        _row(node, depth, [scores.get((node.uid, dimension)) for dimension in DIMENSIONS], chosen)
        for node, depth in rows
    ]
    middle = round(sum(shown) / len(shown)) if shown else 60
    wide = any(square.wide for row in made for square in row.squares)
    return Map(heatmap.grid(columns, made, float(middle)), branch, wish.order, wide)


def _row(node: Node, depth: int, scores: Sequence[Score | None], chosen: Chosen) -> heatmap.Row:
    answers = max((score.n for score in scores if score is not None and score.n is not None), default=0)
    note = ngettext("%(num)s answer", "%(num)s answers", answers) if answers else None
    url = url_for("reports.team", uid=node.uid, **chosen.query)
    return heatmap.Row(node.name, tuple(readings.square(score) for score in scores), url, note, depth)


def _asked(about: Round, team: Team) -> dict[str, list[Asked]]:
    """Return the round's closed questions with the team's answers, by dimension."""
    given = {each.question: each for each in stored.answers(about.id, team.uid)}
    found: dict[str, list[Asked]] = {}
    for code, (question, text) in worded(about).items():
        if question.scale != Scale.TEXT:
            asked = Asked(code, question.dimension, text, question.reverse, given.get(code))
            found.setdefault(question.dimension, []).append(asked)
    return found


def worded(about: Round) -> dict[str, tuple[Question, str]]:
    """Return the round's questions in the version that was asked, in the reader's language."""
    numbers = dict(name.split("@") for name in about.questions.split(",") if "@" in name)
    language = str(get_locale() or "en").split("_")[0]
    return {
        code: (question, questions.text_in(version, language))
        for code, question in questions.by_code(list(numbers)).items()
        for version in question.versions
        if str(version.number) == numbers[code]
    }
