"""Send what is due: claimed with a lease, worded at the last moment, marked in a transaction of its own."""

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from typing import Any, Final

import structlog
from sqlalchemy import delete, or_, select, update

from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into
from pulse.outbox import kinds
from pulse.outbox.backoff import next_try
from pulse.outbox.channels import Send, opened
from pulse.outbox.messages import letter
from pulse.outbox.models import Delivered, Message
from pulse.outbox.queries import free_from
from pulse.people.models import Person

LEASE: Final = timedelta(minutes=10)
LONGEST: Final = 8 * 60.0  # seconds after which a batch stops, well before its lease ends
ONE_TICK: Final = 45.0  # seconds of sending; a round that is due must not wait behind a hundred thousand mails
KEPT: Final = timedelta(days=30)
# The server answered, and said no to this letter; every other error of the channel means that it is gone.
REFUSED: Final = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError)
AUTHENTICATE: Final = 530
POLICY: Final = b"5.7."

log = structlog.get_logger("pulse.outbox")


@dataclass(frozen=True)
class Delivery:
    """What one call did. `claimed` is 0 when nothing was due; stop calling when the channel is not reachable."""

    claimed: int = 0
    sent: int = 0
    failed: int = 0
    reachable: bool = True


def deliver(now: datetime, batch: int = 100) -> Delivery:
    """Send up to `batch` due messages over one connection; any number of processes may do so at once."""
    lease = now + LEASE
    ids = claim(now, lease, batch)
    if not ids:
        return Delivery()
    done = Delivery(claimed=len(ids))
    waiting = list(ids)
    began = time.monotonic()
    try:
        with opened(settings()) as send:
            while waiting and time.monotonic() - began < LONGEST:
                done = _send_one(waiting[0], lease, send, done, now)
                waiting.pop(0)
    except (OSError, SMTPException) as error:
        log.warning("mail channel failed", error=type(error).__name__)
        for message_id in waiting:
            _failed(message_id, lease, error, now)
        return replace(done, failed=done.failed + len(waiting), reachable=not waiting)
    return done


def send_due(now: datetime) -> int:
    """Send batch after batch until nothing is due or the time of one tick is over; return how many were sent."""
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < ONE_TICK:
        done = deliver(now)
        sent += done.sent
        if not done.claimed or not done.reachable:
            break
    return sent


def claim(now: datetime, lease: datetime, batch: int) -> list[int]:
    """Lease due messages to this process: what somebody waits for first, then the longest due."""
    quick = Message.kind.in_(kinds.urgent())
    with transaction():
        _revive(now)
        ids = _take(now, lease, batch, quick)
        return ids + (_take(now, lease, batch - len(ids), ~quick) if len(ids) < batch else [])


def purge(now: datetime) -> int:
    """Delete what was sent or given up a month ago; return how many rows."""
    old = or_(Message.sent_at < now - KEPT, Message.given_up_at < now - KEPT)
    with transaction():
        return int(db.session.execute(delete(Message).where(old)).rowcount)  # type: ignore[attr-defined]


def _take(now: datetime, lease: datetime, count: int, which: Any) -> list[int]:
    due = (
        select(Message.id)
        .where(Message.sent_at.is_(None), Message.given_up_at.is_(None), Message.due_at <= now, which)
        .where(or_(Message.leased_until.is_(None), Message.leased_until <= now))
        .order_by(Message.due_at, Message.id)
        .limit(count)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(Message)
        .where(Message.id.in_(select(due.c.id)))
        .values(leased_until=lease, attempts=Message.attempts + 1)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return list(db.session.scalars(taken))


def _send_one(message_id: int, lease: datetime, send: Send, done: Delivery, now: datetime) -> Delivery:
    """Send one message; an error of its own is noted and the batch goes on, one of the channel is raised."""
    try:
        ready = _worded(message_id, now)
        if ready is None:
            return done
        send(ready)
    except REFUSED as error:
        _failed(message_id, lease, error, now)
    except (OSError, SMTPException):
        raise
    except Exception as error:  # noqa: BLE001 - a fault in one template must not hold up everybody else's mail
        _failed(message_id, lease, error, now)
    else:
        _mark(message_id, lease, now)
        return replace(done, sent=done.sent + 1)
    return replace(done, failed=done.failed + 1)


def _worded(message_id: int, now: datetime) -> EmailMessage | None:
    """Word a letter; forget its row when its reader left or its reason is gone, put it back in their quiet hours."""
    with transaction():
        message = db.session.get(Message, message_id)
        if message is None:  # dropped meanwhile, with what it was about
            return None
        kind = kinds.named(message.kind)
        person = _reader(message, kind)
        if person and kind.patient and (free := free_from([person.id], now)[person.id]) > now:
            message.due_at, message.leased_until, message.attempts = free, None, message.attempts - 1
            return None
        # Whoever asks for a link sits and waits for it, and asked by hand: that one is tried all the same.
        refused = isinstance(person, Person) and person.is_refused and not kind.urgent
        made = letter(message, kind, person) if person and not refused else None
        if made is None:
            db.session.delete(message)
        return made


def _reader(message: Message, kind: kinds.Kind) -> Any | None:
    """Return who reads a message, unless they left or were erased."""
    if message.reader is not None:
        return kind.reader(message.reader) if kind.reader else None
    person = db.session.get_one(Person, message.person_id)
    return None if person.left_on else person


def _mark(message_id: int, lease: datetime, now: datetime) -> None:
    """Note that a message left: the row says so, or goes and leaves a count."""
    with transaction():
        message = db.session.get(Message, message_id)
        if message is None or message.leased_until != lease:
            return
        log.info("mail sent", kind=message.kind)
        _count(message.kind, message.about)
        if message.person_id and (person := db.session.get(Person, message.person_id)):
            person.refused_address, person.refused_on = "", None
        if kinds.named(message.kind).forget:
            db.session.delete(message)
        else:
            message.sent_at, message.leased_until, message.problem = now, None, ""


def _count(kind: str, about: str) -> None:
    first = insert_into(Delivered).values(kind=kind, about=about, sent=1)
    again = first.on_conflict_do_update(index_elements=["kind", "about"], set_={"sent": Delivered.sent + 1})
    db.session.execute(again)


def _failed(message_id: int, lease: datetime, error: Exception, now: datetime) -> None:
    """Plan the next try, or give up when it was the last one or the address does not exist."""
    with transaction():
        message = db.session.get(Message, message_id)
        if message is None or message.leased_until != lease:
            return
        log.warning("mail failed", kind=message.kind, error=type(error).__name__, tries=message.attempts)
        most = kinds.tries(message.kind)
        again = None if _hopeless(error) else next_try(message.attempts, now, most)
        if isinstance(error, SMTPRecipientsRefused) and _is_about_the_address(error):
            _note_refused(message, error, now)
        message.problem, message.leased_until = type(error).__name__, None
        message.due_at = again or message.due_at
        message.given_up_at = None if again else now


def _is_about_the_address(error: SMTPRecipientsRefused) -> bool:
    """Say whether an address is refused for good, and not who asks: a relay that is not for us says 5.7 or 530."""
    told = error.recipients.values()
    return all(code >= 500 and code != AUTHENTICATE and not said.startswith(POLICY) for code, said in told)


def _note_refused(message: Message, error: SMTPRecipientsRefused, now: datetime) -> None:
    """Write at the person which address is refused; not where a mail goes to some only, and would tell on them."""
    person = db.session.get(Person, message.person_id) if message.person_id else None
    if person is not None and not kinds.is_to_some(message.kind):
        person.refused_address = next(iter(error.recipients)).lower()
        person.refused_on = local_day(now)


def _revive(now: datetime) -> None:
    """Try again what was refused at an address that was changed since, or that HR says is right."""
    changed = or_(Person.refused_address != Person.email, Person.refused_on.is_(None))
    ids = list(db.session.scalars(select(Person.id).where(Person.refused_address != "", changed)))
    if not ids:
        return
    theirs = (Message.person_id.in_(ids), Message.given_up_at.is_not(None), Message.problem == REFUSED[0].__name__)
    db.session.execute(update(Message).where(*theirs).values(given_up_at=None, due_at=now, attempts=0))
    db.session.execute(update(Person).where(Person.id.in_(ids)).values(refused_address="", refused_on=None))


def _hopeless(error: Exception) -> bool:
    """Say whether the server will never take this address."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _ in error.recipients.values())
