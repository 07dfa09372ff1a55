"""When the scheduler was last seen alive."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment

TICK = "tick"  # the tick as a whole; the other rows are its jobs, when each last succeeded


class Heartbeat(Model):
    """The last time a job ran, on whichever machine."""

    __tablename__ = "heartbeat"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
