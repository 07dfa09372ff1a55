"""Make the papers that were asked for, forget those of yesterday, and have people told of new results."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import delete, insert, or_, select, union, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from pulse.base.db import db
from pulse.base.errors import PulseError
from pulse.base.transactions import transaction
from pulse.base.upsert import insert_into
from pulse.outbox import actions as outbox
from pulse.outbox import queries as outbox_queries
from pulse.outbox.models import Notice
from pulse.people.models import Person
from pulse.reports import digest_queries, pdf_libraries, pdf_pages
from pulse.reports.messages import DIGEST
from pulse.reports.models import Digest, Digested, Making, Paper, Told
from pulse.rounds.models import Round
from pulse.scores.models import Conclusion

KEPT: Final = timedelta(hours=24)
LEASE: Final = timedelta(minutes=5)
TRIES: Final = 3
WEEK: Final = timedelta(days=7)  # between two mails to the same person
OLD: Final = timedelta(days=14)  # what closed so long ago is no news: an upgrade, or a company that is brought in
MANY: Final = 500  # people told in one transaction
AT_ONCE: Final = 5  # in one tick: a round that is due must not wait behind many papers


def make_papers(now: datetime) -> int:
    """Make what is waiting, one after the other; return how many were made."""
    with transaction():
        db.session.execute(delete(Paper).where(Paper.asked_at <= now - KEPT))
    if not pdf_libraries.is_possible():
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
        content = pdf_pages.made(*pdf_pages.page(*claimed))
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
        person = db.session.get_one(Person, paper.person_id)
        # Its makers died with it, or its page would be another one by now.
        if paper.tries > TRIES or paper.asked_as != pdf_pages.standing(person):
            paper.state = Making.FAILED.value
            return None
        about = db.session.get_one(Round, paper.round_id, options=[joinedload(Round.programme)])
        return person, about, paper.team_uid


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


def write_digests(now: datetime) -> int:
    """Write down whom to tell of rounds that were concluded, and tell whose week is over; return how many were told.

    One mail holds both: new results, and what waits for the mail of somebody's week.
    """
    with transaction():
        wanted = select(Conclusion.round_id).outerjoin(Digested, Digested.round_id == Conclusion.round_id)
        fresh = list(db.session.scalars(wanted.where(Digested.round_id.is_(None)).order_by(Conclusion.round_id)))
    for round_id in fresh:
        _write_down(round_id, now)
    due = _due(now)
    return sum(_tell(due[start : start + MANY], now) for start in range(0, len(due), MANY))


def _write_down(round_id: int, now: datetime) -> None:
    try:
        with transaction():
            db.session.execute(insert(Digested).values(round_id=round_id))
            about = db.session.get_one(Round, round_id)
            whom = digest_queries.readers(about) if about.closes_at > now - OLD else None
            if whom is not None:
                db.session.execute(insert(Digest).from_select(["person_id", "round_id"], whom))
    except IntegrityError:
        return  # another process was first, with the same readers


def _due(now: datetime) -> list[int]:
    with transaction():
        waiting = union(select(Digest.person_id), select(Notice.person_id).where(Notice.due_at <= now)).subquery()
        wanted = select(waiting.c.person_id).outerjoin(Told, Told.person_id == waiting.c.person_id)
        wanted = wanted.where(or_(Told.told_at.is_(None), Told.told_at <= now - WEEK))
        return list(db.session.scalars(wanted.order_by(waiting.c.person_id)))


def _tell(person_ids: list[int], now: datetime) -> int:
    """Put one mail of all that waits in the outbox for each of them, once whoever else tries the same."""
    with transaction():
        leaving = _claimed(person_ids, now)
        rounds = _taken(Digest, Digest.round_id, leaving)
        said = _taken(Notice, Notice.arguments, leaving, Notice.made_at)
        alike: dict[tuple[str, str, datetime], list[int]] = {}
        for person_id, goes_at in leaving.items():
            together = ",".join(str(each) for each in sorted(rounds.get(person_id, [])))
            notices = json.dumps(said.get(person_id, []))
            alike.setdefault((together, notices, goes_at), []).append(person_id)
        for (together, notices, goes_at), whom in alike.items():
            arguments = {"rounds": together, "notices": notices}
            outbox.post_many(DIGEST.name, whom, arguments, about=_about(together, goes_at), due_at=goes_at)
        return len(leaving)


def _about(together: str, goes_at: datetime) -> str:
    if not together:
        return f"week:{goes_at:%Y-%m-%d}"
    return f"round:{db.session.get_one(Round, int(together.rpartition(',')[2])).uid}"


def _taken(
    model: type[Digest] | type[Notice], what: Any, leaving: Collection[int], *order: Any
) -> dict[int, list[Any]]:
    """Take out what waits for these people, in order; return it by person."""
    mine = delete(model).where(model.person_id.in_(leaving)).returning(model.person_id, what, *order)
    rows = db.session.execute(mine.execution_options(synchronize_session=False)).all()
    found: dict[int, list[Any]] = {}
    for person_id, each, *_ in sorted(rows, key=lambda row: tuple(row[2:])):
        found.setdefault(person_id, []).append(each)
    return found


def _claimed(person_ids: list[int], now: datetime) -> dict[int, datetime]:
    """Begin the week of those whose last one is over, when their mail goes: in quiet hours, at the end of these.

    Of two processes, the second finds it begun.
    """
    goes_at = outbox_queries.free_from(person_ids, now)
    rows = [{"person_id": person_id, "told_at": goes_at[person_id]} for person_id in sorted(person_ids)]
    first = insert_into(Told).values(rows)
    again = first.on_conflict_do_update(
        index_elements=["person_id"], set_={"told_at": first.excluded.told_at}, where=Told.told_at <= now - WEEK
    )
    return {person_id: goes_at[person_id] for person_id in db.session.scalars(again.returning(Told.person_id))}
