"""Words for events on charts."""

from collections.abc import Mapping

from flask_babel import format_date
from flask_babel import gettext as _

from pulse.reports import marks
from pulse.reports.models import Event, Kind


def words_of_kinds() -> Mapping[Kind, str]:
    """Return what each kind of event is called."""
    return {
        Kind.REORGANISATION: _("Reorganisation"),
        Kind.NEW_LEAD: _("New lead"),
        Kind.TOWN_HALL: _("Town hall"),
        Kind.PROMISE: _("Promise"),
        Kind.PROMISE_KEPT: _("Promise kept"),
        Kind.OTHER: _("Other"),
    }


def mark(event: Event, at: float, team: str) -> marks.Event:
    """Return an event as a chart draws it; `team` is named when it is one above."""
    kind = words_of_kinds()[Kind(event.kind)]
    said = event.words if event.kind == Kind.OTHER else ": ".join(each for each in (kind, event.words) if each)
    told = _("%(event)s (in %(team)s)", event=said, team=team) if team else said
    return marks.Event(at, kind if event.kind != Kind.OTHER else "", format_date(event.day, "medium"), told)
