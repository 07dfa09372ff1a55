"""Promises as they stand, the ledger that is the only truth about their past, and who follows them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid
from pulse.people.models import Person, Team
from pulse.promises.terms import LONGEST_SOURCE, State


class Promise(Model):
    """A draft, or a copy of what the ledger says of a promise: whatever is here follows from its entries."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'made', 'in progress', 'renegotiated', 'reopened', 'broken', 'kept', 'partly kept', "
            "'dropped')",
            name="state",
        ),
        Index("ix_promise_state", "state", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)  # it is made to all of this branch
    text: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text, default="")  # "You said": what it answers to
    proof: Mapped[str] = mapped_column(Text, default="")  # how we will know
    owner_uid: Mapped[str] = mapped_column(String(32), index=True)  # stays when the person is erased
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE), default="", index=True)
    due: Mapped[date]
    state: Mapped[str] = mapped_column(String(16), default=State.DRAFT.value)
    first_due: Mapped[date | None]  # as it was promised at first
    made_on: Mapped[date | None] = mapped_column(index=True)
    settled_on: Mapped[date | None]  # the day it was kept, partly kept or dropped
    word: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # the team's, as it was heard last
    revision: Mapped[int] = mapped_column(default=0)  # whoever saves on an older one is told
    reminded: Mapped[int] = mapped_column(default=0)  # how many of the owner's reminders need no mail any more
    drafted_at: Mapped[datetime] = mapped_column(Moment)

    team: Mapped[Team] = relationship()
    owner: Mapped[Person | None] = relationship(
        primaryjoin="foreign(Promise.owner_uid) == Person.uid", viewonly=True, uselist=False
    )


class Entry(Model):
    """One line of the ledger. The database refuses to change or to delete it; each holds the hash of the one before."""

    __tablename__ = "promise_entry"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    promise_uid: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_uid: Mapped[str] = mapped_column(String(32), index=True)  # a person's; empty: the clock
    kind: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64), unique=True)  # no two entries follow one: the chain cannot fork
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Follower(Model):
    """Somebody who wants to be told of a promise."""

    __tablename__ = "promise_follower"

    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True, autoincrement=False
    )
