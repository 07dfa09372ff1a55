"""What the tick does for surveys of customers: open waves, write mails, remind once, close and count."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.clients import actions, codes, messages, queries
from pulse.clients.models import Account, Ask, Contact, ContactFile, Survey, Wave
from pulse.clients.terms import REST, SurveyState
from pulse.outbox import actions as outbox
from pulse.programmes.recurrence import Occurrence, RhythmError, due

KEPT = timedelta(days=1)  # a list that nobody confirms

log = structlog.get_logger("pulse")


def advance(now: datetime | None = None) -> int:
    """Do everything that is due; return how many steps were taken. Any number of processes may call this."""
    moment = now or clock.now()
    with transaction():
        running = [asked.id for asked in queries.running()]
        closing = list(db.session.scalars(_due(Wave.closes_at, moment)))
        reminding = list(db.session.scalars(_due(Wave.reminds_at, moment).where(Wave.reminded.is_(False))))
    taken = sum(_tried(close, wave, moment) for wave in closing)
    taken += sum(_tried(remind, wave, moment) for wave in reminding if wave not in closing)
    taken += sum(_tried(open_due, asked, moment) for asked in running)
    with transaction():
        db.session.execute(delete(ContactFile).where(ContactFile.made_at < moment - KEPT))
    return taken


def _due(when: Any, moment: datetime) -> Select[tuple[int]]:
    return select(Wave.id).where(Wave.closed_at.is_(None), when <= moment).order_by(Wave.id)


def _tried(work: Callable[[int, datetime], bool], which: int, now: datetime) -> int:
    """Do one unit of work in a transaction of its own; one in trouble does not stop the others."""
    try:
        with transaction():
            return int(work(which, now))
    except IntegrityError:
        return 0  # another process was first
    except RhythmError as error:
        log.error("rhythm", survey=which, error=str(error))
        return 0


def open_due(survey_id: int, now: datetime) -> bool:
    """Open the wave of a survey whose day has come, ask its contacts and write to them."""
    asked = db.session.get(Survey, survey_id, with_for_update=True)
    if asked is None or asked.state != SurveyState.RUNNING.value:
        return False
    last = db.session.scalar(select(func.max(Wave.occurrence)).where(Wave.survey_id == asked.id))
    occurrence = due(queries.rhythm(asked), last, now)
    if occurrence is None or queries.open_wave(asked, now) is not None:
        return False
    _open(asked, occurrence, now)
    return True


def _open(asked: Survey, occurrence: Occurrence, now: datetime) -> None:
    reminds = next(iter(occurrence.reminds_at), None)
    wave = Wave(
        survey=asked,
        occurrence=occurrence.key,
        opens_at=now,
        reminds_at=reminds if reminds and reminds > now else None,
        closes_at=occurrence.closes_at,
    )
    db.session.add(wave)
    db.session.flush()  # the database refuses a second wave of this day
    contacts = _claim(asked, now)
    db.session.add_all(
        Ask(wave_id=wave.id, contact_id=one.id, digest=codes.digest(codes.personal(wave, one))) for one in contacts
    )
    readers = [contact.uid for contact in contacts]
    db.session.flush()
    outbox.post_to(messages.INVITATION.name, readers, {"wave": wave.uid}, about=f"wave:{wave.uid}", due_at=now)


def _claim(asked: Survey, now: datetime) -> list[Contact]:
    """Take the contacts who may be asked again, each for one survey: one conditional UPDATE."""
    rested = or_(Contact.asked_on.is_(None), Contact.asked_on <= local_day(now) - REST)
    wanted = update(Contact).where(Contact.stopped_on.is_(None), rested).values(asked_on=local_day(now))
    if asked.unit_id is not None:
        own = select(Account.id).where(Account.unit_id == asked.unit_id)
        wanted = wanted.where(Contact.account_id.in_(own))
    wanted = wanted.returning(Contact.id).execution_options(synchronize_session=False)
    taken = list(db.session.scalars(wanted))
    return list(db.session.scalars(select(Contact).where(Contact.id.in_(taken)).order_by(Contact.uid)))


def remind(wave_id: int, now: datetime) -> bool:
    """Write once more to those who have not answered."""
    claimed = update(Wave).where(Wave.id == wave_id, Wave.reminded.is_(False), Wave.closed_at.is_(None))
    if not db.session.execute(claimed.values(reminded=True)).rowcount:  # type: ignore[attr-defined]
        return False
    wave = db.session.get_one(Wave, wave_id)
    silent = select(Contact.uid).join(Ask, Ask.contact_id == Contact.id)
    silent = silent.where(Ask.wave_id == wave.id, Ask.answered_on.is_(None), Contact.stopped_on.is_(None))
    about = f"wave:{wave.uid}"
    outbox.post_to(messages.REMINDER.name, db.session.scalars(silent), {"wave": wave.uid}, about=about, due_at=now)
    return True


def close(wave_id: int, now: datetime) -> bool:
    """Close a wave: no more answers, no more mails, and its ratings land with the measures."""
    claimed = update(Wave).where(Wave.id == wave_id, Wave.closed_at.is_(None)).values(closed_at=now)
    if not db.session.execute(claimed).rowcount:  # type: ignore[attr-defined]
        return False
    wave = db.session.get_one(Wave, wave_id, populate_existing=True)
    outbox.drop(f"wave:{wave.uid}")
    actions.land(wave, now=now)
    return True
