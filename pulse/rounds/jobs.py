"""What the tick does for rounds: open, remind, close and seal on time. The database says what is due."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from pulse.ballots import actions as ballots
from pulse.base import clock
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.programmes import queries as programmes
from pulse.programmes.recurrence import RhythmError, due
from pulse.rounds import actions, participation, queries
from pulse.rounds.models import Round, Step

LEASE = timedelta(minutes=15)
MOST_STEPS = 8


def advance(now: datetime | None = None) -> int:
    """Do everything that is due; return how many steps were taken. Any number of processes may call this."""
    moment = now or clock.now()
    taken = _work(moment) + announce_due(moment)
    taken += _work(moment)
    if taken:
        actions.empty_log()
    return taken


def announce_due(now: datetime) -> int:
    """Write down the rounds whose hour has come."""
    with transaction():
        wanted = [programme.id for programme in programmes.running()]
    return sum(_announce(programme_id, now) for programme_id in wanted)


def _announce(programme_id: int, now: datetime) -> int:
    try:
        with transaction():
            programme = next((p for p in programmes.running() if p.id == programme_id), None)
            last = queries.last_of(programme) if programme else None
            # One after the other: the next round names the tables of the one before.
            if programme is None or (last and last.step not in {Step.SEALED.value, Step.SKIPPED.value}):
                return 0
            occurrence = due(programmes.rhythm_of(programme), last.occurrence if last else None, now)
            if occurrence is None:
                return 0
            actions.announce(programme, occurrence)
        return 1
    except IntegrityError:
        return 0  # another process was first
    except RhythmError as error:
        structlog.get_logger("pulse").error("rhythm", programme=programme_id, error=str(error))
        return 0


def _work(now: datetime) -> int:
    with transaction():
        waiting = list(queries.due(now))
    return each(waiting, lambda round_id: _finish(round_id, now))


def each(rounds: Iterable[int], work: Callable[[int], int]) -> int:
    """Return how many steps all took; one round in trouble stops the tick only after the others had theirs."""
    taken, troubles = 0, []
    for round_id in rounds:
        try:
            taken += work(round_id)
        except Exception as error:  # noqa: BLE001  one broken round may not stop the others
            structlog.get_logger("pulse").error("round", round=round_id, error=type(error).__name__)
            troubles.append(error)
    if troubles:
        raise troubles[0]
    return taken


def _finish(round_id: int, now: datetime) -> int:
    """Take one round as far as it can go now, holding its lease."""
    if not claim(round_id, now):
        return 0
    taken = 0
    try:
        while taken < MOST_STEPS and step(round_id, now):
            taken += 1
    finally:
        with transaction():
            db.session.execute(update(Round).where(Round.id == round_id).values(leased_until=None))
    return taken


def claim(round_id: int, now: datetime) -> bool:
    """Lease a round for this process; only one succeeds."""
    free = or_(Round.leased_until.is_(None), Round.leased_until <= now)
    with transaction():
        wanted = update(Round).where(Round.id == round_id, free).values(leased_until=now + LEASE)
        return bool(db.session.execute(wanted).rowcount == 1)  # type: ignore[attr-defined]


def step(round_id: int, now: datetime) -> bool:
    """Take one step in a transaction of its own; return whether there was one to take."""
    with transaction():
        # The row stays locked: a process that outlived its lease must not open or seal beside its successor.
        current = db.session.get(Round, round_id, with_for_update=True)
        act = _next(current, now) if current else None
        if act is None:
            return False
        act()
    return True


def _next(current: Round, now: datetime) -> Callable[[], None] | None:
    sealing: dict[str, Callable[[], None]] = {
        Step.OPENING.value: lambda: actions.open_round(current, now=now),
        Step.CLOSED.value: lambda: actions.freeze(current),
        Step.FROZEN.value: lambda: actions.publish(current),
        Step.PUBLISHED.value: lambda: actions.destroy(current),
        Step.DESTROYED.value: lambda: actions.forget(current, now=now),
    }
    if current.step != Step.OPEN.value:
        return sealing.get(current.step)
    if current.closes_at <= now:
        return lambda: actions.close(current, now=now)
    if _reminder_due(current, now):
        return lambda: actions.remind(current, now=now)
    if _counts_again(current, now):
        return lambda: actions.count(current, now=now)
    return None


def _counts_again(current: Round, now: datetime) -> bool:
    at = current.counted_at
    return at is None or participation.counts_again(current.members, at, now, current.programme.timezone)


def _reminder_due(current: Round, now: datetime) -> bool:
    first = current.reminded < 1 and current.remind_at is not None and current.remind_at <= now
    second = current.reminded < 2 and current.remind_again_at is not None and current.remind_again_at <= now
    return first or second


def shuffle(now: datetime | None = None) -> bool:
    """Write ballots and seats of open rounds anew, every quarter of an hour; return whether it was time."""
    moment = now or clock.now()
    # One tick early: the next one would come when the promised time is over.
    before = moment - timedelta(minutes=settings().rewrite_minutes) + timedelta(seconds=2 * settings().tick_seconds)
    due_now = or_(Round.rewritten_at.is_(None), Round.rewritten_at <= before)
    with transaction():
        wanted = update(Round).where(Round.step == Step.OPEN.value, due_now).values(rewritten_at=moment)
        if not db.session.execute(wanted).rowcount:  # type: ignore[attr-defined]
            return False
        ballots.rewrite()  # inside: a crash or a busy database gives the hour back, and the next tick tries again
        actions.rewrite_seats()
    return True
