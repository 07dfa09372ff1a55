"""When replies last went out: one row, claimed by whichever process carries them."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment


class Courier(Model):
    """The days and hours of carrying replies; the ballot side itself knows no time."""

    __tablename__ = "courier"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivered_on: Mapped[date | None]  # the day whose replies have gone out
    rewritten_at: Mapped[datetime | None] = mapped_column(Moment)  # when those that wait were laid down anew
