"""What people are told about promises: followers of each change, owners of what waits for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from pulse.base.db import db
from pulse.outbox.notices import Group, NoticeKind, register
from pulse.promises.models import Promise
from pulse.promises.terms import AWAITED, OPEN, Deed

LONGEST = 140  # letters of a promise in a notice
Words = tuple[str, str] | None


def _found(arguments: Mapping[str, str]) -> Promise | None:
    return db.session.scalar(select(Promise).where(Promise.uid == arguments["promise"]))


def shortened(text: str) -> str:
    """Return a promise as a notice quotes it."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _changed(_person: Any | None, arguments: Mapping[str, str]) -> Words:
    found = _found(arguments)
    return (_sentence(found, arguments), _path(found)) if found else None


def _yours(person: Any | None, arguments: Mapping[str, str]) -> Words:
    """Tell an owner, as long as they own it."""
    found = _found(arguments)
    if found is None or person is None or found.owner_uid != person.uid:
        return None
    if Deed(arguments["deed"]) is Deed.HANDED:
        return _("A promise is yours now: “%(promise)s”", promise=shortened(found.text)), _path(found)
    return _sentence(found, arguments), _path(found)


def _due(person: Any | None, arguments: Mapping[str, str]) -> Words:
    """Remind an owner, unless it was settled or put off meanwhile."""
    found = _found(arguments)
    waits = found is not None and found.state in AWAITED and found.due.isoformat() == arguments["due"]
    if found is None or not waits or person is None or found.owner_uid != person.uid:
        return None
    day = format_date(found.due)
    return _("Your promise is due on %(day)s: “%(promise)s”", day=day, promise=shortened(found.text)), _path(found)


def _path(found: Promise) -> str:
    return url_for("promises.promise", uid=found.uid)


def _sentence(found: Promise, arguments: Mapping[str, str]) -> str:
    """Say what was done to a promise."""
    promise, deed = shortened(found.text), Deed(arguments["deed"])
    day = format_date(date.fromisoformat(arguments["due"]))
    if deed is Deed.BROKEN and found.state in OPEN:
        return str(_("Past due without a word: “%(promise)s”", promise=promise))
    sentences = {
        Deed.MADE: _("Promised by %(day)s: “%(promise)s”", day=day, promise=promise),
        Deed.PROGRESS: _("News of a promise: “%(promise)s”", promise=promise),
        Deed.RENEGOTIATED: _("Promised for %(day)s now: “%(promise)s”", day=day, promise=promise),
        Deed.KEPT: _("Promise kept: “%(promise)s”", promise=promise),
        Deed.PARTLY: _("Promise partly kept: “%(promise)s”", promise=promise),
        Deed.DROPPED: _("Promise dropped: “%(promise)s”", promise=promise),
        Deed.REOPENED: _("Open again: “%(promise)s”", promise=promise),
        Deed.HEARD: _("The team has said whether it was kept: “%(promise)s”", promise=promise),
    }
    return str(sentences.get(deed, sentences[Deed.PROGRESS]))


CHANGED = register(NoticeKind("promise-changed", Group.PROMISES, _changed))
YOURS = register(NoticeKind("promise-yours", Group.PROMISES, _yours))
YOURS_URGENT = register(NoticeKind("promise-yours-urgent", Group.PROMISES, _yours, duty=True))
DUE = register(NoticeKind("promise-due", Group.PROMISES, _due, duty=True))
