"""What was done already, and what was typed when a session had ended: both for a short while."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import Model, Moment

LONGEST_PLACE = 500


class Done(Model):
    """One form that somebody sent and that was done: it is not done twice."""

    __tablename__ = "done"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))  # where it led
    day: Mapped[date]  # no time: when somebody works is nobody's business


class KeptForm(Model):
    """What somebody typed whose session had ended, for an hour; the browser alone has the key that opens it."""

    __tablename__ = "kept_form"
    __table_args__ = (UniqueConstraint("holder", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))  # a digest of what the browser holds
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = mapped_column(String(64))  # a digest of the page it stood on
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Moment)
