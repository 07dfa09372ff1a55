"""What waits in the outbox, and what is stored there about a person."""

import os
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.settings import settings
from pulse.outbox.channels import opened
from pulse.outbox.models import Delivered, Message
from pulse.people.models import Person


@dataclass(frozen=True)
class State:
    """The outbox in numbers, for the host."""

    waiting: int
    overdue_since: datetime | None  # the oldest one that should have gone by now
    given_up: int
    problems: tuple[tuple[str, int], ...]


def state(now: datetime) -> State:
    """Return how the outbox stands."""
    unsent = (Message.sent_at.is_(None), Message.given_up_at.is_(None))
    waiting, since = db.session.execute(
        select(func.count(), func.min(Message.due_at)).where(*unsent, Message.due_at <= now)
    ).one()
    given_up = db.session.scalar(select(func.count()).where(Message.given_up_at.is_not(None)))
    troubled = select(Message.problem, func.count()).where(Message.problem != "", Message.sent_at.is_(None))
    problems = db.session.execute(troubled.group_by(Message.problem).order_by(Message.problem)).all()
    return State(waiting, since, given_up or 0, tuple((name, count) for name, count in problems))


def channel_problem() -> str:
    """Return why letters cannot leave, by the class of the error; empty when they can. Talks to the mail server."""
    given = settings()
    if given.mail == "file":
        path = given.instance / "mails.txt"
        return "" if os.access(path if path.exists() else given.instance, os.W_OK) else PermissionError.__name__
    try:
        with opened(given):
            return ""
    except (OSError, SMTPException) as error:
        return type(error).__name__


def sent(kind: str, about: str) -> int:
    """Return how many messages of a kind left about something."""
    return db.session.scalar(select(Delivered.sent).where(Delivered.kind == kind, Delivered.about == about)) or 0


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person: mails on their way, and recent ones."""
    rows = db.session.scalars(select(Message).where(Message.person_id == person.id).order_by(Message.due_at))
    return {
        "mails": [
            {"kind": row.kind, "due_at": row.due_at.isoformat(), "sent_at": row.sent_at and row.sent_at.isoformat()}
            for row in rows
        ]
    }
