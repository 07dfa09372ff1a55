"""Channels of chat: made, tried, paused and removed; their addresses are kept sealed."""

import os
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, update

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.locale import speaking_to
from pulse.base.settings import settings
from pulse.base.signing import new_uid
from pulse.outbox import notices, payloads, webhook_channels
from pulse.outbox.models import Channel, Post
from pulse.outbox.webhook_channels import SendOutcome, Trouble
from pulse.people.models import Team

NONCE: Final = 12
FIRST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=2)
MOST_FAILURES: Final = 10  # in a row, then nothing is tried until somebody looks
FINAL: Final = frozenset({Trouble.GONE, Trouble.UNREADABLE})  # no later try will do better


def add(name: str, kind: payloads.Chat, address: str, team: Team | None, *, by: Any, now: datetime) -> Channel:
    """Make a channel; `team` None hears of the whole company."""
    uid = new_uid()
    made = Channel(uid=uid, name=name, kind=kind.value, team_id=team.id if team else None, made_at=now)
    made.host, made.address = urlsplit(address).hostname or "", sealed(address, uid)
    db.session.add(made)
    audit.record("added-channel", f"channel:{uid}", by=by, host=made.host)
    return made


def remove(channel: Channel, *, by: Any) -> None:
    """Forget a channel, its address and what waits for it."""
    audit.record("removed-channel", f"channel:{channel.uid}", by=by)
    db.session.execute(delete(Post).where(Post.channel_id == channel.id))
    db.session.delete(channel)


def resume(channel: Channel, *, by: Any) -> None:
    """Post to a channel again after it was paused; what still waits for it goes with the next tick."""
    audit.record("resumed-channel", f"channel:{channel.uid}", by=by)
    channel.failures, channel.problem, channel.paused_at = 0, "", None
    db.session.execute(update(Post).where(Post.channel_id == channel.id).values(due_at=Post.made_at))


def sealed(address: str, uid: str) -> bytes:
    """Return what is stored of an address: nobody reads it without the secret key, which is in no backup."""
    nonce = os.urandom(NONCE)
    return nonce + _key().encrypt(nonce, address.encode(), uid.encode())


def opened(channel: Channel) -> str | None:
    """Return the address; None when it was sealed under another secret key."""
    nonce, text = channel.address[:NONCE], channel.address[NONCE:]
    try:
        return _key().decrypt(nonce, text, channel.uid.encode()).decode()
    except InvalidTag:
        return None


def _key() -> AESGCM:
    made = HKDF(SHA256(), 32, salt=None, info=b"pulse chat address").derive(settings().secret_key.encode())
    return AESGCM(made)


def sentence_of(post: Post) -> tuple[str, str] | None:
    """Word what waits, in the company's language: (sentence, path); None when there is no longer a reason."""
    with current_app.test_request_context(base_url=settings().base_url), speaking_to(None):
        return notices.worded(None, post.arguments)


def trial() -> tuple[str, str]:
    """Return what a test says."""
    return _("This is a test. Pulse can post here."), "/"


def said(address: str | None, kind: str, sentence: tuple[str, str], now: datetime) -> SendOutcome:
    """Post a sentence; talks to the outside, so no transaction may be open."""
    if address is None:
        return SendOutcome(Trouble.UNREADABLE)
    words, path = sentence
    body = payloads.body(payloads.Chat(kind), words, settings().base_url + path, _("Open in Pulse"))
    return webhook_channels.send(address, body, inside=settings().chat_inside, now=now)


def note(channel: Channel, outcome: SendOutcome, now: datetime) -> None:
    """Keep what came of a try: success forgets old trouble; after too much of it the channel is paused."""
    if outcome.trouble is None:
        channel.failures, channel.problem, channel.paused_at = 0, "", None
        return
    channel.problem = outcome.trouble.value
    channel.failures += 0 if outcome.trouble is Trouble.BUSY else 1
    if channel.paused_at is None and (outcome.trouble in FINAL or channel.failures >= MOST_FAILURES):
        channel.paused_at = now
        audit.record("paused-channel", f"channel:{channel.uid}", by=None, why=outcome.trouble.value)
    pause = outcome.wait or min(FIRST * (1 << min(channel.failures, 10)), LONGEST)
    # All of them: where one cannot go, the next one cannot either.
    later = update(Post).where(Post.channel_id == channel.id)
    db.session.execute(later.values(due_at=now + pause, leased_until=None))
