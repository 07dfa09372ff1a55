"""Messages that wait to be sent, counts of those that were, what people wish to hear, and channels of chat."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import Model, Moment
from pulse.base.signing import new_uid
from pulse.people.models import Team


class Message(Model):
    """One message to one person, or to one reader from outside: template and arguments, never a rendered link."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "sent_at", "due_at"),
        CheckConstraint("(person_id IS NULL) <> (reader IS NULL)", name="reader"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)  # kind | about | person: sent once
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(60), index=True)  # "round:<uid>", or empty
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reader: Mapped[str | None] = mapped_column(String(32), index=True)  # whom the kind knows by this name instead
    arguments: Mapped[dict[str, str]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(80), default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)


class Delivered(Model):
    """How many messages of a kind were sent about something: what stays of those whose rows are forgotten."""

    __tablename__ = "delivered"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    about: Mapped[str] = mapped_column(String(60), primary_key=True)
    sent: Mapped[int] = mapped_column(default=0)


class Wished(Model):
    """When one person wishes to hear of one group of notices; `before`: the wish that a press in a mail put aside."""

    __tablename__ = "wished"
    __table_args__ = (
        CheckConstraint("topic IN ('town-halls', 'promises', 'roadblocks', 'thanks')", name="topic"),
        CheckConstraint("wish IN ('at once', 'weekly', 'never')", name="wish"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(16), primary_key=True)
    wish: Mapped[str] = mapped_column(String(8))
    before: Mapped[str] = mapped_column(String(8), default="", server_default="")


class QuietHours(Model):
    """When one person wants no mail that can wait: minutes of their own day, the same twice for never."""

    __tablename__ = "quiet_hours"
    __table_args__ = (CheckConstraint("starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name="minutes"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    starts: Mapped[int]
    ends: Mapped[int]
    weekends: Mapped[bool]


class Notice(Model):
    """One sentence that somebody is to read in the mail of their week; gone when that mail is in the outbox."""

    __tablename__ = "notice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(32), primary_key=True)  # the same about the same is told once
    about: Mapped[str] = mapped_column(String(60), index=True)
    arguments: Mapped[dict[str, str]] = mapped_column(JSON)  # as `notices.written`
    made_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)


class Channel(Model):
    """A place in Slack or Teams that hears of a branch, or of the whole company. Its address is a secret."""

    __tablename__ = "channel"
    __table_args__ = (CheckConstraint("kind IN ('slack', 'teams')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(8))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)  # none: the whole company
    host: Mapped[str] = mapped_column(String(255))
    address: Mapped[bytes] = mapped_column(LargeBinary)  # sealed under the secret key: a backup alone cannot read it
    made_at: Mapped[datetime] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    problem: Mapped[str] = mapped_column(String(24), default="")
    paused_at: Mapped[datetime | None] = mapped_column(Moment)

    team: Mapped[Team | None] = relationship()


class Post(Model):
    """One sentence on its way to one channel; gone when it is there."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("channel_id", "mark"), Index("ix_post_due", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"))
    mark: Mapped[str] = mapped_column(String(32))
    about: Mapped[str] = mapped_column(String(60), index=True)
    arguments: Mapped[dict[str, str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
