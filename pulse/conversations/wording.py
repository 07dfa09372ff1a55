"""Words for what threads hold as codes."""

from collections.abc import Mapping

from flask_babel import gettext as _

from pulse.threads.letters import By, Letter, Said
from pulse.threads.shown_threads import ThreadTurn


def who(letter: Letter) -> str:
    """Say in which role somebody wrote."""
    if letter.by is By.AUTHOR:
        return str(_("Who wrote the comment"))
    if letter.by is By.LEAD and letter.team:
        return str(_("The lead of %(team)s", team=letter.team))
    return str(_("HR"))


def what(letter: Letter) -> str:
    """Return what a letter says."""
    return letter.text or str(words_of_presses()[letter.said])


def words_of_presses() -> Mapping[Said, str]:
    """Word what takes one press to say."""
    return {
        Said.TEXT: "",
        Said.READ: _("Read, thank you."),
        Said.LOOKING: _("We are looking into it."),
        Said.THANKS: _("Thanks, that answers it."),
    }


def words_of_standings() -> Mapping[ThreadTurn, str]:
    """Say where a thread stands."""
    return {
        ThreadTurn.UNANSWERED: _("Not answered"),
        ThreadTurn.WROTE_BACK: _("Wrote back"),
        ThreadTurn.ANSWERED: _("Answered"),
        ThreadTurn.THANKED: _("Said thanks"),
    }
