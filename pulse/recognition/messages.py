"""What people are told about thanks."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from pulse.outbox.notices import Group, NoticeKind, register
from pulse.recognition import queries
from pulse.recognition.models import Thanks

Words = tuple[str, str] | None


def _thanked(_person: Any | None, arguments: Mapping[str, str]) -> Words:
    found = queries.row(arguments["thanks"])
    if found is None or found.taken_back_at is not None:
        return None
    if found.person is not None:
        said = _("%(name)s thanks %(whom)s: %(words)s", name=found.by.name, whom=found.person.name, words=found.words)
    else:
        said = _("%(name)s thanks %(whom)s: %(words)s", name=found.by.name, whom=_team(found), words=found.words)
    return said, url_for("recognition.wall", _anchor=found.uid)


def _removed(_person: Any | None, arguments: Mapping[str, str]) -> Words:
    found = queries.row(arguments["thanks"])
    if found is None:
        return None
    whom = found.person.name if found.person else _team(found)
    words = {"name": found.by.name, "whom": whom, "reason": found.reason}
    return _("HR took back what %(name)s said to thank %(whom)s: %(reason)s", **words), url_for("recognition.wall")


def _team(found: Thanks) -> str:
    return found.team.name if found.team else ""


THANKED = register(NoticeKind("thanked", Group.THANKS, _thanked))
REMOVED = register(NoticeKind("thanks-removed", Group.THANKS, _removed))
