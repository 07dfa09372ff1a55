"""What leaders made of each roadblock, in words that everybody may read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import Model, Moment
from pulse.people.models import Person
from pulse.roadblocks.terms import LONGEST_REASON, LONGEST_WORDS, State
from pulse.rounds.models import Round


class Roadblock(Model):
    """An answer that somebody has looked at; without a row it waits. The answer itself stays with its readers.

    `uid` is the random id that the answer got at the seal, `home` the team its comment cell is named after.
    """

    __tablename__ = "roadblock"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'removed', 'explained', 'promise', 'aside', 'same')", name="state"),
        CheckConstraint("state IN ('waiting', 'same') OR length(words) > 0", name="words"),
        CheckConstraint("state IN ('waiting', 'same', 'promise') OR length(reason) > 0", name="reason"),
        CheckConstraint("(state = 'same') = (length(same_as) > 0)", name="same_as"),
        Index("ix_roadblock_home", "home", "state"),
    )

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    home: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12), default=State.WAITING.value)
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")  # what changed, or why it must stay
    same_as: Mapped[str] = mapped_column(String(32), default="")  # another one, which speaks for this one too
    revision: Mapped[int] = mapped_column(default=1)  # whoever decides on an older one is told
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime] = mapped_column(Moment)

    round: Mapped[Round] = relationship()
    by: Mapped[Person | None] = relationship()
