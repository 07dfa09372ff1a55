"""How files were read last, what they call teams, and which requests of programs were answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment


class Heading(Model):
    """How a file with these columns was read last: the next one is read alike."""

    __tablename__ = "heading"

    digest: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # of the columns in their order
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)


class Spelling(Model):
    """Which team is meant by what files call it; no uid: its rows are left out."""

    __tablename__ = "spelling"

    text: Mapped[str] = mapped_column(String(300), primary_key=True)  # folded
    team_uid: Mapped[str | None] = mapped_column(String(32))


class Push(Model):
    """A request of a program that was answered: the same once more gets the same answer."""

    __tablename__ = "push"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # digest of what the program calls it
    body: Mapped[bytes] = mapped_column(LargeBinary(16))  # digest of what it said
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)
