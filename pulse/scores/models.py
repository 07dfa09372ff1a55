"""Scores of teams, computed from published cells at the seal. `restated` names the one time they were computed anew."""

from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model


class Conclusion(Model):
    """What one seal leaves for the next: item effects and the sums behind them. Its row says a round is scored."""

    __tablename__ = "conclusion"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    effects: Mapped[dict[str, float]] = mapped_column(JSON)
    sums: Mapped[dict[str, Any]] = mapped_column(JSON)


class Restated(Model):
    """A round whose scores were computed anew, without questions that became sensitive after its seal."""

    __tablename__ = "restated"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    without: Mapped[list[str]] = mapped_column(JSON)  # codes of the questions that are no part of a score any more


class Mark(Model):
    """A team on a dimension in one sealed round: its score or why there is none, and what may be said of its change."""

    __tablename__ = "mark"
    __table_args__ = (
        Index("ix_mark_team_uid", "team_uid", "dimension", "round_id"),
        Index("ix_mark_news", "round_id", sqlite_where=text("news"), postgresql_where=text("news")),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    gap: Mapped[str] = mapped_column(String(24), default="")  # empty: there is a score
    joined: Mapped[bool] = mapped_column(default=False)  # the same team as in the round before: a line may run on
    score: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)  # no range: everyone answered and nothing is clamped
    high: Mapped[float | None] = mapped_column(Float)
    favourable: Mapped[float | None] = mapped_column(Float)  # percent
    n: Mapped[int | None]
    members: Mapped[int | None]
    about: Mapped[bool] = mapped_column(default=False)  # a near-unanimous cell is part of it
    least: Mapped[float | None] = mapped_column(Float)
    most: Mapped[float | None] = mapped_column(Float)
    floor: Mapped[float | None] = mapped_column(Float)  # what nobody's silence could change; when under 80 % answered
    ceiling: Mapped[float | None] = mapped_column(Float)
    verdict: Mapped[str] = mapped_column(String(24), default="")
    change: Mapped[float | None] = mapped_column(Float)
    beyond: Mapped[float | None] = mapped_column(Float)  # what is left of it without the company's own shift
    q: Mapped[float | None] = mapped_column(Float)
    news: Mapped[bool] = mapped_column(default=False)  # said for the first time
    agreement: Mapped[float | None] = mapped_column(Float)  # a*: how near opinions lie together; None: not said
    place: Mapped[int | None]  # in the order of usual levels; never shown as a rank


ANNOUNCED = text("mark.news")  # in the words of the index `ix_mark_news`: SQLite knows it by no others


class Response(Model):
    """How many of a team took part in one sealed round, as published; and whether it has fallen silent.

    None invited: how many is not said, because it would tell of a group elsewhere that it was fewer than 3.
    """

    __tablename__ = "response"
    __table_args__ = (Index("ix_response_team_uid", "team_uid", "round_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    took_part: Mapped[int]  # a cohort of "fewer than 3" enters as 2: the most it can be
    least: Mapped[int]  # such cohorts enter as 0
    invited: Mapped[int]
    fell: Mapped[bool] = mapped_column(default=False)


class Answered(Model):
    """A team's answers to one question in one sealed round, from the cells wholly inside it; or why there are none."""

    __tablename__ = "answered"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[str] = mapped_column(String(16), primary_key=True)
    gap: Mapped[str] = mapped_column(String(24), default="")
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)  # scores.answers.Answers as plain values


class Health(Model):
    """What one round's published cells say of its questions; sums, so that rounds add up to a question's history."""

    __tablename__ = "health"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    questions: Mapped[dict[str, Any]] = mapped_column(JSON)  # code -> deviation, and scores.health.Variation
    joint: Mapped[list[Any]] = mapped_column(JSON, server_default="[]")  # kind, key, value, weight: as published


class Earlier(Model):
    """A line across a change that was recorded: the score of all teams that were the team then; or just `joined`.

    What the seal stored of a team stays (`Restated` names the exception); this stands beside it.
    """

    __tablename__ = "earlier"
    __table_args__ = (Index("ix_earlier_team_uid", "team_uid", "round_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(16), primary_key=True)
    made_of: Mapped[list[str]] = mapped_column(JSON)  # team uids; only itself: nothing but `joined` is new
    joined: Mapped[bool] = mapped_column(default=False)
    gap: Mapped[str] = mapped_column(String(24), default="")
    score: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    n: Mapped[int | None]
    members: Mapped[int | None]
    about: Mapped[bool] = mapped_column(default=False)


class Pieced(Model):
    """A round whose lines across changes are up to date with what was recorded."""

    __tablename__ = "pieced"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
