"""Sealed tables: immutable, and all that is ever published of a round."""

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import NO_ROWID, WALLED, Model


class Sealed(Model):
    """A round that has been counted, and its place in the chain."""

    __bind_key__ = WALLED
    __tablename__ = "sealed"

    box: Mapped[str] = mapped_column(String(32), primary_key=True)
    ballots: Mapped[int]
    unreadable: Mapped[int]
    salt: Mapped[str] = mapped_column(String(64))  # salts every row's hash; no table's hash can be guessed
    tables_hash: Mapped[str] = mapped_column(String(64))
    receipts_hash: Mapped[str] = mapped_column(String(64))


class CellRow(Model):
    """One question in one cell: three bands, or the class of a near-unanimous one."""

    __bind_key__ = WALLED
    __tablename__ = "cell"
    __table_args__ = (
        CheckConstraint("(clamped IS NULL) = (favourable IS NOT NULL)", name="bands_or_class"),
        NO_ROWID,
    )

    box: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[str] = mapped_column(String(64), primary_key=True)  # T1; about a team: S1/uid
    home: Mapped[str] = mapped_column(String(32), primary_key=True)  # uid of the team it is named after
    cohorts: Mapped[list[str]] = mapped_column(JSON)
    members: Mapped[int]
    n: Mapped[int]
    favourable: Mapped[int | None]
    neutral: Mapped[int | None]
    unfavourable: Mapped[int | None]
    clamped: Mapped[int | None]


class CommentCell(Model):
    """A union of the round's cells with enough ballots for the texts on one question."""

    __bind_key__ = WALLED
    __tablename__ = "comment_cell"
    __table_args__ = NO_ROWID

    box: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[str] = mapped_column(String(16), primary_key=True)
    home: Mapped[str] = mapped_column(String(32), primary_key=True)
    cohorts: Mapped[list[str]] = mapped_column(JSON)
    members: Mapped[int]


class Comment(Model):
    """One text: random id, round, question, comment cell, and nothing else."""

    __bind_key__ = WALLED
    __tablename__ = "comment"
    __table_args__ = NO_ROWID

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    box: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(String(16))
    home: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)


class Thread(Model):
    """Where one comment can be answered: its keys, and nothing else. Not among the tables that are hashed: it goes."""

    __bind_key__ = WALLED
    __tablename__ = "thread"
    __table_args__ = NO_ROWID

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    box: Mapped[str] = mapped_column(String(32))
    comment: Mapped[str] = mapped_column(String(32), unique=True)
    verifier: Mapped[bytes] = mapped_column(LargeBinary(32))  # digest of the key its writer writes with
    read_key: Mapped[bytes] = mapped_column(LargeBinary(32))


class Joint(Model):
    """A company-wide joint figure, already rounded."""

    __bind_key__ = WALLED
    __tablename__ = "joint"
    __table_args__ = NO_ROWID

    box: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)  # spread, correlation
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]  # whole points, or hundredths
    weight: Mapped[int]


class TookPart(Model):
    """Participation of one cohort: how many collected, or that fewer than three did."""

    __bind_key__ = WALLED
    __tablename__ = "took_part"
    __table_args__ = NO_ROWID

    box: Mapped[str] = mapped_column(String(32), primary_key=True)
    cohort: Mapped[str] = mapped_column(String(32), primary_key=True)
    members: Mapped[int]
    collected: Mapped[int | None]  # empty: fewer than 3
