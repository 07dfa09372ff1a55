"""Passwords, mail links, counters of failed tries, tokens, and who wants no mail about results."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid


class SignIn(Model):
    """How one person signs in; raising the epoch ends every session."""

    __tablename__ = "sign_in"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=0)


class MailLink(Model):
    """A sign-in link that was mailed: only its digest, for a quarter of an hour; gone when it is used."""

    __tablename__ = "mail_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class Attempt(Model):
    """Failed tries in a row for one account or address; both kept as digests."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)


class Token(Model):
    """A key to the interface for programs, made by somebody for themselves: only its digest is kept."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    made_on: Mapped[date]
    expires_at: Mapped[datetime] = mapped_column(Moment)
    last_used_on: Mapped[date | None]  # no time: when somebody works is nobody's business
    writes_ratings: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class NoDigest(Model):
    """Somebody who wants no mail about results."""

    __tablename__ = "no_digest"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
