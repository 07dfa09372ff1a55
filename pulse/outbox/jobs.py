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
from sqlalchemy.exc import SQLAlchemyError

from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into
from pulse.outbox import kinds, outage_actions
from pulse.outbox.backoff import next_try
from pulse.outbox.channels import Send, opened
from pulse.outbox.lease_jobs import LEASE, Held, beating
from pulse.outbox.messages import letter
from pulse.outbox.models import Delivered, Message
from pulse.outbox.outage_actions import AWAY, UNSENT
from pulse.outbox.queries import free_from
from pulse.people.models import Person

ONE_TICK: Final = 45.0  # seconds after which sending stops; what is left is given back and goes with the next turn
KEPT: Final = timedelta(days=30)
# The server answered, and said no to this letter; every other error of the channel means that it is gone.
REFUSED: Final = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError)
CLOSING: Final = 421  # the server as a whole is about to go
TOO_LARGE: Final = 552  # the only thing said of a sender that is about one mail
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


def deliver(now: datetime, batch: int = 100, seconds: float = ONE_TICK) -> Delivery:
    """Send up to `batch` due messages over one connection; any number of processes may do so at once."""
    held = Held([], now, LEASE)
    held.ids = claim(now, held.until, batch)
    if not held.ids:
        return Delivery()
    done, answered = Delivery(claimed=len(held.ids)), False
    ends = time.monotonic() + seconds
    try:
        with beating(held), opened(settings()) as send:
            answered = True
            while held.ids and time.monotonic() < ends:
                done = _send_one(held.ids[0], held, send, done, now)
                held.ids.pop(0)
    except (OSError, SMTPException) as error:
        return _away(held, error, done, now, answered=answered)
    held.release()
    return done


def send_due(now: datetime) -> int:
    """Send batch after batch until nothing is due or the time of one tick is over; return how many were sent."""
    began, sent, passed = time.monotonic(), 0, 0.0
    now = max(now, clock.now())  # other jobs of this tick may have taken minutes, and a lease begins now
    expire(now)
    while passed < ONE_TICK:
        done = deliver(now + timedelta(seconds=passed), seconds=ONE_TICK - passed)
        sent += done.sent
        if not done.claimed or not done.reachable:
            break
        passed = time.monotonic() - began
    return sent


def claim(now: datetime, lease: datetime, batch: int) -> list[int]:
    """Lease due messages to this process: what somebody waits for first, then the longest due."""
    quick = Message.kind.in_(kinds.urgent())
    with transaction():
        _revive(now)
        paused, alone = outage_actions.held_back(now)
        if paused:
            return []
        if alone:
            ids = _take(now, lease, 1, Message.id.in_(alone))
            outage_actions.probe(ids)
            return ids
        ids = _take(now, lease, batch, quick)
        return ids + (_take(now, lease, batch - len(ids), ~quick) if len(ids) < batch else [])


def expire(now: datetime) -> None:
    """Give up what has waited for too long; forget what nobody would miss. No outage lasts for as long."""
    free = or_(Message.leased_until.is_(None), Message.leased_until <= now, Message.problem.startswith(AWAY))
    with transaction():
        for (lasts, fleeting), names in kinds.waiting_times().items():
            stale = (*UNSENT, Message.kind.in_(names), Message.due_at < now - lasts, free)
            db.session.execute(
                delete(Message).where(*stale)
                if fleeting
                else update(Message).where(*stale).values(given_up_at=now, leased_until=None)
            )


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


def _send_one(message_id: int, held: Held, send: Send, done: Delivery, now: datetime) -> Delivery:
    """Send one message; an error of its own is noted and the batch goes on, one of the server is raised."""
    try:
        ready = _worded(message_id, held, now)
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in one template must not hold up everybody else's mail
        _failed(message_id, held, error, now)
        return replace(done, failed=done.failed + 1)
    if ready is None:
        return done
    try:
        send(ready)
    except (OSError, SMTPException) as error:
        if not isinstance(error, REFUSED) or _is_of_the_server(error):
            raise
        _failed(message_id, held, error, now)
    except Exception as error:  # noqa: BLE001 - nor may one that cannot be written down for a server
        _failed(message_id, held, error, now)
    else:
        _mark(message_id, held, now, not done.sent)
        return replace(done, sent=done.sent + 1)
    return replace(done, failed=done.failed + 1)


def _worded(message_id: int, held: Held, now: datetime) -> EmailMessage | None:
    """Word a letter; forget its row when its reader left or its reason is gone, put it back in their quiet hours."""
    with held.unit():
        message = db.session.get(Message, message_id)
        if message is None or not held.is_ours(message):  # dropped meanwhile, or claimed by another process
            return None
        kind = kinds.named(message.kind)
        person = _reader(message, kind)
        if person and kind.patient and (free := free_from([person.id], now)[person.id]) > now:
            message.due_at, message.leased_until, message.attempts = free, None, message.attempts - 1
            message.problem = "" if outage_actions.holds(message) else message.problem
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


def _mark(message_id: int, held: Held, now: datetime, first: bool) -> None:
    """Note that a message left: the row says so, or goes and leaves a count. It holds whoever has the lease by now."""
    with held.unit():
        if first:
            outage_actions.wake()
        message = db.session.get(Message, message_id)
        if message is None or message.sent_at is not None:
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


def _failed(message_id: int, held: Held, error: Exception, now: datetime) -> None:
    """Plan the next try, or give up when it has waited for too long or the address does not exist."""
    with held.unit():
        message = db.session.get(Message, message_id)
        if message is None or not held.is_ours(message):
            return
        if outage_actions.holds(message):  # these tries were of the server, which is back: this one is of the mail
            message.attempts = 1
        log.warning("mail failed", kind=message.kind, error=type(error).__name__, tries=message.attempts)
        again = None if _hopeless(error) else next_try(message.attempts, now, kinds.lasts(message.kind))
        if isinstance(error, SMTPRecipientsRefused) and _is_about_the_address(error):
            _note_refused(message, error, now)
        if again is None and kinds.is_to_some(message.kind):
            db.session.delete(message)  # a row that stays would tell for a month who had not answered
            return
        message.problem, message.leased_until = type(error).__name__, None
        message.due_at = again or message.due_at
        message.given_up_at = None if again else now


def _away(held: Held, error: Exception, done: Delivery, now: datetime, *, answered: bool) -> Delivery:
    """Leave the mail server alone for a while: it is not there, or broke off."""
    log.warning("mail channel failed", error=type(error).__name__)
    left = len(held.ids)
    if left:
        with held.unit():
            outage_actions.pause(held.ids, held.until, error, now, broke=answered)
    return replace(done, failed=done.failed + left, reachable=not left)


def _is_of_the_server(error: Exception) -> bool:
    """Say whether a refusal is of every mail and not of this one: the server closes, or takes none from us."""
    if isinstance(error, SMTPRecipientsRefused):
        return any(code == CLOSING for code, _ in error.recipients.values())
    if isinstance(error, SMTPSenderRefused):
        return error.smtp_code != TOO_LARGE
    return isinstance(error, SMTPDataError) and error.smtp_code == CLOSING


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
