"""Who serves whom in the company, and which teams people may name as ones they relied on."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pulse.base.db import Model
from pulse.base.signing import new_uid
from pulse.people.models import Team


class Service(Model):
    """A team serves another one with all below it: these rate its service, its own people never do."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("server_id", "served_id"),
        CheckConstraint("server_id <> served_id", name="itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid)
    server_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    served_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)

    server: Mapped[Team] = relationship(foreign_keys=[server_id])
    served: Mapped[Team] = relationship(foreign_keys=[served_id])


class Nameable(Model):
    """A team that people can name as one they relied on this month."""

    __tablename__ = "nameable"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)

    team: Mapped[Team] = relationship()
