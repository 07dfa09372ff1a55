"""Make the papers that were asked for, and forget those of yesterday."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from pulse.base.db import db
from pulse.base.errors import PulseError
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.reports import papers
from pulse.reports.models import Making, Paper
from pulse.rounds.models import Round

KEPT: Final = timedelta(hours=24)
LEASE: Final = timedelta(minutes=5)
TRIES: Final = 3
AT_ONCE: Final = 5  # in one tick: a round that is due must not wait behind many papers


def make_papers(now: datetime) -> int:
    """Make what is waiting, one after the other; return how many were made."""
    with transaction():
        db.session.execute(delete(Paper).where(Paper.asked_at <= now - KEPT))
    if not papers.is_possible():
        return 0
    return sum(_make(paper_id, now) for paper_id in _waiting(now))


def _waiting(now: datetime) -> list[int]:
    free = or_(Paper.leased_until.is_(None), Paper.leased_until <= now)
    with transaction():
        wanted = select(Paper.id).where(Paper.state == Making.WAITING.value, free).order_by(Paper.asked_at, Paper.id)
        return list(db.session.scalars(wanted.limit(AT_ONCE)))


def _make(paper_id: int, now: datetime) -> bool:
    """Make one paper outside of any transaction; what goes wrong is tried again, then said."""
    claimed = _claim(paper_id, now)
    if claimed is None:
        return False
    try:
        content = papers.made(*papers.page(*claimed))
    except PulseError:  # not theirs to read any more
        return _end(paper_id, None, last=True)
    except Exception as error:  # noqa: BLE001  one page that cannot be drawn must not hold up the others
        structlog.get_logger("pulse.reports").warning("paper failed", error=type(error).__name__)
        return _end(paper_id, None)
    return _end(paper_id, content)


def _claim(paper_id: int, now: datetime) -> tuple[Person, Round, str] | None:
    """Lease a paper to this process; None when another was first or it was tried often enough."""
    free = or_(Paper.leased_until.is_(None), Paper.leased_until <= now)
    mine = update(Paper).where(Paper.id == paper_id, Paper.state == Making.WAITING.value, free)
    with transaction():
        taken = db.session.execute(mine.values(leased_until=now + LEASE, tries=Paper.tries + 1))
        paper = db.session.get(Paper, paper_id)
        if taken.rowcount != 1 or paper is None:  # type: ignore[attr-defined]
            return None
        if paper.tries > TRIES:  # its makers died with it
            paper.state = Making.FAILED.value
            return None
        about = db.session.get_one(Round, paper.round_id, options=[joinedload(Round.programme)])
        return db.session.get_one(Person, paper.person_id), about, paper.team_uid


def _end(paper_id: int, content: bytes | None, *, last: bool = False) -> bool:
    with transaction():
        paper = db.session.get(Paper, paper_id)
        if paper is None:
            return False
        paper.leased_until = None
        if content is not None:
            paper.content, paper.state = content, Making.DONE.value
        elif last or paper.tries >= TRIES:
            paper.state = Making.FAILED.value
        return content is not None
