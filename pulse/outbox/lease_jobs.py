"""The lease on mails that a process has claimed: short, and renewed while the mail server takes its time."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, RLock, Thread
from typing import Final

import structlog
from flask import Flask, current_app
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.models import Message

LEASE: Final = timedelta(minutes=1)  # after a kill nobody waits longer
BEAT: Final = 15.0  # seconds between renewals

log = structlog.get_logger("pulse.outbox")


class Held:
    """Mails that this process may send; the moment their lease ends is also the mark that they are its own."""

    def __init__(self, ids: Iterable[int], now: datetime, lease: timedelta = LEASE) -> None:
        self.ids, self.until = list(ids), now + lease
        self._now, self._lease, self._began = now, lease, time.monotonic()
        self._lock = RLock()

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Run one transaction in which the lease does not change."""
        with self._lock, transaction():
            yield

    def renew(self) -> None:
        """Hold on to what is still ours."""
        passed = timedelta(seconds=time.monotonic() - self._began)
        with self._lock:
            later = self._now + passed + self._lease
            with transaction():
                ours = (Message.id.in_(self.ids), Message.leased_until == self.until, Message.sent_at.is_(None))
                db.session.execute(update(Message).where(*ours).values(leased_until=later))
            self.until = later

    def release(self) -> None:
        """Give back what was not tried."""
        with self.unit():
            ours = (Message.id.in_(self.ids), Message.leased_until == self.until, Message.sent_at.is_(None))
            back = {"leased_until": None, "attempts": Message.attempts - 1}
            db.session.execute(update(Message).where(*ours).values(back))

    def is_ours(self, message: Message) -> bool:
        """Say whether nobody else has claimed a mail since, as after a machine that slept."""
        return message.sent_at is None and message.leased_until == self.until


@contextmanager
def beating(held: Held, seconds: float | None = None) -> Iterator[None]:
    """Renew the lease from a thread of its own while this one talks to the mail server."""
    over, app = Event(), current_app._get_current_object()  # type: ignore[attr-defined]
    thread = Thread(target=_beat, args=(app, held, over, seconds or BEAT), name="mail lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(app: Flask, held: Held, over: Event, seconds: float) -> None:
    while not over.wait(seconds):
        try:
            with app.app_context():
                held.renew()
        except SQLAlchemyError as error:  # the next beat comes before the lease ends
            log.warning("mail lease not renewed", error=type(error).__name__)
