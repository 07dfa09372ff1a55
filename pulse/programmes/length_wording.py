"""How long a pulse is: the one sentence that mails, the first page, the pulse page and HR's preview say of it."""

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.programmes.plan import SECONDS, assembled, default_lists, length, longest
from pulse.programmes.preview import Pulse
from pulse.questions.library import library
from pulse.questions.scales import Scale
from pulse.tallies.ratings import MOST_NAMED

NAMING: Final = 10  # seconds in which somebody names the teams they relied on
ABOUT_A_TEAM: Final = 3  # questions about each team; a test holds this and the next to `team_services`
MOST_SERVED: Final = 2  # teams that one group is asked about


def title(asked: int, takes: int) -> str:
    """Say how many questions there are and how long they take, to ten seconds."""
    count = ngettext("%(num)s question", "%(num)s questions", asked)
    if takes > 90:
        return str(_("%(questions)s, about %(minutes)s minutes", questions=count, minutes=round(takes / 60)))
    if takes > 55:
        return str(_("%(questions)s, about a minute", questions=count))
    return str(_("%(questions)s, about %(seconds)s seconds", questions=count, seconds=max(10, round(takes, -1))))


def takes(scales: Iterable[Scale]) -> int:
    """Estimate the seconds that questions take; the optional comment is a gift of time and is left out."""
    return sum(SECONDS[scale] for scale in scales)


def of_pulse(pulse: Pulse, *, comment: bool) -> str:
    """Say how long a round to come is. The comment at its end is counted, as it is for who answers."""
    return title(len(pulse.codes) + comment, pulse.seconds)


def of_default() -> str:
    """Say how long the longest round of the default programme is."""
    known = library()
    plan = assembled(default_lists(), {code: question.dimension.value for code, question in known.items()})
    scales = {code: question.scale for code, question in known.items()}
    return title(length(plan) + 1, longest(plan, scales))


def more_if_served() -> int:
    """Return how many seconds more it takes at most whoever is served by other teams."""
    return takes([Scale.AGREE5] * (MOST_SERVED * ABOUT_A_TEAM))


def more_if_named() -> int:
    """Return how many seconds more it takes at most where everybody names teams."""
    return NAMING + takes([Scale.AGREE5] * (MOST_NAMED * ABOUT_A_TEAM))
