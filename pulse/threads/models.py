"""What is written below comments: no person, no clock, no order. `tests/laws` pins every column."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from pulse.base.db import NO_ROWID, WALLED, Model

WAITING = 0  # the place of a message that has not gone out


class Message(Model):
    """One sealed message of a thread, named by its own hash; it has its place in the thread once it has gone out."""

    __bind_key__ = WALLED
    __tablename__ = "thread_message"
    __table_args__ = NO_ROWID

    thread: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    place: Mapped[int]  # 1, 2, 3 … within the thread; 0 while it waits
    from_author: Mapped[bool]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
