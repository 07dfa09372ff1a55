"""The ballot box: no person, no invitation, no clock, no order. `tests/laws` pins every column."""

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import NO_ROWID, WALLED, Model


class Box(Model):
    """One round's ballot box and what was frozen into it at open; all of it is public."""

    __bind_key__ = WALLED
    __tablename__ = "box"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))  # open, frozen, destroyed
    fingerprint: Mapped[str] = mapped_column(String(64))  # hash of the manifest's header
    manifest: Mapped[dict[str, object]] = mapped_column(JSON)  # the public header
    leaves: Mapped[list[dict[str, object]]] = mapped_column(JSON)  # cohort id, size, public key
    layout: Mapped[dict[str, object]] = mapped_column(JSON)  # tree, heads, cohorts, questions: see tallies.layout


class Ballot(Model):
    """A sealed ballot under its nullifier, and nothing else."""

    __bind_key__ = WALLED
    __tablename__ = "ballot"
    __table_args__ = NO_ROWID

    box: Mapped[str] = mapped_column(String(32), primary_key=True)
    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Receipt(Model):
    """The nullifier of a ballot that was counted; published sorted."""

    __bind_key__ = WALLED
    __tablename__ = "receipt"
    __table_args__ = NO_ROWID

    box: Mapped[str] = mapped_column(String(32), primary_key=True)
    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
