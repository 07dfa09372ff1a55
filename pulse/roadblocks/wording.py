"""The words of what becomes of roadblocks."""

from flask_babel import gettext as _

from pulse.roadblocks.terms import State


def states() -> dict[str, str]:
    """Name what became of a roadblock."""
    return {
        State.WAITING.value: _("Waiting"),
        State.REMOVED.value: _("Removed"),
        State.EXPLAINED.value: _("Must stay"),
        State.PROMISE.value: _("Promise"),
        State.ASIDE.value: _("Set aside"),
        State.SAME.value: _("The same"),
    }


def choices() -> dict[str, str]:
    """Say what a leader can make of a roadblock."""
    return {
        State.REMOVED.value: _("Removed: it stands in the way no longer"),
        State.PROMISE.value: _("Promise: we will do something about it, until a day"),
        State.EXPLAINED.value: _("Must stay: there is a reason for it"),
        State.ASIDE.value: _("Set aside: it is about something else"),
        State.SAME.value: _("The same as one that was answered"),
    }
