"""Gathers the picture of a result before and after what was promised because of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from flask import Response, after_this_request, current_app
from flask_babel import format_date, get_locale, get_timezone
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base.errors import NotFound
from pulse.base.may import May
from pulse.base.transactions import note
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.promises.compared import Compared, compared, nearest, window
from pulse.promises.models import Promise
from pulse.promises.terms import State
from pulse.questions import queries as questions
from pulse.reports import history, panels, readings
from pulse.reports import queries as reports
from pulse.reports.marks import Event
from pulse.reports.panels import Panel, Past, Place
from pulse.rounds import queries as rounds
from pulse.rounds.models import Round
from pulse.scores import queries as stored
from pulse.scores.published import DIMENSIONS
from pulse.scores.stored import Score


@dataclass(frozen=True)
class Picture:
    """A team's dimension through the rounds around a promise; `sisters`: whether the quiet lines are other teams."""

    panel: Panel
    dimension: str
    team: Team
    rounds: int
    compared: Compared
    sisters: bool

    @property
    def reading(self) -> str:
        """Return the score the finding speaks of, with its range."""
        reading = readings.reading(self.compared.score)
        return f"{_('about')} {reading.text}" if reading.about else reading.text


@dataclass(frozen=True)
class _Source:
    """The result that a promise came from."""

    round: Round
    team: Team
    dimension: str


def picture(promise: Promise, reader: Person) -> Picture | None:
    """Return the picture for who may read these results; it is then entered in the look-log. None: there is none."""
    source = _source(promise.source)
    if source is None or promise.made_on is None or not allowed(reader, May.READ_TEAM, source.team):
        return None
    course = reports.chosen(source.round.programme.uid, "")
    if course is None:
        return None
    shown = list(course.course)
    shown = shown[window([each.occurrence for each in shown], promise.made_on)]
    days = {each.id: each.occurrence for each in shown}
    sisters, upper = _beside(source.team, reader)
    rows = stored.scores(list(days), [source.team.uid, *(each.uid for each in (*sisters, *upper))])
    scores = {(row.team, row.dimension, row.round_id): row for row in rows}
    past = Past(
        tuple(days),
        tuple(map(_label, shown)),
        scores,
        _events(promise, list(days.values())),
        reports.times(shown) if shown else None,
    )
    own = past.of(source.team.uid, source.dimension)
    chosen = _nearest(past, source, sisters, promise.made_on, days)
    beside = [Place(team.uid, team.name) for team in (chosen or upper)]
    _note_look(source.team)
    names = questions.words_of_dimensions()
    named = _("%(dimension)s in %(team)s", dimension=names[source.dimension], team=source.team.name)
    return Picture(
        panel=panels.panel(source.dimension, past, Place(source.team.uid, named), beside, ()),
        dimension=names[source.dimension],
        team=source.team,
        rounds=len(days),
        compared=compared(days, _kept_on(promise), own),
        sisters=bool(chosen),
    )


def _source(words: str) -> _Source | None:
    """Read "result:<round>/<team>/<dimension or question>"; None for a promise that came from something else."""
    kind, _colon, named = words.partition(":")
    parts = named.split("/")
    if kind != "result" or len(parts) != 3:
        return None
    dimension = parts[2] if parts[2] in DIMENSIONS else _dimension_of(parts[2])
    try:
        return _Source(rounds.round_(parts[0]), people.team(parts[1]), dimension) if dimension in DIMENSIONS else None
    except NotFound:
        return None


def _dimension_of(code: str) -> str:
    found = questions.by_code([code]).get(code)
    return found.dimension if found and not found.sensitive else ""


def _beside(team: Team, reader: Person) -> tuple[list[Team], list[Team]]:
    """Return sister teams, when the reader may read all of them; and the lines to show where there are none."""
    above = people.ancestry(team.id)[1:]
    if not above:
        return [], []
    upper = [each for each in above[:1] if allowed(reader, May.READ_TEAM, each)]
    company = [each for each in above[-1:] if each not in upper]
    if not allowed(reader, May.READ_RESULTS, above[0]):
        return [], [*upper, *company]
    sisters = [each for each in people.open_teams() if each.parent_id == above[0].id and each.id != team.id]
    return sisters, [*upper, *company]


def _nearest(
    past: Past, source: _Source, sisters: Iterable[Team], made_on: date, days: Mapping[int, date]
) -> list[Team]:
    """Return the sister teams that are shown at all, those whose level lay nearest before the promise was made."""
    before = [round_id for round_id, day in days.items() if day < made_on]
    by_uid = {team.uid: team for team in sisters}
    levels = {uid: _level(past.of(uid, source.dimension), before) for uid in by_uid}
    own = _level(past.of(source.team.uid, source.dimension), before)
    known = {uid: level for uid, level in levels.items() if level is not None}
    return [by_uid[uid] for uid in nearest(known, own)]


def _level(scores: Mapping[int, Score], before: Sequence[int]) -> float | None:
    found = [score.score for round_id in before if (score := scores.get(round_id)) and score.score is not None]
    return sum(found) / len(found) if found else None


def _kept_on(promise: Promise) -> date | None:
    return promise.settled_on if promise.state in {State.KEPT, State.PARTLY} else None


def _events(promise: Promise, days: Sequence[date]) -> tuple[Event, ...]:
    """Return the marks at its making and its keeping."""
    told = ((promise.made_on, _("Promise made")), (_kept_on(promise), _("Promise kept")))
    placed = [(day, words, history.place(day, days)) for day, words in told if day is not None]
    return tuple(Event(at, words, format_date(day, "medium")) for day, words, at in placed if at is not None)


def _label(shown: Round) -> str:
    """Name a round by its day, as charts of results do."""
    return str(format_skeleton("MMMd", shown.opens_at, tzinfo=get_timezone(), locale=get_locale()))


def _note_look(team: Team) -> None:
    """Enter in the look-log, when the page has succeeded, that results of a team were opened with it."""
    seen = current_app.extensions["pulse.look"]("promise", team)

    @after_this_request
    def _looked(response: Response) -> Response:
        if response.status_code == 200 and seen is not None:
            note(seen)
        return response
