"""What a page says about one dimension of a team: this round's score, its course, its questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pulse.reports import charts, readings
from pulse.reports.counts import CountSaid, Saying, bar, said
from pulse.reports.figure_signs import Hidden, Turn
from pulse.reports.marks import Drawn, Event, Line, Part, Trend
from pulse.reports.norms import Norm
from pulse.reports.timeline import Timeline
from pulse.scores.agreement import Agreement, a_star, of_bands, worded
from pulse.scores.published import DIMENSIONS
from pulse.scores.stored import Given, Score, TookPart

Scores = Mapping[tuple[str, str, int], Score]  # by team, dimension, round


@dataclass(frozen=True)
class Place:
    """A team as a line names it."""

    uid: str
    name: str


@dataclass(frozen=True)
class Past:
    """The scores of a few teams through the rounds that are shown, oldest first."""

    rounds: tuple[int, ...]
    labels: tuple[str, ...]
    scores: Scores
    events: tuple[Event, ...] = ()
    times: Timeline | None = None  # when they were

    @property
    def now(self) -> int:
        """Return the round the page is about."""
        return self.rounds[-1]

    def of(self, team: str, dimension: str) -> dict[int, Score]:
        """Return a team's scores on a dimension by round."""
        found = ((round_id, self.scores.get((team, dimension, round_id))) for round_id in self.rounds)
        return {round_id: score for round_id, score in found if score is not None}

    def line(self, place: Place, dimension: str) -> Line:
        """Return a team's line."""
        return readings.line(place.name, self.rounds, self.of(place.uid, dimension))

    def today(self, team: str, dimensions: Iterable[str]) -> dict[str, Score]:
        """Return a team's scores in the round the page is about, by dimension."""
        found = ((dimension, self.scores.get((team, dimension, self.now))) for dimension in dimensions)
        return {dimension: score for dimension, score in found if score is not None}

    def before(self, team: str, dimensions: Iterable[str]) -> list[Score]:
        """Return a team's earlier scores, oldest first."""
        wanted = [(team, dimension, round_id) for round_id in self.rounds[:-1] for dimension in dimensions]
        return [self.scores[subject] for subject in wanted if subject in self.scores]


@dataclass(frozen=True)
class Asked:
    """One question of the round in the reader's words, with a team's answers or the reason why there are none."""

    code: str
    dimension: str
    text: str
    reverse: bool
    given: Given | None
    norm: Norm | None = None
    sensitive: bool = False

    @property
    def scored(self) -> bool:
        """Whether its answers are part of the score of its dimension."""
        return self.dimension in DIMENSIONS and not self.sensitive

    @property
    def elsewhere(self) -> Norm | None:
        """Return what is usual elsewhere, where the reader sees a percentage to lay it beside: no count, no class."""
        if self.norm is None or self.given is None or self.hidden:
            return None
        return self.norm if self.said.saying is Saying.SHARE else None

    @property
    def hidden(self) -> Hidden | None:
        """Return why there are no answers to show."""
        return readings.hidden_by(self.given.gap) if self.given else Hidden.NO_DATA

    @property
    def said(self) -> CountSaid:
        """Return how the answers may be said."""
        return said(self._shown)

    @property
    def bar(self) -> tuple[Part, ...]:
        """Return the bar of the three bands."""
        return bar(self._shown)

    @property
    def agreement(self) -> Agreement | None:
        """Return how near opinions lie together; None where answers are few, or near-unanimous in a group."""
        given = self._shown
        return None if given.about else worded(a_star([of_bands(given.bands)]))

    @property
    def _shown(self) -> Given:
        if self.given is None:
            raise ValueError("this team was not asked")
        return self.given


@dataclass(frozen=True)
class Panel:
    """One dimension of a team; `instead`: the nearest team above that is shown, when this one is hidden."""

    dimension: str
    score: Score | None
    hidden: Hidden | None
    turn: Turn | None
    is_wide: bool
    chart: Trend | None
    spark: Drawn | None
    instead: tuple[Place, Score] | None = None

    @property
    def agreement(self) -> Agreement | None:
        """Return how near opinions lie together, over the dimension's questions of this round."""
        return None if self.hidden or self.score is None else worded(self.score.agreement)


def panel(dimension: str, past: Past, team: Place, beside: Sequence[Place], above: Sequence[Place]) -> Panel:
    """Return a team's panel; `beside` are the quiet lines, `above` the teams above it, nearest first."""
    main = past.line(team, dimension)
    score = past.of(team.uid, dimension).get(past.now)
    reason = readings.hidden(score)
    points = sum(reading.score is not None for reading in main.readings)
    quiet = [line for line in (past.line(place, dimension) for place in beside) if _has_points(line)]
    return Panel(
        dimension=dimension,
        score=score,
        hidden=reason,
        turn=readings.turn(score),
        is_wide=readings.is_wide(score),
        chart=_chart(past, main, quiet) if points and len(past.rounds) > 1 else None,
        spark=charts.sparkline(main, times=past.times) if points > 1 else None,
        instead=_instead(dimension, past, above) if reason else None,
    )


def _chart(past: Past, main: Line, quiet: Sequence[Line]) -> Trend:
    return charts.trend(past.labels, main, quiet, past.events, times=past.times)


def _has_points(line: Line) -> bool:
    return any(reading.score is not None for reading in line.readings)


def _instead(dimension: str, past: Past, above: Sequence[Place]) -> tuple[Place, Score] | None:
    """Return the nearest team above that has a score: a summary, no questions and no comments."""
    for place in above:
        score = past.of(place.uid, dimension).get(past.now)
        if score is not None and score.score is not None:
            return place, score
    return None


def response(past: Past, name: str, took_part: Iterable[TookPart], team: str) -> Trend | None:
    """Return the chart of the shares that took part; None where there is no line to draw."""
    by_round = {each.round_id: each for each in took_part if each.team == team}
    if len(by_round.keys() & set(past.rounds)) < 2:
        return None
    asked = {s.round_id for s in past.before(team, DIMENSIONS) if readings.hidden(s) is not Hidden.NO_DATA}
    line = readings.shares(name, past.rounds, by_round, asked | {past.now})
    return charts.response(past.labels, line, past.events, times=past.times)
