"""What waits in the outbox, and what is stored there about a person."""

import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from smtplib import SMTPException
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import zone_of
from pulse.base.ordering import by_name
from pulse.base.settings import settings
from pulse.outbox import outage_actions, quiet
from pulse.outbox.channels import opened
from pulse.outbox.models import Channel, Delivered, Message, Notice, Post, QuietHours, Wished
from pulse.outbox.notices import USUAL, Group, NoticeWish
from pulse.outbox.quiet import Hours
from pulse.people.models import Person, Team


@dataclass(frozen=True)
class OutboxState:
    """The outbox in numbers, for the host."""

    waiting: int
    overdue_since: datetime | None  # the oldest one that should have gone by now
    given_up: int
    problems: tuple[tuple[str, int], ...]  # of mails by themselves
    away: str = ""  # why the mail server is left alone, by the class of the error
    away_until: datetime | None = None  # when it is tried again

    @property
    def undelivered(self) -> bool:
        """Whether there is something that could be sent again."""
        return bool(self.given_up or self.problems or self.away)


def overdue_since(now: datetime) -> datetime | None:
    """Return since when the first of the mails that wait has been due; None when none does."""
    unsent = (Message.sent_at.is_(None), Message.given_up_at.is_(None))
    return db.session.scalar(select(func.min(Message.due_at)).where(*unsent, Message.due_at <= now))


def state(now: datetime) -> OutboxState:
    """Return how the outbox stands."""
    unsent = (Message.sent_at.is_(None), Message.given_up_at.is_(None))
    waiting, since = db.session.execute(
        select(func.count(), func.min(Message.due_at)).where(*unsent, Message.due_at <= now)
    ).one()
    given_up = db.session.scalar(select(func.count()).where(Message.given_up_at.is_not(None)))
    troubled = select(Message.problem, func.count()).where(Message.problem != "", Message.sent_at.is_(None))
    own = troubled.where(~outage_actions.holding()).group_by(Message.problem).order_by(Message.problem)
    problems = tuple((name, count) for name, count in db.session.execute(own))
    held = select(Message.problem, Message.leased_until).where(*unsent, outage_actions.holding())
    away = db.session.execute(held.order_by(Message.leased_until.desc()).limit(1)).first()
    told = (away[0].partition(" ")[2], away[1]) if away else ("", None)
    return OutboxState(waiting, since, given_up or 0, problems, *told)


def channel_problem() -> str:
    """Return why letters cannot leave, by the class of the error; empty when they can. Talks to the mail server."""
    given = settings()
    if given.mail == "file":
        path = given.instance / "mails.txt"
        return "" if os.access(path if path.exists() else given.instance, os.W_OK) else PermissionError.__name__
    try:
        with opened(given):
            return ""
    except (OSError, SMTPException) as error:
        return type(error).__name__


def sent(kind: str, about: str) -> int:
    """Return how many messages of a kind left about something."""
    return db.session.scalar(select(Delivered.sent).where(Delivered.kind == kind, Delivered.about == about)) or 0


@dataclass(frozen=True)
class Listener:
    """Somebody who may be told something: when they wish to hear it, and when not."""

    id: int
    wish: NoticeWish
    hours: Hours
    timezone: str


def listeners(person_ids: Collection[int], group: Group) -> list[Listener]:
    """Return those of some people who still work here, with what they wish of one group."""
    wanted = select(Person.id, Person.timezone, Wished.wish, QuietHours)
    wanted = wanted.outerjoin(Wished, (Wished.person_id == Person.id) & (Wished.topic == group.value))
    wanted = wanted.outerjoin(QuietHours, QuietHours.person_id == Person.id)
    rows = db.session.execute(wanted.where(Person.id.in_(person_ids), Person.left_on.is_(None)))
    return [
        Listener(person_id, NoticeWish(wish or USUAL[group]), _hours(quiet), timezone)
        for person_id, timezone, wish, quiet in rows
    ]


def wishes(person: Person) -> dict[Group, NoticeWish]:
    """Return what somebody wishes to hear of each group."""
    chosen = select(Wished.topic, Wished.wish).where(Wished.person_id == person.id)
    found: dict[str, str] = {row[0]: row[1] for row in db.session.execute(chosen)}
    return {group: NoticeWish(found.get(group.value, USUAL[group])) for group in Group}


def hours(person_id: int) -> Hours:
    """Return somebody's quiet hours."""
    return _hours(db.session.get(QuietHours, person_id))


def free_from(person_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    """Return for each person this moment, or the end of the quiet hours it lies in."""
    wanted = select(Person.id, Person.timezone, QuietHours)
    wanted = wanted.outerjoin(QuietHours, QuietHours.person_id == Person.id).where(Person.id.in_(person_ids))
    ends = cache(lambda row, zone: quiet.free_from(row, zone_of(zone), settings().weekend_days, now))
    return {person_id: ends(_hours(row), zone) for person_id, zone, row in db.session.execute(wanted)}


def _hours(row: QuietHours | None) -> Hours:
    return Hours(row.starts, row.ends, row.weekends) if row else Hours()


def channels_of(team_ids: Collection[int]) -> list[int]:
    """Return the working channels of these teams, of those above them, and of the whole company."""
    start = select(Team.id, Team.parent_id).where(Team.id.in_(team_ids)).cte("above", recursive=True)
    upper = aliased(Team)
    above = start.union(select(upper.id, upper.parent_id).join(start, upper.id == start.c.parent_id))
    here = or_(Channel.team_id.is_(None), Channel.team_id.in_(select(above.c.id)))
    return list(db.session.scalars(select(Channel.id).where(here, Channel.paused_at.is_(None)).order_by(Channel.id)))


def channel(uid: str) -> Channel:
    """Return a channel; raise NotFound."""
    found = db.session.scalar(select(Channel).where(Channel.uid == uid).options(joinedload(Channel.team)))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Notices:
    """How notices stand, for the host: sentences for the mails of the week, and channels with what waits for each."""

    for_the_week: int
    channels: tuple[tuple[Channel, int], ...]

    def facts(self) -> dict[str, Any]:
        """Return what the check-up asks for."""
        every = [each for each, _ in self.channels]
        return {
            "notices": self.for_the_week,
            "channels": len(every),
            "posts": sum(count for _, count in self.channels),
            "paused": tuple(each.name for each in every if each.paused_at),
            "troubled": tuple(each.name for each in every if each.problem and not each.paused_at),
        }


def notices_state() -> Notices:
    """Return how many notices wait, and every channel by name."""
    kept = db.session.scalar(select(func.count()).select_from(Notice)) or 0
    waiting = select(func.count(Post.id)).where(Post.channel_id == Channel.id).scalar_subquery()
    wanted = select(Channel, waiting).options(joinedload(Channel.team)).order_by(Channel.id)
    found = [(row[0], row[1]) for row in db.session.execute(wanted)]
    return Notices(kept, tuple(by_name(found, lambda pair: pair[0].name)))


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person: mails on their way, and recent ones."""
    rows = db.session.scalars(select(Message).where(Message.person_id == person.id).order_by(Message.due_at))
    return {
        "mails": [
            {"kind": row.kind, "due_at": row.due_at.isoformat(), "sent_at": row.sent_at and row.sent_at.isoformat()}
            for row in rows
        ],
        "notices": {
            "wishes": {group.value: wish.value for group, wish in wishes(person).items()},
            "quiet_hours": asdict(hours(person.id)),
            "waiting": [{**row.arguments, "made_at": row.made_at.isoformat()} for row in _kept(person)],
        },
    }


def _kept(person: Person) -> Iterable[Notice]:
    return db.session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.made_at))
