"""Post to chat what is due: one at a time, claimed with a lease, gone when it is there."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import delete, or_, select, update

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import chat_actions
from pulse.outbox.models import Channel, Post

LEASE: Final = timedelta(minutes=2)
ONE_TICK: Final = 20.0  # seconds: a round that is due must not wait behind a chat that hangs
KEPT: Final = timedelta(days=1)  # what could not be said for so long is no news

log = structlog.get_logger("pulse.outbox")


@dataclass(frozen=True)
class Claimed:
    """One post that this process may make."""

    id: int
    channel_id: int
    lease: datetime
    address: str | None
    kind: str
    sentence: tuple[str, str]


def post_due(now: datetime) -> int:
    """Post what is due until nothing is, or the time of one tick is over; return how many arrived."""
    began, arrived = time.monotonic(), 0
    with transaction():
        db.session.execute(delete(Post).where(Post.made_at < now - KEPT))
    while time.monotonic() - began < ONE_TICK:
        post_id = claim(now, now + LEASE)
        if post_id is None:
            break
        arrived += _post(post_id, now + LEASE, now)
    return arrived


def claim(now: datetime, lease: datetime) -> int | None:
    """Lease the one that has been due longest to this process; None when nothing is due."""
    working = select(Channel.id).where(Channel.paused_at.is_(None))
    free = or_(Post.leased_until.is_(None), Post.leased_until <= now)
    due = select(Post.id).where(Post.due_at <= now, free, Post.channel_id.in_(working))
    first = due.order_by(Post.due_at, Post.id).limit(1).with_for_update(skip_locked=True).cte("due")
    mine = update(Post).where(Post.id.in_(select(first.c.id))).values(leased_until=lease, attempts=Post.attempts + 1)
    with transaction():
        taken = mine.returning(Post.id).execution_options(synchronize_session=False)
        return db.session.scalar(taken)


def _post(post_id: int, lease: datetime, now: datetime) -> int:
    claimed = _worded(post_id, lease)
    if claimed is None:
        return 0
    outcome = chat_actions.said(claimed.address, claimed.kind, claimed.sentence, now)
    with transaction():
        channel, post = db.session.get(Channel, claimed.channel_id), db.session.get(Post, claimed.id)
        if outcome.trouble is not None:
            log.warning("chat failed", kind=claimed.kind, error=outcome.trouble.value)
        elif post is not None and post.leased_until == claimed.lease:
            db.session.delete(post)
        if channel is not None:
            chat_actions.note(channel, outcome, now)
    return int(outcome.trouble is None)


def _worded(post_id: int, lease: datetime) -> Claimed | None:
    """Word a post; forget it when its reason is gone, or when it cannot be worded."""
    with transaction():
        post = db.session.get(Post, post_id)
        if post is None:
            return None
        channel = db.session.get_one(Channel, post.channel_id)
        try:
            sentence = chat_actions.sentence_of(post)
        except Exception as error:  # noqa: BLE001 - a fault in one kind must not hold up all others
            log.error("chat post cannot be worded", error=type(error).__name__)
            sentence = None
        if sentence is None:
            db.session.delete(post)
            return None
        return Claimed(post.id, channel.id, lease, chat_actions.opened(channel), channel.kind, sentence)
