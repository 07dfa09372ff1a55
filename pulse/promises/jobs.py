"""What the tick does for promises: remind owners in time, and write down what is past due without a word."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.promises import actions, spread_actions
from pulse.promises.models import Promise
from pulse.promises.queries import today
from pulse.promises.terms import AWAITED

AHEAD = timedelta(days=max(spread_actions.REMINDERS) + 1)  # somewhere it is a day later than in UTC
WAITING = [state.value for state in AWAITED]


def advance(now: datetime | None = None) -> int:
    """Break what is past due, remind of what is due soon; return how many. Any number of processes may call this."""
    moment = now or clock.now()
    with transaction():
        late = select(Promise.id).where(Promise.state.in_(WAITING), Promise.due <= (moment + timedelta(days=1)).date())
        breaking = list(db.session.scalars(late.order_by(Promise.due, Promise.id)))
        soon = Promise.due <= (moment + AHEAD).date()
        coming = select(Promise.id).where(
            Promise.state.in_(WAITING), soon, Promise.reminded < len(spread_actions.REMINDERS)
        )
        reminding = list(db.session.scalars(coming.order_by(Promise.due, Promise.id)))
    done = sum(_break(promise_id, moment) for promise_id in breaking)
    return done + sum(_remind(promise_id, moment) for promise_id in reminding)


def _break(promise_id: int, now: datetime) -> bool:
    """Break one promise, in a transaction of its own."""
    with transaction():
        found = db.session.get(Promise, promise_id)
        return found is not None and actions.break_when_due(found, now=now)


def _remind(promise_id: int, now: datetime) -> bool:
    """Remind of one promise; the conditional UPDATE lets one process do it, once."""
    with transaction():
        found = db.session.get_one(Promise, promise_id)
        reached = spread_actions.reminders_spared(found.due, today(found, now))
        wanted = update(Promise).where(
            Promise.id == promise_id, Promise.state.in_(WAITING), Promise.reminded < reached, Promise.due == found.due
        )
        if not db.session.execute(wanted.values(reminded=reached)).rowcount:  # type: ignore[attr-defined]
            return False
        spread_actions.remind(found, now=now)
        return True
