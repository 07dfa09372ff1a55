"""Gathers what the outside-in page shows: teams' own view beside their customers', from published answers."""

from dataclasses import dataclass
from math import sqrt

from sqlalchemy import select

from pulse.base.db import db
from pulse.customers import queries, series
from pulse.customers.loyalty_pages import YEAR
from pulse.customers.models import Measure, MeasureKind, Unit
from pulse.customers.outside_in import Gap, gaps
from pulse.customers.queries import readable_units
from pulse.customers.series import Span
from pulse.customers.series_queries import courses
from pulse.people.models import Person
from pulse.rounds.models import Round
from pulse.scores.all_clear import Calm, Tested
from pulse.scores.models import Answered
from pulse.scores.queries import given
from pulse.scores.stored import Given

QUESTION = "O5"  # "Our customers would say we deliver what we promise."
ROUNDS = 3  # the newest that asked it


@dataclass(frozen=True)
class Outside:
    """The gaps of units, the largest first, and the customers' measure they are laid beside."""

    measure: Measure
    gaps: tuple[tuple[Unit, Gap], ...]
    rounds: int

    @property
    def calm(self) -> Calm:
        """Return what may be said when no gap is clear: each unit that is shown was compared."""
        return Tested(len(self.gaps), 0).calm


def outside(person: Person) -> Outside | None:
    """Return the gaps; None while the question was never asked, or no customer measure is there."""
    measure = measure_beside()
    rounds = _asked()
    if measure is None or not rounds:
        return None
    known, said = courses(measure), _said(rounds)
    uids = queries.teams_of_units()
    views = {
        unit.id: (inside, beyond)
        for unit in queries.units()
        if unit.id in known.of
        and (beyond := series.over(known.of[unit.id], known.wobble, YEAR))
        and (inside := _pooled([each for uid in uids.get(unit.id, ()) for each in said.get(uid, ())]))
    }
    every = gaps(views)
    found = [(unit, every[unit.id]) for unit in readable_units(person) if unit.id in every]
    return Outside(measure, tuple(sorted(found, key=lambda pair: -pair[1].points)), len(rounds))


def measure_beside() -> Measure | None:
    """Return whether customers say that promises are kept, if half of the units are asked; else their satisfaction."""
    by_kind = {measure.kind: measure for measure in reversed(queries.measures_with_figures())}
    promise, satisfaction = by_kind.get(MeasureKind.PROMISE), by_kind.get(MeasureKind.SATISFACTION)
    if promise and satisfaction and 2 * len(courses(promise).of) < len(courses(satisfaction).of):
        return satisfaction
    return promise or satisfaction


def _asked() -> list[int]:
    wanted = select(Round.id).join(Answered, Answered.round_id == Round.id).where(Answered.question == QUESTION)
    return list(db.session.scalars(wanted.group_by(Round.id).order_by(Round.opens_at.desc()).limit(ROUNDS)))


def _said(rounds: list[int]) -> dict[str, list[Given]]:
    wanted = select(Answered.team_uid, Answered.gap, Answered.shown)
    wanted = wanted.where(Answered.round_id.in_(rounds), Answered.question == QUESTION, Answered.gap == "")
    found: dict[str, list[Given]] = {}
    for uid, hidden, shown in db.session.execute(wanted):
        found.setdefault(uid, []).append(given(QUESTION, hidden, shown))
    return found


def _pooled(said: list[Given]) -> Span | None:
    """Return the mean of published scores, each answer counting once; a score without a range has none to add."""
    n = sum(each.n for each in said)
    if not n:
        return None
    mean = sum(each.n * each.score for each in said) / n
    half = sqrt(sum((each.n * ((each.high or 0.0) - (each.low or 0.0)) / 2) ** 2 for each in said)) / n
    return Span(mean, max(0.0, mean - half), min(100.0, mean + half), n)
