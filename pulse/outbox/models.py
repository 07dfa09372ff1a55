"""Messages that wait to be sent, and counts of those that were."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment


class Message(Model):
    """One message to one person, or to one reader from outside: template and arguments, never a rendered link."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "sent_at", "due_at"),
        CheckConstraint("(person_id IS NULL) <> (reader IS NULL)", name="reader"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)  # kind | about | person: sent once
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(60), index=True)  # "round:<uid>", or empty
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reader: Mapped[str | None] = mapped_column(String(32), index=True)  # whom the kind knows by this name instead
    arguments: Mapped[dict[str, str]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(80), default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)


class Delivered(Model):
    """How many messages of a kind were sent about something: what stays of those whose rows are forgotten."""

    __tablename__ = "delivered"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    about: Mapped[str] = mapped_column(String(60), primary_key=True)
    sent: Mapped[int] = mapped_column(default=0)
