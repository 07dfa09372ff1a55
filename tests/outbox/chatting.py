"""Channels of chat in tests: made, told something, and what they heard."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, queries
from pulse.outbox import chat_actions as chat_module
from pulse.outbox.models import Channel, Post
from pulse.outbox.payloads import Chat as Kind
from pulse.people import queries as people

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SECRET = "s3cr3t-part"


def add(where, cast, team=None, kind=Kind.SLACK, name="Everybody") -> str:
    with transaction():
        branch = people.team(team.uid) if team else None
        return chat_module.add(name, kind, where.address, branch, by=cast.hana, now=NOON).uid


def announce(*teams, now=NOON, kind="tests-hall", **arguments):
    with transaction():
        given = {"words": "A town hall.", **arguments}
        actions.announce(kind, [team.id for team in teams], given, about="hall:1", now=now)


def waiting() -> int:
    with transaction():
        return db.session.scalar(select(func.count()).select_from(Post)) or 0


def channel(uid) -> Channel:
    with transaction():
        return queries.channel(uid)


def said(posts) -> list[str]:
    return [post["text"].partition("\n")[0] for post in posts]
