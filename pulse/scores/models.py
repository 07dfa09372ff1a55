"""Scores of teams, computed from published cells at the seal and never restated."""

from sqlalchemy import Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model


class Point(Model):
    """A team's score on a dimension in one sealed round, or why there is none."""

    __tablename__ = "point"
    __table_args__ = (Index("ix_point_team_uid", "team_uid", "dimension", "round_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    gap: Mapped[str] = mapped_column(String(24), default="")  # empty: there is a score
    score: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    favourable: Mapped[float | None] = mapped_column(Float)  # percent
    n: Mapped[int | None]
    members: Mapped[int | None]
    about: Mapped[bool] = mapped_column(default=False)  # a near-unanimous cell is part of it
    verdict: Mapped[str] = mapped_column(String(24), default="")
    change: Mapped[float | None] = mapped_column(Float)
