"""What customers are written: an invitation and one reminder, in their language, with a way to stop in each."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import exact_moment
from pulse.base.settings import settings
from pulse.clients import codes
from pulse.clients.models import Account, Ask, Contact, Wave
from pulse.outbox.kinds import Arguments, Context, Kind, register


def reader(uid: str) -> Contact | None:
    """Return who reads a mail, unless they were erased or want no more of them."""
    wanted = select(Contact).options(joinedload(Contact.account).joinedload(Account.unit))
    return db.session.scalar(wanted.where(Contact.uid == uid, Contact.stopped_on.is_(None)))


def _asked(contact: Contact, arguments: Arguments) -> Context | None:
    """Return what a mail says; None when the wave has closed or the contact has answered."""
    wanted = select(Ask).join(Wave).options(joinedload(Ask.wave).joinedload(Wave.survey))
    ask = db.session.scalar(wanted.where(Wave.uid == arguments["wave"], Ask.contact_id == contact.id))
    if ask is None or ask.answered_on or ask.wave.closed_at or ask.wave.closes_at <= clock.now():
        return None
    return {
        "link": codes.personal_address(ask.wave, contact),
        "named": ask.wave.survey.named,
        "unit": contact.account.unit.name,
        "closes": exact_moment(ask.wave.closes_at),
    }


def _invitation_subject(_context: Mapping[str, object]) -> str:
    return str(_("How are we doing? One minute for %(company)s", company=settings().company))


def _reminder_subject(_context: Mapping[str, object]) -> str:
    return str(_("Still one minute for %(company)s?", company=settings().company))


# They wait for as long as the survey is open.
_WAY = {
    "room": "clients",
    "context": _asked,
    "forget": True,
    "lasts": None,
    "stop": codes.stop_address,
    "reader": reader,
}

INVITATION = register(Kind("customer-invitation", subject=_invitation_subject, **_WAY))  # type: ignore[arg-type]
REMINDER = register(Kind("customer-reminder", subject=_reminder_subject, to_some=True, **_WAY))  # type: ignore[arg-type]
