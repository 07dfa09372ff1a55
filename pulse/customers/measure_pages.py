"""Gathers what pages of customer measures show: from stored figures alone, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from pulse.base.db import db
from pulse.customers import queries, series
from pulse.customers.models import Goal, Measure, Unit
from pulse.customers.series import Point, Span, Turn, UnitChange, Wobble
from pulse.customers.series_queries import Courses, courses
from pulse.people.models import Person
from pulse.reports import charts, figure_signs, wording
from pulse.reports.marks import Drawn, Event, Line, Reading, Trend
from pulse.reports.models import Event as Marked
from pulse.scores.all_clear import Tested

SHOWN = 36  # months on a chart
ROWS = 40  # units on one page
FIRST = 8  # units named to look at first

_TURNS = {
    Turn.HIGHER: figure_signs.Turn.HIGHER,
    Turn.LOWER: figure_signs.Turn.LOWER,
    Turn.UNCLEAR: figure_signs.Turn.UNCLEAR,
}


@dataclass(frozen=True)
class UnitRow:
    """A unit on one measure."""

    unit: Unit
    lately: Span | None
    change: UnitChange
    silent: int | None
    spark: Drawn | None


@dataclass(frozen=True)
class MeasurePage:
    """All units on one measure; `first`: those to look at first."""

    measure: Measure
    rows: tuple[UnitRow, ...]
    first: tuple[UnitRow, ...]
    company: Span | None
    newest: date | None
    page: int
    pages: int
    tested: Tested  # units of which a change could have shown


@dataclass(frozen=True)
class Bar:
    """The number of ratings of a month: a bar's place and height, both in percent."""

    x: float
    width: float
    height: float
    label: str
    n: int | None


@dataclass(frozen=True)
class Panel:
    """One measure of one unit."""

    measure: Measure
    row: UnitRow
    chart: Trend | None
    bars: tuple[Bar, ...]
    goal: float | None


def measure_page(person: Person, measure: Measure, page: int) -> MeasurePage:
    """Return the page of a measure: units that the person may read, by name."""
    found = courses(measure)
    readable = [unit for unit in queries.readable_units(person) if unit.id in found.of]
    pages = max(1, -(-len(readable) // ROWS))
    page = min(max(1, page), pages)
    rows = {unit.id: _row(unit, measure, found) for unit in readable}
    clear = [row for row in rows.values() if row.silent or row.change.turn in (Turn.HIGHER, Turn.LOWER)]
    return MeasurePage(
        measure=measure,
        rows=tuple(rows[unit.id] for unit in readable[(page - 1) * ROWS : page * ROWS]),
        first=tuple(sorted(clear, key=lambda row: _urgency(row, measure))[:FIRST]),
        company=whole(found),
        newest=found.months[-1] if found.months else None,
        page=page,
        pages=pages,
        tested=_tested([row.change for row in rows.values()]),
    )


def _tested(changes: Sequence[UnitChange]) -> Tested:
    untested = sum(change.turn is Turn.UNKNOWN for change in changes)
    return Tested(len(changes) - untested, untested)


def _urgency(row: UnitRow, measure: Measure) -> tuple[int, float]:
    worse = (row.change.turn is Turn.LOWER) == measure.higher_is_better
    return (1 if row.silent else 0 if worse else 2, -abs(row.change.points or 0.0))


def whole(found: Courses) -> Span | None:
    """Return the mean of all units over the last three months, each rating counting once."""
    spans = [span for line in found.of.values() if (span := series.lately(line, found.wobble))]
    if not spans:
        return None
    weights = [float(span.n or 1) for span in spans]
    mean = sum(w * span.mean for w, span in zip(weights, spans, strict=True)) / sum(weights)
    half = sum((w * (span.high - span.low) / 2) ** 2 for w, span in zip(weights, spans, strict=True)) ** 0.5 / sum(
        weights
    )
    told = [span.n for span in spans]
    return Span(mean, mean - half, mean + half, None if None in told else sum(n or 0 for n in told))


def _row(unit: Unit, measure: Measure, found: Courses) -> UnitRow:
    line = found.of[unit.id]
    return UnitRow(
        unit=unit,
        lately=series.lately(line, found.wobble),
        change=found.changes[unit.id],
        silent=series.silent(line),
        spark=charts.sparkline(_line(measure.name, line[-SHOWN:], found.wobble)) if sum(map(bool, line)) > 1 else None,
    )


def _line(name: str, points: Sequence[Point | None], known: Wobble, turn: figure_signs.Turn | None = None) -> Line:
    readings = [_reading(point, known) for point in points]
    if turn in (figure_signs.Turn.HIGHER, figure_signs.Turn.LOWER) and readings[-1].score is not None:
        last = readings[-1]
        readings[-1] = Reading(last.score, last.low, last.high, last.n, turn=turn)
    return Line(name, tuple(readings))


def _reading(point: Point | None, known: Wobble) -> Reading:
    if point is None:
        return Reading(hidden=figure_signs.Hidden.NO_DATA)
    if point.n is not None and point.n < series.FEW:
        return Reading(hidden=figure_signs.Hidden.TOO_FEW)
    low, high = series.month_range(point, known)
    return Reading(point.mean, low, high, point.n)


def panels(unit: Unit) -> list[Panel]:
    """Return everything that is measured of a unit, satisfaction first."""
    goals = {g.measure_id: g.value for g in db.session.scalars(select(Goal).where(Goal.unit_id == unit.id))}
    marked = _events(unit)
    return [
        _panel(unit, measure, known, goals.get(measure.id), marked)
        for measure in queries.measures_with_figures()
        for known in [courses(measure)]
        if unit.id in known.of
    ]


def _panel(unit: Unit, measure: Measure, found: Courses, goal: float | None, marked: Sequence[Marked]) -> Panel:
    row, shown = _row(unit, measure, found), found.months[-SHOWN:]
    points = found.of[unit.id][-SHOWN:]
    main = _line(measure.name, points, found.wobble, _TURNS.get(row.change.turn))
    beside = [Line(_("Goal"), tuple(Reading(goal) for _month in shown))] if goal is not None else []
    labels = [format_date(month, "MMM yyyy") for month in shown]
    drawn = len([point for point in points if point]) > 1
    return Panel(
        measure=measure,
        row=row,
        chart=charts.trend(labels, main, beside, [e for m in marked if (e := _event(m, shown))]) if drawn else None,
        bars=_bars(points, labels),
        goal=goal,
    )


def _bars(points: Sequence[Point | None], labels: Sequence[str]) -> tuple[Bar, ...]:
    counts = [point.n if point else 0 for point in points]
    most = max((n or 0 for n in counts), default=0)
    if not most:
        return ()
    width = 100 / len(counts)
    return tuple(
        Bar(round(k * width, 3), round(width * 0.8, 3), round(100 * (n or 0) / most, 2), label, n)
        for k, (n, label) in enumerate(zip(counts, labels, strict=True))
    )


def _events(unit: Unit) -> list[Marked]:
    uids = queries.teams_of_units().get(unit.id, frozenset())
    return list(db.session.scalars(select(Marked).where(Marked.team_uid.in_(uids)).order_by(Marked.day)))


def _event(marked: Marked, shown: Sequence[date]) -> Event | None:
    at = (marked.day.year - shown[0].year) * 12 + marked.day.month - shown[0].month + (marked.day.day - 1) / 31
    if not 0 <= at <= len(shown) - 1:
        return None
    return wording.mark(marked, at, "")
