"""How a team serves others, as a seal found it: computed once from published cells, and never restated."""

from sqlalchemy import JSON, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model


class Rendered(Model):
    """A serving team in one sealed round, on one question ("" all together), as one branch ("" everybody) rates it."""

    __tablename__ = "rendered"
    __table_args__ = (Index("ix_rendered_server_uid", "server_uid", "round_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    server_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[str] = mapped_column(String(16), primary_key=True)
    branch_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    members: Mapped[int]  # who was asked
    gap: Mapped[str] = mapped_column(String(24), default="")  # empty: there is a score
    n: Mapped[int]
    score: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    bands: Mapped[list[float]] = mapped_column(JSON)
    clamped: Mapped[int | None]
    about: Mapped[bool] = mapped_column(default=False)  # a near-unanimous cell is part of it
    joined: Mapped[bool] = mapped_column(default=False)  # the same raters as when it was asked before: a line runs on


class Weighed(Model):
    """A sealed round whose questions about teams are stored, or that asked none; and whether raters named the teams."""

    __tablename__ = "weighed"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    named: Mapped[bool]
