"""Forget uploaded rosters that nobody confirmed."""

from datetime import datetime

from pulse.base.transactions import transaction
from pulse.people import actions


def purge_drafts(now: datetime) -> None:
    """Delete files older than a day."""
    with transaction():
        actions.forget_drafts(now)
