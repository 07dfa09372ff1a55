"""The company whose backups are made, and how to read one."""

import tarfile
from datetime import timedelta

from pulse.admin import backup_format
from pulse.base.db import db
from pulse.people import queries as people
from pulse.rounds import queries
from tests._ground.voting import MONDAY

OPENING = MONDAY + timedelta(hours=1, minutes=1)


def members():
    found = people.members()
    db.session.remove()
    return found


def table(path, name):
    """Return the rows of one table in a backup, as dictionaries."""
    with tarfile.open(path) as tar:
        first, *lines = tar.extractfile(name).read().splitlines()
    of = backup_format.columns(first)
    names = [column for column, _ in of]
    return [dict(zip(names, backup_format.values(line, of), strict=True)) for line in lines]


def collected(path):
    return sum(row["blinded"] != queries.NOT_COLLECTED for row in table(path, "people/seat.jsonl"))
