"""What people are told of town halls."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from pulse.base.db import db
from pulse.base.locale import moment
from pulse.outbox.notices import Group, NoticeKind, register
from pulse.townhalls.models import Hall, HallState

Said = tuple[str, str]


def _hall(arguments: Mapping[str, str], *states: HallState) -> Hall | None:
    """Return the town hall while it stands where the sentence says."""
    found = db.session.query(Hall).filter_by(uid=arguments["hall"]).one_or_none()
    return found if found is not None and found.state in states else None


def _page(hall: Hall) -> str:
    return url_for("townhalls.hall", uid=hall.uid)


def _invited(_person: Any | None, arguments: Mapping[str, str]) -> Said | None:
    hall = _hall(arguments, HallState.ANNOUNCED, HallState.LIVE)
    if hall is None:
        return None
    when = moment(hall.starts_at)
    said = _(
        "Town hall on %(moment)s: %(title)s. The page has the entry for your calendar.", moment=when, title=hall.title
    )
    return said, _page(hall)


def _changed(_person: Any | None, arguments: Mapping[str, str]) -> Said | None:
    hall = _hall(arguments, HallState.ANNOUNCED, HallState.LIVE)
    if hall is None:
        return None
    when = moment(hall.starts_at)
    said = _("The town hall “%(title)s” has changed. It is on %(moment)s.", title=hall.title, moment=when)
    return said, _page(hall)


def _cancelled(_person: Any | None, arguments: Mapping[str, str]) -> Said | None:
    hall = _hall(arguments, HallState.CANCELLED)
    if hall is None:
        return None
    said = _("The town hall “%(title)s” is called off: %(reason)s", title=hall.title, reason=hall.reason)
    return said, _page(hall)


def _ended(_person: Any | None, arguments: Mapping[str, str]) -> Said | None:
    hall = _hall(arguments, HallState.ENDED)
    if hall is None:
        return None
    return _("What became of the questions of the town hall “%(title)s”", title=hall.title), _page(hall)


INVITED = register(NoticeKind("hall-invited", Group.TOWN_HALLS, _invited))
CHANGED = register(NoticeKind("hall-changed", Group.TOWN_HALLS, _changed))
CANCELLED = register(NoticeKind("hall-cancelled", Group.TOWN_HALLS, _cancelled))
ENDED = register(NoticeKind("hall-ended", Group.TOWN_HALLS, _ended))
