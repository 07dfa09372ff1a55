"""Questions and their immutable versions: a new wording is a new version."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import Model, Moment


class Question(Model):
    """What is asked, in whatever words; `own` ones were written by HR."""

    __tablename__ = "question"
    __table_args__ = (CheckConstraint("scale IN ('agree5', '0-10', 'text')", name="scale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    dimension: Mapped[str] = mapped_column(String(16))
    scale: Mapped[str] = mapped_column(String(16))
    reverse: Mapped[bool] = mapped_column(default=False)
    sensitive: Mapped[bool] = mapped_column(default=False)  # published only in larger groups
    own: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)

    versions: Mapped[list["Version"]] = relationship(order_by="Version.number", back_populates="question")


class Version(Model):
    """One wording; rows are added, never changed."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    number: Mapped[int]
    texts: Mapped[dict[str, str]] = mapped_column(JSON)  # language -> wording
    made_at: Mapped[datetime] = mapped_column(Moment)

    question: Mapped[Question] = relationship(back_populates="versions")
