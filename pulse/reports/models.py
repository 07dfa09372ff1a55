"""Events on charts, papers that are made in the background, and the mails that tell leaders of a seal."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid

LONGEST = 80  # characters of an event's words


class EventKind(StrEnum):
    """What kind of thing happened."""

    REORGANISATION = "reorganisation"
    NEW_LEAD = "new lead"
    TOWN_HALL = "town hall"
    PROMISE = "promise"
    PROMISE_KEPT = "promise kept"
    OTHER = "other"


PROMISES = frozenset({EventKind.PROMISE, EventKind.PROMISE_KEPT})  # marked by the ledger of promises alone


class Event(Model):
    """Something that happened on a day to a team and all below it; it says nothing of what came of it."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_team_uid", "team_uid", "day"),
        CheckConstraint(
            "kind IN ('reorganisation', 'new lead', 'town hall', 'promise', 'promise kept', 'other')", name="kind"
        ),
        CheckConstraint("length(words) <= 80", name="words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    team_uid: Mapped[str] = mapped_column(String(32))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(String(LONGEST), default="")
    by_person_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)


class Making(StrEnum):
    """Where a paper stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Paper(Model):
    """A page of results as PDF, for the person who asked, for a day. `team_uid` is empty for the overview."""

    __tablename__ = "paper"
    __table_args__ = (Index("ix_paper_state", "state", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    team_uid: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[str] = mapped_column(String(16), default=Making.WAITING.value)
    asked_as: Mapped[str] = mapped_column(String(64), server_default="")  # `papers.standing` of that person then
    asked_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))


class Digested(Model):
    """A sealed round whose readers have been written down, once."""

    __tablename__ = "digested"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)


class Digest(Model):
    """A round that somebody is still to be told of; gone when the mail is in the outbox."""

    __tablename__ = "digest"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)


class Told(Model):
    """When somebody was told last: what is sealed within a week of it waits."""

    __tablename__ = "told"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Moment)
