"""What is known of every unit on a measure, month by month, from stored figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from pulse.base.cache import cached
from pulse.base.db import db
from pulse.customers import queries, series
from pulse.customers.models import Figure, Measure
from pulse.customers.series import Point, UnitChange, Wobble


@dataclass(frozen=True)
class Courses:
    """One measure of all units: the months, each unit's course by its id, and what may be said of each."""

    months: tuple[date, ...]
    of: Mapping[int, Sequence[Point | None]]
    wobble: Wobble
    changes: Mapping[int, UnitChange]


def courses(measure: Measure) -> Courses:
    """Return what is known of every unit on a measure; kept until a figure changes."""
    told = select(func.count(), func.sum(Figure.mean), func.sum(Figure.n)).where(Figure.measure_id == measure.id)
    return cached(("courses", measure.id, tuple(db.session.execute(told).one())), lambda: _courses(measure))


def _courses(measure: Measure) -> Courses:
    figures = queries.figures(measures=[measure.id])
    if not figures:
        return Courses((), {}, Wobble(None, 0.0), {})
    shown = series.months(min(f.month for f in figures), max(f.month for f in figures))
    at = {month: place for place, month in enumerate(shown)}
    of: dict[int, list[Point | None]] = {}
    for figure in figures:
        line = of.setdefault(figure.unit_id, [None] * len(shown))
        line[at[figure.month]] = Point(figure.mean, figure.n, figure.sd)
    known = series.wobble(list(of.values()))
    return Courses(shown, of, known, series.changes(of, known))
