"""The trail and the look-log."""

from datetime import date, datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment


class Entry(Model):
    """Somebody did something; plain ids, so that erasing a person leaves the trail whole."""

    __tablename__ = "trail"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(16))
    did: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, object]] = mapped_column(JSON)


class Look(Model):
    """HR or a leader opened a page of results; employees' own reads are never logged."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_team_uid_on", "team_uid", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date]
    person_id: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    page: Mapped[str] = mapped_column(String(32))
    team_uid: Mapped[str] = mapped_column(String(32))  # empty: the whole company
