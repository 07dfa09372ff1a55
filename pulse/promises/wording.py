"""Words for states, deeds and days, in the reader's language."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.promises.terms import OPEN, SETTLED, Deed, State

YEAR, MONTH = 365, 30


def deeds() -> Mapping[Deed, str]:
    """Return what an entry of the history says was done."""
    return {
        Deed.MADE: _("Promised"),
        Deed.PROGRESS: _("In progress"),
        Deed.RENEGOTIATED: _("New date"),
        Deed.HANDED: _("New owner"),
        Deed.KEPT: _("Kept"),
        Deed.PARTLY: _("Partly kept"),
        Deed.DROPPED: _("Dropped"),
        Deed.BROKEN: _("Past due without a word"),
        Deed.HEARD: _("The team’s word"),
        Deed.REOPENED: _("Open again"),
    }


def buttons() -> Mapping[Deed, str]:
    """Return what its owner can say of a promise."""
    return {
        Deed.PROGRESS: _("Say how it goes"),
        Deed.KEPT: _("It is kept"),
        Deed.PARTLY: _("It is partly kept"),
        Deed.RENEGOTIATED: _("Set a new date"),
        Deed.DROPPED: _("Drop it"),
        Deed.HANDED: _("Hand it over"),
        Deed.REOPENED: _("Open it again"),
    }


def words_of_promises() -> Mapping[State, str]:
    """Return how a promise reads; before its day it is awaited, whatever others expect."""
    return {
        State.DRAFT: _("Draft"),
        State.MADE: _("Awaiting"),
        State.PROGRESS: _("In progress"),
        State.RENEGOTIATED: _("New date"),
        State.REOPENED: _("Open again"),
        State.BROKEN: _("Past due"),
        State.KEPT: _("Kept"),
        State.PARTLY: _("Partly kept"),
        State.DROPPED: _("Dropped"),
    }


def words_of_filters() -> Mapping[str, str]:
    """Return what each choice of a board shows."""
    settled = {state.value: words_of_promises()[state] for state in (State.KEPT, State.PARTLY, State.DROPPED)}
    return {"open": _("Open"), **settled, "all": _("All")}


def hints() -> Mapping[Deed, str]:
    """Return what the words beside a deed should hold."""
    return {
        Deed.PROGRESS: _("What was done, what is still to come."),
        Deed.KEPT: _("What people can see now."),
        Deed.PARTLY: _("What was kept, and what was not."),
        Deed.DROPPED: _("Why it is not going to happen."),
        Deed.HANDED: _("Why, if people should know."),
        Deed.REOPENED: _("What is still missing. Say what comes next within two weeks."),
    }


def sources() -> Mapping[str, str]:
    """Return what a promise may have come from."""
    return {
        "question": _("a question at a town hall"),
        "remark": _("a comment"),
        "roadblock": _("a roadblock"),
        "result": _("a result"),
    }


def when(state: State, due: date, settled_on: date | None, today: date) -> str:
    """Say how long it is until a promise is due, or since when it is late or settled."""
    if state in SETTLED and settled_on is not None:
        return ago((today - settled_on).days)
    if state not in OPEN | {State.DRAFT}:
        return ""
    days = (due - today).days
    if days < 0:
        return str(_("%(time)s late", time=span(-days)))
    return str(_("today") if days == 0 else _("in %(time)s", time=span(days)))


def ago(days: int) -> str:
    """Say how many days ago something was."""
    return str(_("today") if days <= 0 else _("%(time)s ago", time=span(days)))


def span(days: int) -> str:
    """Say how long so many days are, as roughly as people do."""
    if days >= 2 * YEAR:
        return str(ngettext("%(num)s year", "%(num)s years", days // YEAR))
    if days >= 2 * MONTH:
        return str(ngettext("%(num)s month", "%(num)s months", days // MONTH))
    return str(ngettext("%(num)s day", "%(num)s days", days))


def not_heard(state: State) -> str:
    """Say when a team that has said nothing yet is asked."""
    if state is State.DROPPED:
        return str(_("Not asked"))
    asked = state in {State.KEPT, State.PARTLY}
    return str(_("Asked in their next pulse") if asked else _("Asked once it is kept"))
