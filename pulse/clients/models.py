"""Accounts and their contacts, surveys and their waves, who was asked, and what came back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import NO_ROWID, Model, Moment
from pulse.base.signing import new_uid
from pulse.clients.terms import LONGEST_COMMENT, LONGEST_NAME, Stage, SurveyState
from pulse.customers.models import Unit
from pulse.people.models import Person


class Account(Model):
    """A customer: one company, or one part of it, that one unit serves."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("stage IN ('acquaintance', 'friend', 'regular', 'committed', 'partner')", name="stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    stage: Mapped[str] = mapped_column(String(16), default=Stage.ACQUAINTANCE.value)
    stage_on: Mapped[date | None]  # the day it was set; None: nobody has set it yet

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Person | None] = relationship()


class StageChange(Model):
    """Who said when that an account came closer, or drifted off."""

    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]
    by_person_id: Mapped[int]  # a plain number, as in the trail


class Contact(Model):
    """Somebody at a customer who may be asked."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint("level IN ('user', 'decider')", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    email: Mapped[str] = mapped_column(String(254), unique=True)  # in lower case
    level: Mapped[str] = mapped_column(String(8))
    locale: Mapped[str] = mapped_column(String(16), default="")
    added_on: Mapped[date]
    asked_on: Mapped[date | None] = mapped_column(index=True)  # the day of the last invitation, of any survey
    stopped_on: Mapped[date | None]  # wants no more mails, for ever

    account: Mapped[Account] = relationship()

    @property
    def timezone(self) -> str:
        """Return no time zone: days in mails to customers are those of the house."""
        return ""


class StoppedAddress(Model):
    """A mail address that is never written to again, whoever is imported with it: its digest alone."""

    __tablename__ = "stopped_address"
    __table_args__ = (NO_ROWID,)

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class ContactFile(Model):
    """A list of contacts that was read and waits to be confirmed, for a day."""

    __tablename__ = "contact_file"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_uid)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Survey(Model):
    """Which customers are asked, and how often. The questions are always the same."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'running', 'paused', 'ended')", name="state"),
        CheckConstraint("every BETWEEN 1 AND 12", name="every"),
        CheckConstraint("open_days BETWEEN 3 AND 28", name="open_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)  # None: customers of all units
    named: Mapped[bool] = mapped_column(default=False, server_default=false())  # whoever answers is shown with it
    state: Mapped[str] = mapped_column(String(16), default=SurveyState.DRAFT.value)
    every: Mapped[int]  # months
    starts_on: Mapped[date]  # its first day; later ones fall on the same weekday of the month
    open_days: Mapped[int]
    reminds: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit | None] = relationship()


class Wave(Model):
    """One time a survey asks."""

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("survey_id", "occurrence"),
        Index("ix_wave_due", "closed_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    occurrence: Mapped[date]  # the day it was due
    opens_at: Mapped[datetime] = mapped_column(Moment)
    reminds_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    reminded: Mapped[bool] = mapped_column(default=False, server_default=false())
    closed_at: Mapped[datetime | None] = mapped_column(Moment)  # its answers are counted

    survey: Mapped[Survey] = relationship()


class Ask(Model):
    """A contact who is asked in a wave, by the digest of a personal code; never what was answered."""

    __tablename__ = "ask"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    answered_on: Mapped[date | None]

    wave: Mapped[Wave] = relationship()
    contact: Mapped[Contact] = relationship()


class Reply(Model):
    """One filled-in form. Where names are not shown nothing in it says whose it is: no contact, no time, no order."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("wave_id", "contact_id"),
        CheckConstraint("level IS NULL OR level IN ('user', 'decider')", name="level"),
        NO_ROWID,
    )

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    level: Mapped[str | None] = mapped_column(String(8))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(String(LONGEST_COMMENT), default="")

    wave: Mapped[Wave] = relationship()
