"""Persons, the team tree, and roster files that wait to be confirmed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from pulse.base import alphabet
from pulse.base.db import Model, Moment
from pulse.base.ordering import filed_as
from pulse.base.signing import new_uid


class Role(StrEnum):
    """What a person is to Pulse; leading comes from the tree and is not a role."""

    EMPLOYEE = "employee"
    HR = "hr"
    ADMIN = "admin"


class Team(Model):
    """A node of the tree; its uid never changes, whatever its name or place."""

    __tablename__ = "team"
    __table_args__ = (CheckConstraint("parent_id <> id", name="own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    filed_as: Mapped[str] = filed_as()
    closed_on: Mapped[date | None]

    parent: Mapped["Team | None"] = relationship(remote_side="Team.id")

    @validates("name")
    def _file(self, _name: str, value: str) -> str:
        self.filed_as = alphabet.key(value)
        return value


class Person(Model):
    """Somebody who works here, or worked here and has not been erased yet."""

    __tablename__ = "person"
    __table_args__ = (
        Index("uq_person_email", "email", unique=True),
        Index("uq_person_employee_id", "employee_id", unique=True),
        CheckConstraint("role IN ('employee', 'hr', 'admin')", name="role"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        # Who was erased stays in the trail and in old cookies by number: no newcomer may ever get it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    employee_id: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    filed_as: Mapped[str] = filed_as()
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(16), default=Role.EMPLOYEE.value)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    is_lead: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    locale: Mapped[str] = mapped_column(String(16), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="")
    # What people chose themselves is theirs: no roster changes it any more.
    chose_locale: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    chose_timezone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    started_on: Mapped[date | None]
    left_on: Mapped[date | None]
    # The address that a mail server said it will never take. Of which mail is kept nowhere: reminders go to some only.
    refused_address: Mapped[str] = mapped_column(String(254), default="", server_default="")
    refused_on: Mapped[date | None]  # empty again when HR wants it to be tried once more

    team: Mapped[Team | None] = relationship()

    @validates("name")
    def _file(self, _name: str, value: str) -> str:
        self.filed_as = alphabet.key(value)
        return value

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether they may sign in."""
        return self.left_on is None

    @property
    def is_refused(self) -> bool:
        """Whether mail to the address they have now is refused."""
        return self.refused_on is not None and self.refused_address == self.email

    def get_id(self) -> str:
        """Return what the session cookie holds (sign-in adds the session's epoch)."""
        return str(self.id)


class RosterDraft(Model):
    """An uploaded roster between preview and confirmation; nothing has changed yet."""

    __tablename__ = "roster_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    by_person_id: Mapped[int | None]
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment)
