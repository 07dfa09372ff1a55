"""Thanks, and the values of the company that they may be linked to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid
from pulse.people.models import Person, Team
from pulse.recognition.terms import LONGEST_NAME, LONGEST_REASON, LONGEST_THANKS, LONGEST_VALUE


class Value(Model):
    """Something the company stands for; it is retired, never deleted, so that old thanks keep theirs."""

    __tablename__ = "company_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    words: Mapped[str] = mapped_column(String(LONGEST_VALUE), default="")
    retired_at: Mapped[datetime | None] = mapped_column(Moment)


class Thanks(Model):
    """Thanks to a person or a team, always by name. Once taken back only the row stays, for the limit of a day.

    `team_id` is the team that is thanked; of a person, the team they worked in when they were thanked.
    """

    __tablename__ = "thanks"
    __table_args__ = (
        CheckConstraint("customer IN ('outside', 'inside')", name="customer"),
        CheckConstraint("person_id IS NOT NULL OR team_id IS NOT NULL", name="whom"),
        CheckConstraint("person_id <> by_person_id", name="oneself"),
        CheckConstraint("(taken_back_at IS NULL) = (length(words) > 0)", name="words"),
        Index("ix_thanks_said", "said_at"),
        Index("ix_thanks_team", "team_id", "said_at"),
        Index("ix_thanks_by", "by_person_id", "said_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    words: Mapped[str] = mapped_column(String(LONGEST_THANKS))
    customer: Mapped[str] = mapped_column(String(8))
    value_id: Mapped[int | None] = mapped_column(ForeignKey("company_value.id"))
    said_at: Mapped[datetime] = mapped_column(Moment)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")  # of HR, told to both

    by: Mapped[Person] = relationship(foreign_keys=[by_person_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    team: Mapped[Team | None] = relationship()
    value: Mapped[Value | None] = relationship()
