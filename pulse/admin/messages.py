"""What the host mails to themselves to see that mail works."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from pulse.outbox.kinds import Arguments, Context, Kind, register


def _about(_person: Any, _arguments: Arguments) -> Context:
    return {"link": url_for("home.home", _external=True)}


def _subject(_context: Context) -> str:
    return str(_("Pulse can send mail"))


TEST = register(Kind("test", room="admin", subject=_subject, context=_about, urgent=True, tries=3))
