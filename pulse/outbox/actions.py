"""Write messages as rows in the caller's transaction; take back what is no longer to be sent."""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.message import EmailMessage
from itertools import islice
from smtplib import SMTPException
from typing import Any, cast

from sqlalchemy import Table, delete, insert

from pulse.base import clock
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.signing import new_uid
from pulse.outbox import kinds, notices
from pulse.outbox.channels import opened
from pulse.outbox.models import Message

MANY = 5000  # rows in one statement
_MESSAGES = cast(Table, Message.__table__)  # of the table, not of the class: 100,000 rows need no objects


def post(
    kind: str,
    person: Any,
    arguments: Mapping[str, str] | None = None,
    *,
    about: str = "",
    due_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Put one message in the outbox; with `about` (or `key`) the database refuses the same one a second time."""
    row = _row(kind, person.id, arguments or {}, about, due_at or clock.now())
    db.session.execute(insert(Message), [row | ({"key": key} if key else {})])


def post_many(
    kind: str,
    person_ids: Iterable[int],
    arguments: Mapping[str, str] | None = None,
    *,
    about: str,
    due_at: datetime | None = None,
) -> int:
    """Put the same message in the outbox for many people, in random order; return for how many."""
    shuffled = list(person_ids)
    random.SystemRandom().shuffle(shuffled)  # the order of rows must tell nothing
    due = due_at or clock.now()
    rows = (_row(kind, person_id, arguments or {}, about, due) for person_id in shuffled)
    for some in _batches(rows):
        db.session.execute(insert(_MESSAGES), some)
    return len(shuffled)


def post_to(
    kind: str,
    readers: Iterable[str],
    arguments: Mapping[str, str] | None = None,
    *,
    about: str,
    due_at: datetime | None = None,
) -> int:
    """Put the same message in the outbox for readers from outside, in random order; return for how many."""
    shuffled = list(readers)
    random.SystemRandom().shuffle(shuffled)
    due = due_at or clock.now()
    nobody = {"person_id": None}
    rows = (_row(kind, reader, arguments or {}, about, due) | nobody | {"reader": reader} for reader in shuffled)
    for some in _batches(rows):
        db.session.execute(insert(_MESSAGES), some)
    return len(shuffled)


def notify(kind: str, person_ids: Iterable[int], arguments: Mapping[str, str], *, about: str, now: datetime) -> None:
    """Tell people something as each of them wishes to hear it: at once, once a week, or not at all."""
    notices.named(kind)


def announce(kind: str, team_ids: Iterable[int], arguments: Mapping[str, str], *, about: str, now: datetime) -> None:
    """Tell the chat channels of these teams, and of the whole company."""
    notices.named(kind)


def forget_reader(reader: str) -> None:
    """Delete every message to a reader from outside, sent or not."""
    db.session.execute(delete(Message).where(Message.reader == reader))


def drop(about: str) -> int:
    """Take back every message about something that has not been sent; return how many."""
    unsent = delete(Message).where(Message.about == about, Message.sent_at.is_(None))
    return int(db.session.execute(unsent).rowcount)  # type: ignore[attr-defined]


def forget(person: Any) -> None:
    """Delete every message to a person, sent or not; counts of what was sent stay."""
    db.session.execute(delete(Message).where(Message.person_id == person.id))


def send_now(address: str, subject: str, text: str) -> str:
    """Send one plain letter past the outbox, for a host who wants to see the error: its class, or nothing."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = settings().mail_from, address, subject
    made.set_content(text)
    try:
        with opened(settings()) as send:
            send(made)
    except (OSError, SMTPException) as error:
        return type(error).__name__
    return ""


def _row(
    kind: str, person_id: int | str, arguments: Mapping[str, str], about: str, due_at: datetime
) -> dict[str, object]:
    kinds.named(kind)  # an unknown kind fails here, where it is a bug to be seen, not when it is sent
    return {
        "key": f"{kind}|{about}|{person_id}" if about else f"{kind}||{new_uid()}",
        "kind": kind,
        "about": about,
        "person_id": person_id,
        "arguments": dict(arguments),
        "due_at": due_at,
        "attempts": 0,
        "problem": "",
    }


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while some := list(islice(rows, MANY)):
        yield some
