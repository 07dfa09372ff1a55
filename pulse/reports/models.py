"""What happened to a team, as HR or its leader marked it on the charts."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid

LONGEST = 80  # characters of an event's words


class Kind(StrEnum):
    """What kind of thing happened."""

    REORGANISATION = "reorganisation"
    NEW_LEAD = "new lead"
    TOWN_HALL = "town hall"
    OTHER = "other"


class Event(Model):
    """Something that happened on a day to a team and all below it; it says nothing of what came of it."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_team_uid", "team_uid", "day"),
        CheckConstraint("kind IN ('reorganisation', 'new lead', 'town hall', 'other')", name="kind"),
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
