"""A mail server that is away: one mail holds back all others, waits for the end of a pause, and is tried alone.

The pause belongs to the server and no mail loses a try by it: the others stay due and leave as soon as it has left.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select, update

from pulse.base.db import db
from pulse.outbox import backoff
from pulse.outbox.models import Message

AWAY: Final = "away "  # before the class of the error: this mail waits, and all others behind it
PROBING: Final = "probing "  # the same one while it is tried
UNSENT: Final = (Message.sent_at.is_(None), Message.given_up_at.is_(None))


def holding() -> Any:
    """Return what is true of the mail that holds back all others."""
    return or_(Message.problem.startswith(AWAY), Message.problem.startswith(PROBING))


def holds(message: Message) -> bool:
    """Say whether a mail holds back all others."""
    return message.problem.startswith((AWAY, PROBING))


def held_back(now: datetime) -> tuple[bool, list[int]]:
    """Say whether nothing may leave now, and which mail is to be tried alone; neither when the server is well."""
    rows = db.session.execute(select(Message.id, Message.leased_until).where(*UNSENT, holding())).all()
    return any(until is not None and until > now for _, until in rows), [message_id for message_id, _ in rows]


def probe(message_ids: list[int]) -> None:
    """Note that mails which held back others are tried now."""
    tried = update(Message).where(Message.id.in_(message_ids), Message.problem.startswith(AWAY))
    db.session.execute(tried.values(problem=func.replace(Message.problem, AWAY, PROBING)))


def pause(ids: list[int], until: datetime, error: Exception, now: datetime, *, broke: bool) -> timedelta:
    """Leave the server alone for a while; give back the mails of a batch. Returns for how long.

    `broke`: the server answered and then went away over the first of them. That may be the fault of this one mail, so
    it goes to the end of the line, and another one is tried next.
    """
    mine = (Message.id.in_(ids), Message.leased_until == until, Message.sent_at.is_(None))
    before = select(func.max(Message.attempts)).where(*mine, Message.problem.startswith(PROBING))
    failures = db.session.scalar(before) or 1
    given_back = {"leased_until": None, "attempts": Message.attempts - 1}
    if broke:
        first = update(Message).where(Message.id == ids[0], *mine)
        db.session.execute(first.values(due_at=now))
    db.session.execute(update(Message).where(*mine, ~holding()).values(given_back))
    db.session.execute(update(Message).where(*mine, holding()).values(given_back | {"attempts": 0, "problem": ""}))
    length = backoff.pause(failures)
    _hold(ids, now, {"attempts": failures, "problem": AWAY + type(error).__name__, "leased_until": now + length})
    return length


def _hold(ids: list[int], now: datetime, values: dict[str, Any]) -> None:
    """Let one mail hold back the others, the one that came last; no second one where another process was faster."""
    if held_back(now)[0]:
        return
    free = or_(Message.leased_until.is_(None), Message.leased_until <= now)
    waiting = select(Message.id).where(*UNSENT, Message.due_at <= now, free)
    other = waiting.where(Message.id != ids[0]).order_by(Message.due_at.desc(), Message.id.desc()).limit(1)
    chosen = db.session.scalar(other.with_for_update(skip_locked=True)) or ids[0]
    db.session.execute(update(Message).where(Message.id == chosen, *UNSENT, free).values(values))


def wake() -> None:
    """The server took a mail: what held back others does so no more."""
    waiting = update(Message).where(*UNSENT, Message.problem.startswith(AWAY))
    db.session.execute(waiting.values(problem="", attempts=0, leased_until=None))
