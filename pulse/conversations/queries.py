"""What somebody may read of comments and their threads: what was theirs when the round opened, and is theirs today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pulse.access.permissions import allowed
from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.may import May
from pulse.conversations.timetable import sealed_before
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.reports import queries as reports
from pulse.rounds import queries as rounds
from pulse.rounds.models import Round, Step
from pulse.tallies import queries as tables
from pulse.tallies.queries import Remark
from pulse.threads import queries as threads
from pulse.threads.shown_threads import Exchange


@dataclass(frozen=True)
class Talk:
    """A comment, its round, and what was written below it; no exchange once the thread is closed."""

    remark: Remark
    round: Round
    exchange: Exchange | None


def talk(team: Team, comment: str, reader: Person) -> Talk:
    """Return a comment of a team's page, as far as it is the reader's to read; raise NotFound."""
    about = rounds.round_(tables.box_of(comment))
    remark = next((each for each in reports.remarks(about, team, reader) if each.id == comment), None)
    if remark is None:
        raise NotFound
    return Talk(remark, about, threads.exchanges([comment]).get(comment))


def place(reader: Person) -> Team | None:
    """Return the team on whose page somebody reads all that they may read."""
    team = people.root() if reader.role == Role.HR else reader.team
    return team if team is not None and allowed(reader, May.READ_COMMENTS, team) else None


def talks(reader: Person) -> list[Talk]:
    """Return every comment below which something was written, newest round first, that somebody may read.

    Of rounds for which they have not confirmed that they will not guess who wrote what: none.
    """
    team = place(reader)
    found: list[Talk] = []
    for about in _pledged(reader) if team else []:
        written = set(threads.written_in(about.uid))
        if not written or team is None:
            continue
        remarks = [each for each in reports.remarks(about, team, reader) if each.id in written]
        held = threads.exchanges(each.id for each in remarks)
        found += [Talk(each, about, held[each.id]) for each in remarks if held[each.id].notes]
    return found


def _pledged(reader: Person) -> Iterable[Round]:
    wanted = select(Entry.about).where(Entry.did == reports.PLEDGED, Entry.person_id == reader.id)
    uids = [about.removeprefix("round:") for about in db.session.scalars(wanted)]
    sealed = select(Round).where(Round.uid.in_(uids), Round.step == Step.SEALED.value)
    return db.session.scalars(sealed.order_by(Round.opens_at.desc())).all()


def over(now: datetime) -> list[str]:
    """Return the rounds whose threads are to be closed."""
    wanted = select(Round.uid).where(Round.step == Step.SEALED.value, Round.sealed_at <= sealed_before(now))
    return list(db.session.scalars(wanted))
