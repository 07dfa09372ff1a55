"""Town halls, who entered, and what became of each question."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import NO_ROWID, Model, Moment
from pulse.base.signing import new_uid
from pulse.people.models import Person, Team

ANONYMOUS_FROM = 8  # who entered, before questions and votes without a name begin; smaller audiences stay named


class HallState(StrEnum):
    """A hall is drafted, announced, live, and ends; or is called off."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


class QuestionState(StrEnum):
    """What became of a question; every one ends in one of the last four."""

    NEW = "new"
    QUEUED = "queued"
    LIVE = "answered-live"
    WRITTEN = "answered-written"
    DECLINED = "declined"
    FOLLOW_UP = "follow-up"


FINAL = frozenset({QuestionState.LIVE, QuestionState.WRITTEN, QuestionState.DECLINED, QuestionState.FOLLOW_UP})
LONGEST_QUESTION = 500  # characters
LONGEST_POINT = 300
LONGEST_REASON = 300
LONGEST_ANSWER = 2000


def _one_of(column: str, states: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{state}'" for state in states)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Hall(Model):
    """One town hall for a team and all below it."""

    __tablename__ = "hall"
    __table_args__ = (
        Index("ix_hall_state", "state", "starts_at"),
        _one_of("state", HallState),
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes"),
        CheckConstraint("state <> 'cancelled' OR length(reason) > 0", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    round_uid: Mapped[str] = mapped_column(String(32), default="")  # the round it follows, or none
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int] = mapped_column(default=60)
    timezone: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(200), default="")
    call_link: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(16), default=HallState.DRAFT.value)
    anonymous: Mapped[bool] = mapped_column(default=False)  # settled when it is announced, by the size of its audience
    audience: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)  # of what is edited: whoever saves an older one is told
    sequence: Mapped[int] = mapped_column(default=0)  # of the calendar entry: one more with each change
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")  # why it was called off: public
    by_person_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Moment)
    revised_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    rewritten_at: Mapped[datetime | None] = mapped_column(Moment)  # its floor, so that storage keeps no order

    team: Mapped[Team] = relationship()


class Point(Model):
    """One point of an agenda, with the address of what it rests on."""

    __tablename__ = "agenda_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    words: Mapped[str] = mapped_column(String(LONGEST_POINT))
    evidence: Mapped[str] = mapped_column(String(120), default="")  # result:<round>/<team>/<dimension>, promise:<uid>
    removed: Mapped[bool] = mapped_column(default=False)  # it can be put back
    revision: Mapped[int] = mapped_column(default=0)


class HallEntry(Model):
    """Somebody drew their rights once: a digest of the request, so that a repeat gets the same. Gone at the end."""

    __tablename__ = "hall_entry"
    __table_args__ = NO_ROWID

    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class NamedQuestion(Model):
    """A question asked under one's name: everywhere, and the only kind where few are asked."""

    __tablename__ = "named_question"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_uid)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person | None] = relationship()


class Handling(Model):
    """What moderators did with a question, named or not; without a row it is new."""

    __tablename__ = "handling"
    __table_args__ = (
        CheckConstraint("state <> 'declined' OR length(reason) > 0", name="reason"),
        CheckConstraint("state <> 'answered-written' OR length(answer) > 0", name="answer"),
        CheckConstraint("merged_into <> question_id", name="merged"),
        _one_of("state", QuestionState),
    )

    question_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=QuestionState.NEW.value)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")  # why it was declined: public
    answer: Mapped[str] = mapped_column(Text, default="")  # in writing
    merged_into: Mapped[str] = mapped_column(String(32), default="")  # the question it stands under; it can be undone
    evidence: Mapped[str] = mapped_column(String(120), default="")
    revision: Mapped[int] = mapped_column(default=0)
    by_person_id: Mapped[int | None]
    handled_at: Mapped[datetime] = mapped_column(Moment)
