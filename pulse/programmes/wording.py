"""Words for programmes that have no further date."""

from collections.abc import Mapping

from flask_babel import gettext as _

from pulse.programmes.models import ProgrammeState


def words_of_idle() -> Mapping[ProgrammeState, str]:
    """Return why a programme has no next round."""
    return {
        ProgrammeState.DRAFT: _("draft"),
        ProgrammeState.RUNNING: _("no further date"),
        ProgrammeState.PAUSED: _("paused"),
        ProgrammeState.ENDED: _("ended"),
    }
