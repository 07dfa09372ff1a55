"""What HR chose to look for, what could be said of it night by night, and the series it rests on."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid


class Expected(StrEnum):
    """Which way a measure is expected to move when sentiment is higher."""

    HIGHER = "higher"
    LOWER = "lower"


class Choice(Model):
    """The one measure, and the direction, that HR chose to look for before looking: never edited, only ended."""

    __tablename__ = "choice"
    __table_args__ = (
        CheckConstraint("expected IN ('higher', 'lower')", name="expected"),
        CheckConstraint("(running IS NULL) = (ended_at IS NOT NULL)", name="running"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    expected: Mapped[str] = mapped_column(String(8))
    by_person_id: Mapped[int | None]  # a plain number, as in the trail
    chosen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    running: Mapped[bool | None] = mapped_column(unique=True)  # true, or nothing: one runs at a time
    looked_on: Mapped[date | None]  # the last night it was computed, or found unchanged
    leased_until: Mapped[datetime | None] = mapped_column(Moment)  # somebody computes it
    tries: Mapped[int] = mapped_column(default=0)  # of this night
    failed: Mapped[bool] = mapped_column(default=False)  # last night it could not be computed


class Verdict(Model):
    """What could be said of a choice in one night. It stays; a new night's has a row of its own if its data differ."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("choice_id", "computed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    choice_id: Mapped[int] = mapped_column(ForeignKey("choice.id"))
    input_hash: Mapped[str] = mapped_column(String(64))
    computed_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)  # linkage.outcome.Outcome as plain values


class Strand(Model):
    """One unit in the panels of a choice's newest verdict: both its series, and both its levels."""

    __tablename__ = "strand"

    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdict.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True, index=True)
    sentiment_level: Mapped[float]  # means over all periods, 0 to 100
    customer_level: Mapped[float]
    series: Mapped[dict[str, Any]] = mapped_column(JSON)  # sentiment by dimension, customers: a value a period or None
