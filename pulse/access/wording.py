"""Words for mails that can be stopped."""

from collections.abc import Mapping

from flask_babel import gettext as _

from pulse.outbox.notices import Group


def words_of_mails() -> Mapping[str, str]:
    """Return what the mails are called that tell one thing."""
    return {
        "results": _("Mails about new results"),
        Group.TOWN_HALLS: _("Mails about town halls"),
        Group.PROMISES: _("Mails about promises"),
        Group.ROADBLOCKS: _("Mails about roadblocks"),
        Group.THANKS: _("Mails about thanks"),
    }
