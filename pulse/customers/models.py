"""Units that customers rate, what is measured of them, single ratings, and the figures of each month."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import NO_ROWID, Model, Moment
from pulse.base.signing import new_uid

LONGEST_NAME = 120


class MeasureKind(StrEnum):
    """What a measure tells of customers."""

    SATISFACTION = "satisfaction"
    RECOMMEND = "recommend"
    REBUY = "rebuy"  # would buy again
    RETENTION = "retention"
    COMPLAINTS = "complaints"
    PROMISE = "promise"  # "delivers what was promised": the outside of the outside-in gap
    OTHER = "other"


LOYALTY = (MeasureKind.REBUY, MeasureKind.RETENTION, MeasureKind.RECOMMEND)  # what loyalty is read from, the best first


class Unit(Model):
    """A name and a set of teams: the smallest that has customer figures of its own."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)


class UnitTeam(Model):
    """A team of a unit; a team belongs to one unit at most."""

    __tablename__ = "unit_team"

    team_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)


class Measure(Model):
    """One thing that is measured of customers, on a scale from `low` to `high`.

    Values are kept from 0 (`low`) to 100 (`high`). A measure comes as single ratings or as figures of whole months.
    """

    __tablename__ = "measure"
    __table_args__ = (
        CheckConstraint("low < high", name="scale"),
        CheckConstraint(
            "kind IN ('satisfaction', 'recommend', 'rebuy', 'retention', 'complaints', 'promise', 'other')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    low: Mapped[float]
    high: Mapped[float]
    higher_is_better: Mapped[bool] = mapped_column(default=True)
    monthly: Mapped[bool] = mapped_column(default=False)  # comes as figures of whole months, not as single ratings


class Rating(Model):
    """One customer's rating, from 0 to 100. `key` is a digest of what names it in its source: it lands once."""

    __tablename__ = "rating"
    # No index by month: a million ratings would come to lie all over it. What months say stands in portions.
    __table_args__ = (NO_ROWID,)

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[date]  # its first day
    value: Mapped[float]
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)  # what brought it


class Figure(Model):
    """What customers said of a unit in a month: of single ratings, or as it was brought. All pages read this alone."""

    __tablename__ = "figure"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    n: Mapped[int | None]  # ratings or answers; None: not told
    mean: Mapped[float]  # 0 to 100
    sd: Mapped[float | None]  # of single ratings, in the same points; None: not known
    satisfied: Mapped[int | None]  # ratings of 75 and more
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)  # None: from ratings


class Way(StrEnum):
    """How ratings came."""

    FILE = "file"
    FOLDER = "folder"
    PROGRAM = "program"
    ASKED = "asked"  # Pulse's own questions to customers


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"  # its columns are asked for, or it waits to be read
    READ = "read"  # shown to HR, waits to be confirmed
    CONFIRMED = "confirmed"  # its rows land, batch by batch; no figure counts them yet
    LANDED = "landed"
    LEAVING = "leaving"  # taken back: no figure counts it any more, its rows go batch by batch
    FAILED = "failed"
    DROPPED = "dropped"


class Delivery(Model):
    """One file or push of ratings. No figure counts its rows before all of them have landed."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_state", "state"),
        Index("uq_delivery_day", "measure_id", "way", "on", unique=True),
        CheckConstraint("way IN ('file', 'folder', 'program', 'asked')", name="way"),
        CheckConstraint(
            "state IN ('waiting', 'read', 'confirmed', 'landed', 'leaving', 'failed', 'dropped')", name="state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    way: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")  # of the file
    by_person_id: Mapped[int | None]  # a plain number, as in the trail
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    landed_at: Mapped[datetime | None] = mapped_column(Moment)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))  # how it is read
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))  # what was read
    done: Mapped[int] = mapped_column(default=0, server_default="0")  # of `total`, in the step that is under way
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    rows: Mapped[int] = mapped_column(default=0, server_default="0")  # that landed
    fault: Mapped[str] = mapped_column(String(40), default="", server_default="")  # why it failed
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    on: Mapped[date | None]  # the day whose pushes it gathers


class Portion(Model):
    """What one delivery says of a unit in a month. Portions of landed deliveries make the figure."""

    __tablename__ = "portion"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int | None]
    mean: Mapped[float]
    squares: Mapped[float | None]  # of the distances from the mean, added up; None: not known
    satisfied: Mapped[int | None]


class Goal(Model):
    """What HR wants a measure to reach in a unit, from 0 to 100: a plain line on its chart, never a grade."""

    __tablename__ = "goal"
    __table_args__ = (CheckConstraint("value BETWEEN 0 AND 100", name="value"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    value: Mapped[float]
