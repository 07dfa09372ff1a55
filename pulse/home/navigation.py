"""The links on top of every page, by what a person may do."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from pulse.access.permissions import allowed
from pulse.base.may import May
from pulse.base.me import viewer
from pulse.clients import queries as clients
from pulse.people.models import Person, Role

BESIDE = {"promises.board": ("/halls", "/roadblocks", "/thanks", "/answers")}  # places that one link stands for


@dataclass(frozen=True)
class Link:
    """One link of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class MenuLink:
    """One link of the menu under a person's name."""

    label: str
    url: str
    icon: str


def given() -> dict[str, object]:
    """Give templates the navigation and who is signed in."""
    person: Person | None = viewer()

    def can(may: May, about: object | None = None) -> bool:
        return person is not None and allowed(person, may, about)

    return {
        "nav": links(),
        "person": person,
        "can": can,
        "May": May,
        "person_places": own_places(),
        "sign_out_url": url_for("access.sign_out") if person else "",
    }


def own_places() -> list[MenuLink]:
    """Return what stands in the menu under a person's name."""
    person: Person | None = viewer()
    if person is None:
        return []
    wanted = [(_("Your settings"), "access.profile", May.OWN_DATA, "settings")]
    wanted += [(_("Who looked at results"), "reports.look_log", May.READ_PUBLISHED, "search")]
    wanted += [(_("Chat channels"), "outbox.channels", May.MANAGE_CHANNELS, "megaphone")]
    wanted += [(_("System"), "admin.system", May.SETTINGS, "activity")]
    return [MenuLink(label, url_for(endpoint), icon) for label, endpoint, may, icon in wanted if allowed(person, may)]


def links() -> list[Link]:
    """Return the links this person may follow."""
    person: Person | None = viewer()
    if person is None:
        return []
    wanted = [
        (_("Home"), "home.home", May.SIGNED_IN),
        (_("Results"), "reports.overview", May.READ_PUBLISHED),
        (_("Follow-through"), "promises.board", May.READ_PUBLISHED),
        (_("Customers"), "customers.customers", May.READ_CUSTOMERS),
        (_("Your customers"), "accounts.accounts", May.READ_ACCOUNT),
        (_("Rounds"), "rounds.rounds", May.READ_ROUNDS),
        (_("Programmes"), "programmes.programmes", May.MANAGE_PROGRAMMES),
        (_("People"), "people.people", May.READ_PEOPLE),
    ]
    return [
        Link(label, url_for(endpoint), _is_here(endpoint))
        for label, endpoint, may in wanted
        if (_looks_after_some(person) if may is May.READ_ACCOUNT else allowed(person, may))
    ]


def _looks_after_some(person: Person) -> bool:
    """Tell whether somebody who reads no other pages of customers looks after one."""
    reads_all = allowed(person, May.READ_CUSTOMERS) or person.role == Role.ADMIN
    return not reads_all and clients.owns_some(person)


def _is_here(endpoint: str) -> bool:
    """Tell whether the page belongs to a link: it is of the same room, or stands below it."""
    same = endpoint.split(".", maxsplit=1)[0] == (request.endpoint or "").split(".")[0]
    return same or request.path.startswith((url_for(endpoint) + "/", *BESIDE.get(endpoint, ())))
