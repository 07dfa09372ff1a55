"""The links on top of every page, by what a person may do."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base.may import May
from pulse.base.me import viewer
from pulse.people.models import Person


@dataclass(frozen=True)
class Link:
    """One link of the navigation."""

    label: str
    url: str
    current: bool


def given() -> dict[str, object]:
    """Give templates the navigation and who is signed in."""
    person: Person | None = viewer()

    def can(may: May, about: object | None = None) -> bool:
        return person is not None and allowed(person, may, about)

    return {"nav": links(), "person": person, "can": can, "May": May}


def links() -> list[Link]:
    """Return the links this person may follow."""
    person: Person | None = viewer()
    if person is None:
        return []
    wanted = [
        (_("Home"), "home.home", May.SIGNED_IN),
        (_("Results"), "reports.overview", May.READ_PUBLISHED),
        (_("Rounds"), "rounds.rounds", May.READ_ROUNDS),
        (_("Programmes"), "programmes.programmes", May.MANAGE_PROGRAMMES),
        (_("People"), "people.people", May.READ_PEOPLE),
    ]
    room = (request.endpoint or "").split(".")[0]
    return [
        Link(label, url_for(endpoint), endpoint.split(".")[0] == room)
        for label, endpoint, may in wanted
        if allowed(person, may)
    ]
