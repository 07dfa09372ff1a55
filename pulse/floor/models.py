"""What a town hall's floor keeps: no person, no clock, no order. `tests/laws` pins every column."""

from sqlalchemy import JSON, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import NO_ROWID, WALLED, Model


class Floor(Model):
    """One town hall's floor, and the public keys its rights were made with."""

    __bind_key__ = WALLED
    __tablename__ = "floor"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))  # waiting (fewer than 8 entered), open, closed
    keys: Mapped[dict[str, str]] = mapped_column(JSON)  # public key by name: vote-0 … vote-63, ask-0 … ask-2


class FloorQuestion(Model):
    """One question without a name: random id, a slot drawn by lot, the words."""

    __bind_key__ = WALLED
    __tablename__ = "floor_question"
    __table_args__ = (
        UniqueConstraint("floor", "slot", name="uq_floor_question_slot"),
        UniqueConstraint("floor", "nullifier", name="uq_floor_question_nullifier"),
        NO_ROWID,
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    floor: Mapped[str] = mapped_column(String(32))
    slot: Mapped[int]
    nullifier: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # of the right to ask; gone when it closes
    text: Mapped[str] = mapped_column(Text)
    votes: Mapped[int | None]  # counted when the floor closes, nought below five; empty while every vote is a row


class FloorVote(Model):
    """One vote for one question under its nullifier; gone when the floor closes."""

    __bind_key__ = WALLED
    __tablename__ = "floor_vote"
    __table_args__ = NO_ROWID

    floor: Mapped[str] = mapped_column(String(32), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
