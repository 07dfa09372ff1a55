"""One occurrence of a programme: its clock, its seats, its steps."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import NO_ROWID, Model, Moment
from pulse.programmes.models import Programme


class Step(StrEnum):
    """Where a round stands; each step is idempotent and the next tick resumes it."""

    OPENING = "opening"  # the row exists, seats and box may not
    OPEN = "open"
    CLOSED = "closed"  # time is up, nothing frozen yet
    FROZEN = "frozen"
    PUBLISHED = "published"
    DESTROYED = "destroyed"
    SEALED = "sealed"  # forgotten too: the end
    SKIPPED = "skipped"  # too few members to ask anonymously


class Round(Model):
    """One round; `occurrence` is the local date it belongs to, so there is exactly one."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("programme_id", "occurrence"), Index("ix_round_step", "step", "closes_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    occurrence: Mapped[date]
    number: Mapped[int]  # 1, 2, 3 … within the programme: drives the rotation
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    remind_at: Mapped[datetime | None] = mapped_column(Moment)
    remind_again_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(16), default=Step.OPENING.value)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    rewritten_at: Mapped[datetime | None] = mapped_column(Moment)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    members: Mapped[int] = mapped_column(default=0)
    collected: Mapped[int] = mapped_column(
        default=0
    )  # as of `counted_at`, in steps where many are asked; then for good
    counted_at: Mapped[datetime | None] = mapped_column(Moment)  # a full hour
    sealed_at: Mapped[datetime | None] = mapped_column(Moment)
    questions: Mapped[str] = mapped_column(String(400), default="")  # question version ids, comma separated
    why_skipped: Mapped[str] = mapped_column(String(40), default="")

    programme: Mapped[Programme] = relationship()


class Seat(Model):
    """The collection table: one fixed-size row per member, overwritten in place, gone after the seal.

    `person_id` has no foreign key: a person erased in mid-round leaves an anonymous seat (a negative number).
    """

    __tablename__ = "seat"
    __table_args__ = NO_ROWID

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cohort: Mapped[str] = mapped_column(String(32))
    blinded: Mapped[bytes] = mapped_column(LargeBinary(32))  # 32 zero bytes until collected


class CommentReader(Model):
    """Who may read a round's comments, written down when it opens: whoever comes later reads none of them.

    `team_uid` is the branch they read, "" the whole round (HR).
    """

    __tablename__ = "comment_reader"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    team_uid: Mapped[str] = mapped_column(String(32), primary_key=True)


class SaidDone(Model):
    """A line "You said → we did" for a team and all below it: what stands in public of one promise."""

    __tablename__ = "said_done"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)  # uid of the promise
    team_uid: Mapped[str] = mapped_column(String(32), index=True)
    said: Mapped[str] = mapped_column(Text)
    did: Mapped[str] = mapped_column(Text)
    became: Mapped[str] = mapped_column(String(16))
    day: Mapped[date]
    turn: Mapped[int]  # counts public changes: the newest has the highest
