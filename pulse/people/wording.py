"""Words for giving and taking roles."""

from collections.abc import Mapping

from flask_babel import gettext as _

from pulse.people.models import Role


def titles_of_roles(name: str) -> Mapping[Role, str]:
    """Ask whether somebody shall have a role."""
    return {
        Role.HR: _("Make %(name)s HR?", name=name),
        Role.ADMIN: _("Make %(name)s an administrator?", name=name),
        Role.EMPLOYEE: _("Take the role from %(name)s?", name=name),
    }


def buttons_of_roles() -> Mapping[Role, str]:
    """Return what gives a role."""
    return {
        Role.HR: _("Make HR"),
        Role.ADMIN: _("Make administrator"),
        Role.EMPLOYEE: _("Take the role away"),
    }
