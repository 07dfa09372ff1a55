"""What people are told about roadblocks."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from pulse.outbox.notices import Group, NoticeKind, register
from pulse.roadblocks import queries
from pulse.roadblocks.terms import State


def _answered(_person: Any | None, arguments: Mapping[str, str]) -> tuple[str, str] | None:
    found = queries.roadblock(arguments["roadblock"])
    if found is None:
        return None
    quoted = found.words.rstrip().removesuffix(".")  # the sentence has a full stop of its own
    page, told = url_for("roadblocks.board", _anchor=found.uid), {"words": quoted, "reason": found.reason}
    if found.state == State.REMOVED:
        return _("Out of the way: “%(words)s”. What changed: %(reason)s", **told), page
    if found.state == State.EXPLAINED:
        return _("It must stay: “%(words)s”. Why: %(reason)s", **told), page
    return None  # taken back meanwhile


ANSWERED = register(NoticeKind("roadblock-answered", Group.ROADBLOCKS, _answered))
