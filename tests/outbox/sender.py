"""A process that empties an outbox: to be made to meet another one, and to be killed at the worst moment."""

import argparse
import os
import signal
import time
from datetime import datetime
from pathlib import Path

from flask import url_for
from flask_babel import format_time
from flask_babel import gettext as _
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select, update

from pulse import create_app
from pulse.base import clock
from pulse.base.db import db
from pulse.base.settings import load
from pulse.base.transactions import transaction
from pulse.outbox import chat_jobs, jobs, kinds, notices
from pulse.outbox.kinds import Arguments, Context, Kind
from pulse.outbox.models import Message, Post
from pulse.outbox.notices import Group, NoticeKind

TEMPLATES = DictLoader(
    {
        "tests/mail/greeting.txt": (
            '{% extends "outbox/mail/layout.txt" %}{% block main %}'
            "Hello {{ name }}, {{ link }} at {{ hour }}{% endblock %}"
        ),
        "tests/mail/greeting.html": (
            '{% extends "outbox/mail/layout.html" %}{% block main %}<h1>Hello {{ name }}</h1>'
            '<p class="act"><a class="button" href="{{ link }}">Open</a></p>{% endblock %}'
        ),
    }
)
NOON = "2026-07-01T12:00:00+00:00"


def context(_person: object, arguments: Arguments) -> Context | None:
    """Make the link now; a greeting about nobody has no reason."""
    if arguments.get("moot"):
        return None
    hour = format_time(datetime.fromisoformat(NOON), "HH:mm")
    return {"link": url_for("home.robots", _external=True) + "#secret-made-now", "hour": hour}


def greeting(**changes: object) -> Kind:
    """Register a greeting."""
    kinds._known.pop("greeting", None)
    return kinds.register(Kind("greeting", "tests", lambda _given: _("Sign in"), context, **changes))  # type: ignore[arg-type]


def told(name: str, group: Group, **changes: object) -> NoticeKind:
    """Register a notice that says its words, or nothing when it is moot."""
    return notices.register(NoticeKind(name, group, _words, **changes))  # type: ignore[arg-type]


def _words(person: object, arguments: Arguments) -> tuple[str, str] | None:
    return None if arguments.get("moot") else (arguments["words"], f"/promises/{arguments.get('uid', '1')}")


def wait_for_the_other(place: Path, count: int) -> None:
    """Go on when so many processes have come this far."""
    (place / f"ready-{os.getpid()}").touch()
    until = time.monotonic() + 30
    while len(list(place.glob("ready-*"))) < count and time.monotonic() < until:
        time.sleep(0.002)


def careless_claim(now: datetime, _lease: datetime, batch: int) -> list[int]:
    """What claiming would be without the conditional UPDATE."""
    with transaction():
        ids = list(db.session.scalars(select(Message.id).where(Message.sent_at.is_(None)).limit(batch)))
    wait_for_the_other(MEETING[0], MEETING[1])
    return ids


def careless_post(_now: datetime, lease: datetime) -> int | None:
    """What claiming a post would be without the conditional UPDATE."""
    with transaction():
        first = db.session.scalar(select(Post.id).order_by(Post.id).limit(1))
        db.session.execute(update(Post).where(Post.id == first).values(leased_until=lease))
        return first


MEETING: list = [Path(), 1]


def main() -> None:
    """Send until nothing is left; die between sending and marking when told to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("instance", type=Path)
    parser.add_argument("--meet", type=int, default=1)
    parser.add_argument("--without-claim", action="store_true")
    parser.add_argument("--die-before-marking", action="store_true")
    parser.add_argument("--chat", action="store_true")
    given = parser.parse_args()
    MEETING[:] = [given.instance, given.meet]
    app = create_app(load(given.instance))
    app.jinja_env.loader = ChoiceLoader([TEMPLATES, app.jinja_env.loader])
    greeting()
    told("tests-promise", Group.PROMISES)
    if given.die_before_marking:
        jobs._mark = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    if given.without_claim:
        jobs.claim = careless_claim if not given.chat else jobs.claim
        jobs.Held.is_ours = lambda *_: True
        chat_jobs.claim = careless_post
    with app.app_context():
        if given.chat:
            wait_for_the_other(given.instance, given.meet)
            chat_jobs.post_due(clock.now())
            jobs.deliver(clock.now())
            return
        if given.without_claim:
            jobs.deliver(clock.now())
            return
        wait_for_the_other(given.instance, given.meet)
        while jobs.deliver(clock.now(), batch=5).claimed:
            pass


if __name__ == "__main__":
    main()
