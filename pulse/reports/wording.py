"""Words for events on charts, for changes without a direction, and for roles of the look-log."""

from collections.abc import Mapping

from flask_babel import format_date
from flask_babel import gettext as _

from pulse.people.models import Role
from pulse.reports import marks
from pulse.reports.heatmap import Move
from pulse.reports.models import Event, EventKind


def words_of_kinds() -> Mapping[EventKind, str]:
    """Return what each kind of event is called."""
    return {
        EventKind.REORGANISATION: _("Reorganisation"),
        EventKind.NEW_LEAD: _("New lead"),
        EventKind.TOWN_HALL: _("Town hall"),
        EventKind.PROMISE: _("Promise"),
        EventKind.PROMISE_KEPT: _("Promise kept"),
        EventKind.OTHER: _("Other"),
    }


def words_of_unmoved() -> Mapping[Move, str]:
    """Return what is said of a change that has no direction."""
    return {
        Move.WITH_COMPANY: _("moved with the company"),
        Move.UNCLEAR: _("not clearly changed"),
        Move.CANNOT_JUDGE: _("change: cannot be judged yet"),
    }


def words_of_readers() -> Mapping[str, str]:
    """Return who opens results, as the look-log tells them apart."""
    return {Role.HR.value: _("HR"), "leader": _("Leaders")}


def mark(event: Event, at: float, team: str) -> marks.Event:
    """Return an event as a chart draws it; `team` is named when it is one above."""
    kind = words_of_kinds()[EventKind(event.kind)]
    said = event.words if event.kind == EventKind.OTHER else ": ".join(each for each in (kind, event.words) if each)
    told = _("%(event)s (in %(team)s)", event=said, team=team) if team else said
    return marks.Event(at, kind if event.kind != EventKind.OTHER else "", format_date(event.day, "medium"), told)
