"""The link over the nights: what HR chose to look for, and each night's verdict, stored beside what it rests on."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import numpy as np
from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import reading, transaction
from pulse.customers.models import Measure
from pulse.linkage import outcome
from pulse.linkage.fixed_effects import Floats
from pulse.linkage.models import Choice, Expected, Strand, Verdict
from pulse.linkage.outcome import RULES
from pulse.linkage.panels import Panels
from pulse.linkage.queries import Gathered, gather
from pulse.people.models import Person
from pulse.scores.published import DIMENSIONS

LEASE: Final = timedelta(minutes=10)
TRIES: Final = 3  # a night
DIGITS: Final = 4  # of series, for charts alone


def choose(measure: Measure, expected: Expected, *, by: Person, now: datetime) -> Choice:
    """Begin a record of one measure and one direction; the record that was running ends, and stays."""
    before = running()
    if before is not None:
        before.running, before.ended_at = None, now
        audit.record("ended-link", f"choice:{before.uid}", by=by)
        db.session.flush()
    made = Choice(measure_id=measure.id, expected=expected.value, by_person_id=by.id, chosen_at=now, running=True)
    db.session.add(made)
    db.session.flush()
    audit.record("chose-link", f"choice:{made.uid}", by=by, measure=measure.uid, expected=expected.value)
    return made


def running() -> Choice | None:
    """Return the choice whose record goes on."""
    return db.session.scalar(select(Choice).where(Choice.running.is_(True)))


def compute(now: datetime) -> int:
    """Compute what is due: a new choice at once, then every night; return how many verdicts are new."""
    with transaction():
        due = db.session.scalar(select(Choice.id).where(_is_due(now)))
    return int(_compute(due, now)) if due else 0


def _is_due(now: datetime) -> ColumnElement[bool]:
    free = or_(Choice.leased_until.is_(None), Choice.leased_until <= now)
    return and_(Choice.running.is_(True), or_(Choice.looked_on.is_(None), Choice.looked_on < local_day(now)), free)


def _compute(choice_id: int, now: datetime) -> bool:
    """Compute one choice outside of any transaction; whoever dies over it leaves a lease that runs out."""
    measure_id = _claim(choice_id, now)
    if measure_id is None:
        return False
    with reading(db.engine) as connection:
        gathered = gather(connection, measure_id, local_day(now))
    if _is_known(choice_id, gathered):
        return _keep(choice_id, gathered, None, now)
    return _keep(choice_id, gathered, outcome.outcome(gathered.panels, quarters=gathered.quarters), now)


def _claim(choice_id: int, now: datetime) -> int | None:
    """Lease a choice to this process; None when another was first, or it was tried often enough tonight."""
    mine = update(Choice).where(Choice.id == choice_id, _is_due(now))
    with transaction():
        taken = db.session.execute(mine.values(leased_until=now + LEASE, tries=Choice.tries + 1))
        choice = db.session.get_one(Choice, choice_id)
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return None
        if choice.tries > TRIES:
            choice.failed, choice.looked_on, choice.tries, choice.leased_until = True, local_day(now), 0, None
            return None
        return choice.measure_id


def hash_of(gathered: Gathered) -> str:
    """Return the hash of all that a verdict rests on: the panels, their periods, and the rules."""
    return sha256(f"{RULES} {gathered.quarters} {gathered.panels.fingerprint}".encode()).hexdigest()


def _is_known(choice_id: int, gathered: Gathered) -> bool:
    with transaction():
        newest = _newest(choice_id)
    return newest is not None and newest.input_hash == hash_of(gathered)


def _newest(choice_id: int) -> Verdict | None:
    wanted = select(Verdict).where(Verdict.choice_id == choice_id).order_by(Verdict.computed_on.desc())
    return db.session.scalar(wanted.limit(1))


def _keep(choice_id: int, gathered: Gathered, found: outcome.Outcome | None, now: datetime) -> bool:
    """Store a new verdict with its series, and say that tonight is done; nothing when the choice has ended."""
    with transaction():
        done = update(Choice).where(Choice.id == choice_id, _is_mine(now))
        values = {"looked_on": local_day(now), "leased_until": None, "tries": 0, "failed": False}
        if db.session.execute(done.values(values)).rowcount != 1 or found is None:  # type: ignore[attr-defined]
            return False
        older = select(Verdict.id).where(Verdict.choice_id == choice_id)
        db.session.execute(delete(Strand).where(Strand.verdict_id.in_(older)))
        made = Verdict(
            choice_id=choice_id,
            input_hash=hash_of(gathered),
            computed_on=local_day(now),
            state=found.state.value,
            outcome=outcome.stored(found),
        )
        db.session.add(made)
        db.session.flush()
        db.session.add_all(_strands(made.id, gathered))
        return True


def _is_mine(now: datetime) -> ColumnElement[bool]:
    return and_(Choice.running.is_(True), Choice.leased_until == now + LEASE)


def _strands(verdict_id: int, gathered: Gathered) -> list[Strand]:
    panels = gathered.panels
    return [
        Strand(
            verdict_id=verdict_id,
            unit_id=unit_id,
            sentiment_level=round(float(np.nanmean(panels.sentiment[:, place])), DIGITS),
            customer_level=round(float(np.nanmean(panels.customers[place])), DIGITS),
            series=series_of(panels, place),
        )
        for place, unit_id in enumerate(panels.units)
    ]


def series_of(panels: Panels, place: int) -> dict[str, Any]:
    """Return the series of one unit as they are stored: sentiment by dimension, customers, and the periods."""
    return {
        **{name: _series(panels.sentiment[row, place]) for row, name in enumerate(DIMENSIONS)},
        "customers": _series(panels.customers[place]),
        "months": [day.isoformat() for day in panels.periods],
    }


def _series(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), DIGITS) for value in values]
