"""Programmes: what is asked, of whom, how often."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid
from pulse.people.models import Team


class ProgrammeState(StrEnum):
    """A programme is drafted, runs, may pause, and ends for good."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Branch(Model):
    """A branch of the tree a programme asks; a programme without branches asks the whole company."""

    __tablename__ = "programme_branch"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)

    team: Mapped[Team] = relationship()


class Programme(Model):
    """One recurring pulse. Thresholds can only be raised once a round has been opened."""

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("min_ballots BETWEEN 5 AND 20", name="min_ballots"),
        CheckConstraint("min_cohort BETWEEN 7 AND 40 AND min_cohort >= min_ballots", name="min_cohort"),
        CheckConstraint("min_comments BETWEEN 10 AND 40", name="min_comments"),
        CheckConstraint("reminders BETWEEN 0 AND 2", name="reminders"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(16), default=ProgrammeState.DRAFT.value)
    unit: Mapped[str] = mapped_column(String(8))  # weeks, months
    every: Mapped[int]
    weekday: Mapped[int]  # 0 Monday
    nth: Mapped[int] = mapped_column(default=1)  # months: the n-th such weekday, -1 the last
    hour: Mapped[int]
    minute: Mapped[int] = mapped_column(default=0)
    open_days: Mapped[int]
    timezone: Mapped[str] = mapped_column(String(64))
    holidays: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    first_on: Mapped[date | None]  # one round at once, before the rhythm begins
    anchors: Mapped[list[str]] = mapped_column(JSON)  # question codes asked every time
    rotation: Mapped[list[str]] = mapped_column(JSON)  # question codes taken in turn, per dimension
    extras: Mapped[list[str]] = mapped_column(JSON)  # outcome and open questions, one a round in turn
    comment: Mapped[bool] = mapped_column(default=True)  # one optional comment at the end
    min_ballots: Mapped[int] = mapped_column(default=5)
    min_cohort: Mapped[int] = mapped_column(default=7)
    min_comments: Mapped[int] = mapped_column(default=10)
    reminders: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    held: Mapped[int] = mapped_column(default=0)  # rounds announced so far; the rooms above push it down
    last_due: Mapped[date | None]  # the date the latest of them was due
    shows_norms: Mapped[bool] = mapped_column(default=False, server_default=false())  # reference values from elsewhere
    inside: Mapped[str] = mapped_column(String(8), default="none", server_default="none")  # questions about teams

    branches: Mapped[list[Branch]] = relationship(cascade="all, delete-orphan")


class HelpLine(Model):
    """Where to turn, in one language: shown on the device of whoever writes of something heavy, and nowhere else."""

    __tablename__ = "help_line"
    __table_args__ = (CheckConstraint("length(words) BETWEEN 1 AND 500", name="words"),)

    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    words: Mapped[str] = mapped_column(String(500))


class AskedBack(Model):
    """Whether a promise was kept, as those to whom it was made are asked in one round: with these words, once.

    A promise that is kept anew after it was taken up again is asked again, under the next `number`.
    """

    __tablename__ = "asked_back"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)  # uid of the promise
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team_uid: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text)
    wanted_at: Mapped[datetime] = mapped_column(Moment)
    round_uid: Mapped[str] = mapped_column(String(32), default="", index=True)  # the round that asks it; empty: waits
    heard: Mapped[bool] = mapped_column(default=False)
