"""Forget links that are too old to use, tries that no longer count, and forms nobody came back for."""

from datetime import datetime

from sqlalchemy import delete

from pulse.access.lockout import FORGOTTEN_AFTER
from pulse.access.models import Attempt, MailLink, Token
from pulse.base import kept_forms, once
from pulse.base.db import db
from pulse.base.transactions import transaction


def purge(now: datetime) -> None:
    """Delete expired links and tokens, and old counters."""
    with transaction():
        db.session.execute(delete(MailLink).where(MailLink.expires_at <= now))
        db.session.execute(delete(Token).where(Token.expires_at <= now))
        db.session.execute(delete(Attempt).where(Attempt.last_at <= now - FORGOTTEN_AFTER))
        once.purge(now)
        kept_forms.purge(now)
