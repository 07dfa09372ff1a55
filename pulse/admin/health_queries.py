"""What health asks beside the databases: keys of open rounds, mails that do not leave, room on the disk."""

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from pulse.admin.checkup import LATE_MAIL, NO_DISK
from pulse.admin.health import Condition
from pulse.ballots.keys import KeysGone, KeysMissing
from pulse.ballots.queries import ring
from pulse.base.db import db
from pulse.outbox import queries as outbox
from pulse.rounds.models import Round, Step


def keys() -> Condition:
    """Say whether this machine holds what it needs of every open round: without it voters are sent away."""
    for uid in db.session.scalars(select(Round.uid).where(Round.step == Step.OPEN.value)):
        try:
            ring().issue_keys(uid)
        except (KeysGone, KeysMissing):
            return Condition.BROKEN
    return Condition.OK


def mail(now: datetime) -> Condition:
    """Say whether mails leave: late, when one has been due for longer than a mail server needs to come back."""
    since = outbox.overdue_since(now)
    return Condition.LATE if since is not None and now - since > LATE_MAIL else Condition.OK


def disk(instance: Path) -> Condition:
    """Say whether there is room to write; where nothing is left each vote is refused."""
    return Condition.FULL if free(instance) < NO_DISK else Condition.OK


def free(path: Path) -> int:
    """Return how many bytes are free where a path is, or will be."""
    there = next(place for place in (path, *path.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free
