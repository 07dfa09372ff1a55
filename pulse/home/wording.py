"""Words for the steps of a new installation."""

from collections.abc import Mapping

from flask_babel import gettext as _

from pulse.home.steps import Step


def words_of_steps() -> Mapping[Step, tuple[str, str, str]]:
    """Return each step's title, its sentence, and the words of its button."""
    return {
        Step.PEOPLE: (
            _("Import people and teams"),
            _("A file from your HR system; you see every change before it happens."),
            _("Import people"),
        ),
        Step.PROGRAMME: (
            _("Start a programme"),
            _("What is asked, of whom, how often. The default is ready to start."),
            _("Set up a programme"),
        ),
        Step.ROUND: (
            _("The first round opens"),
            _("On its date, by itself. Everybody asked gets a mail."),
            _("See the dates"),
        ),
        Step.RESULTS: (
            _("The first results"),
            _("When the round closes it is sealed, and results appear for everybody at once."),
            _("See the round"),
        ),
    }
