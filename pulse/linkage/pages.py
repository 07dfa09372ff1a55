"""Gathers what the page of the link shows: stored verdicts and series alone, nothing is computed for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.customers import queries, series_queries
from pulse.customers import series as course
from pulse.customers.models import Measure, Unit, UnitTeam
from pulse.customers.units import uppers
from pulse.linkage import actions
from pulse.linkage import wording as link_words
from pulse.linkage.examples import Example
from pulse.linkage.lag_chart import LagPicture, Luck, UnitSpot, lag_picture, luck, snapshot
from pulse.linkage.models import Choice, Strand, Verdict
from pulse.linkage.naive import Naive
from pulse.linkage.outcome import Outcome, restored
from pulse.linkage.preparing import number_of
from pulse.linkage.queries import parents
from pulse.linkage.wording import Said, Tick
from pulse.people.models import Person, Team
from pulse.questions import queries as questions
from pulse.reports import charts, wording
from pulse.reports.marks import Event, Line, Reading, Trend
from pulse.reports.models import Event as Marked
from pulse.reports.timeline import by_date
from pulse.scores.published import DIMENSIONS

HEIGHT = 150.0  # px of each of the two panels


class Progress(StrEnum):
    """Where tonight's computation stands."""

    WAITING = "waiting"
    COMPUTING = "computing"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True)
class Pair:
    """The two panels of one unit, over the same months; never one above the other's axis."""

    name: str
    team: Trend
    customers: Trend


@dataclass(frozen=True)
class ShownVerdict:
    """One verdict as a page shows it."""

    measure: str
    outcome: Outcome
    said: Said
    dimension: str
    pair: Pair | None = None
    lags: LagPicture | None = None
    luck: Luck | None = None
    ticks: tuple[Tick, ...] = ()
    order: str = ""


@dataclass(frozen=True)
class Record:
    """One choice, with its verdicts so far, the newest first."""

    choice: Choice
    measure: Measure
    verdicts: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class LinkPage:
    """What the page of the link shows one person; `units` are those they may read."""

    record: Record
    progress: Progress
    shown: ShownVerdict | None
    computed_on: date | None
    as_expected: bool | None
    units: tuple[Unit, ...]
    unit: Unit | None
    standings: tuple[tuple[str, UnitSpot], ...]
    records: tuple[Record, ...]


def link_page(person: Person, unit_uid: str, now: datetime) -> LinkPage | None:
    """Return the page of the choice that runs; None before the first."""
    every = records()
    running = next((each for each in every if each.choice.running), None)
    if running is None:
        return None
    newest = newest_verdict(running.choice)
    outcome = restored(newest.outcome) if newest else None
    levels = _levels(newest)
    readable = [unit for unit in queries.readable_units(person) if unit.id in {row[0] for row in levels}]
    unit = _asked_for(readable, unit_uid)
    return LinkPage(
        record=running,
        progress=_progress(running.choice, now),
        shown=shown(outcome, running.measure, _pair(newest, unit, outcome, running.measure)) if outcome else None,
        computed_on=newest.computed_on if newest else None,
        as_expected=_as_expected(running.choice, outcome),
        units=tuple(readable),
        unit=unit,
        standings=_standings(levels, readable),
        records=tuple(every),
    )


def records() -> list[Record]:
    """Return every choice there was, the newest first, with its verdicts."""
    said: dict[int, list[tuple[date, str]]] = {}
    wanted = select(Verdict.choice_id, Verdict.computed_on, Verdict.state).order_by(Verdict.computed_on.desc())
    for choice_id, day, state in db.session.execute(wanted):
        said.setdefault(choice_id, []).append((day, state))
    rows = db.session.execute(select(Choice, Measure).join(Measure).order_by(Choice.id.desc()))
    return [Record(choice, measure, tuple(said.get(choice.id, ()))) for choice, measure in rows]


def newest_verdict(choice: Choice) -> Verdict | None:
    """Return the newest verdict of a choice."""
    wanted = select(Verdict).where(Verdict.choice_id == choice.id).order_by(Verdict.computed_on.desc())
    return db.session.scalar(wanted.limit(1))


def _progress(choice: Choice, now: datetime) -> Progress:
    if choice.leased_until is not None and choice.leased_until > now:
        return Progress.COMPUTING
    if choice.failed:
        return Progress.FAILED
    return Progress.DONE if choice.looked_on is not None else Progress.WAITING


def _as_expected(choice: Choice, outcome: Outcome | None) -> bool | None:
    """Return whether the measure moves as was expected; None where nothing is said of a direction."""
    if outcome is None or outcome.link is None or outcome.link.checks is None:
        return None
    return (outcome.link.best.b > 0) == (choice.expected == "higher")


def shown(outcome: Outcome, measure: Measure, pair: Pair | None) -> ShownVerdict:
    """Return a verdict as pages show it."""
    return worded(outcome, (measure.name, measure.higher_is_better), pair)


def worded(outcome: Outcome, measure: tuple[str, bool], pair: Pair | None) -> ShownVerdict:
    """Return a verdict as pages show it; `measure`: its name, and whether higher is better."""
    found, said = outcome.link, link_words.said(outcome, higher_is_better=measure[1])
    dimension = questions.words_of_dimensions()[_dimension(outcome)]
    if found is None:
        return ShownVerdict(measure[0], outcome, said, dimension, pair)
    return ShownVerdict(
        measure[0],
        outcome,
        said,
        dimension,
        pair,
        lags=lag_picture(found),
        luck=luck(found),
        ticks=link_words.ticks(found.checks) if found.checks else (),
        order=link_words.order_of(found) if found.checks else "",
    )


def _dimension(outcome: Outcome) -> str:
    return outcome.link.best.dimension if outcome.link else DIMENSIONS[0]


def _levels(newest: Verdict | None) -> list[tuple[int, float, float]]:
    if newest is None:
        return []
    wanted = select(Strand.unit_id, Strand.sentiment_level, Strand.customer_level)
    rows = db.session.execute(wanted.where(Strand.verdict_id == newest.id).order_by(Strand.unit_id))
    return [(row[0], row[1], row[2]) for row in rows]


def _asked_for(readable: Sequence[Unit], uid: str) -> Unit | None:
    """Return the unit that was asked for, else the first; raise NotFound for one that is not theirs to read."""
    if not uid:
        return readable[0] if readable else None
    found = next((unit for unit in readable if unit.uid == uid), None)
    if found is None:
        raise NotFound
    return found


def _standings(
    levels: Sequence[tuple[int, float, float]], readable: Sequence[Unit]
) -> tuple[tuple[str, UnitSpot], ...]:
    names = {unit.id: unit.name for unit in readable}
    return tuple((names[each.unit], each) for each in snapshot(levels) if each.unit in names)


def _pair(newest: Verdict | None, unit: Unit | None, outcome: Outcome | None, measure: Measure) -> Pair | None:
    if newest is None or unit is None or outcome is None:
        return None
    strand = db.session.get_one(Strand, (newest.id, unit.id))
    months = [date.fromisoformat(day) for day in strand.series["months"]]
    ranges = {} if outcome.quarters else _ranges(measure, unit)
    events = tuple(_events(unit, months, quarters=outcome.quarters))
    return pair((unit.name, measure.name), strand.series, _dimension(outcome), events, ranges)


def pair(
    names: tuple[str, str],
    series: Mapping[str, Any],
    dimension: str,
    events: Sequence[Event] = (),
    ranges: Mapping[date, tuple[float, float]] | None = None,
) -> Pair:
    """Return the two panels; `names`: of the unit and of the measure; `ranges` of the customers' months."""
    months = [date.fromisoformat(day) for day in series["months"]]
    labels = [format_date(month, "MMM yyyy") for month in months]
    known = ranges or {}
    said = questions.words_of_dimensions()[dimension]
    team = Line(said, tuple(Reading(value) for value in series[dimension]))
    heard = tuple(
        Reading() if value is None else Reading(value, *known.get(month, (None, None)))
        for month, value in zip(months, series["customers"], strict=True)
    )
    times = by_date(months)
    drawn = charts.trend(labels, team, (), events, HEIGHT, times)
    return Pair(names[0], drawn, charts.trend(labels, Line(names[1], heard), (), events, HEIGHT, times))


def _ranges(measure: Measure, unit: Unit) -> dict[date, tuple[float, float]]:
    found = series_queries.courses(measure)
    points = zip(found.months, found.of.get(unit.id, ()), strict=False)
    return {month: course.month_range(point, found.wobble) for month, point in points if point is not None}


def _events(unit: Unit, months: Sequence[date], *, quarters: bool) -> list[Event]:
    """Return what was marked of a unit's teams and of those above them, as charts draw it."""
    own = set(db.session.scalars(select(UnitTeam.team_uid).where(UnitTeam.unit_id == unit.id)))
    parent = parents(db.session.connection())
    above = {upper for uid in own for upper in uppers(uid, parent)} - own
    wanted = select(Marked).where(Marked.team_uid.in_(own | above)).order_by(Marked.day)
    marked = list(db.session.scalars(wanted))
    names = {row[0]: row[1] for row in db.session.execute(select(Team.uid, Team.name).where(Team.uid.in_(above)))}
    first = number_of(months[0], quarters=quarters)
    found = []
    for each in marked:
        at = number_of(each.day, quarters=quarters) - first + (0.0 if quarters else (each.day.day - 1) / 31)
        if 0 <= at <= len(months) - 1:
            found.append(wording.mark(each, at, names.get(each.team_uid, "")))
    return found


@dataclass(frozen=True)
class NaivePage:
    """What plain correlations say of the same figures: the company's averages as two panels, and three verdicts."""

    shown: ShownVerdict
    naive: Naive
    pair: Pair


def naive_page() -> NaivePage | None:
    """Return what plain correlations say of the newest verdict's panels; None where there are too few."""
    choice = actions.running()
    newest = newest_verdict(choice) if choice else None
    outcome = restored(newest.outcome) if newest else None
    if choice is None or outcome is None or outcome.naive is None:
        return None
    measure = db.session.get_one(Measure, choice.measure_id)
    series = {"months": outcome.naive.months, _dimension(outcome): outcome.naive.sentiment}
    averages = pair(
        (_("All units"), measure.name), {**series, "customers": outcome.naive.customers}, _dimension(outcome)
    )
    return NaivePage(shown(outcome, measure, None), outcome.naive, averages)


def example(made: Example) -> ShownVerdict:
    """Return a made-up example as pages show it."""
    measure = _("Satisfaction")
    return worded(made.outcome, (measure, True), pair((made.unit, measure), made.series, _dimension(made.outcome)))
