"""What HR recorded of teams that follow older ones."""

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model
from pulse.base.signing import new_uid


class Succession(Model):
    """HR's word that a team follows an older one, so that its line may go on: renamed, merged, or part of a split."""

    __tablename__ = "succession"
    __table_args__ = (
        UniqueConstraint("team_uid", "follows_uid"),
        CheckConstraint("team_uid <> follows_uid", name="itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    team_uid: Mapped[str] = mapped_column(String(32))
    follows_uid: Mapped[str] = mapped_column(String(32), index=True)
    on: Mapped[date]
    part: Mapped[bool] = mapped_column(default=False, server_default=text("false"))  # others follow it as well
