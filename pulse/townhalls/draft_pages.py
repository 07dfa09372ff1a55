"""Gathers what an agenda begins with: exactly what the team's page of results shows, and its open promises."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.promises import queries as promises
from pulse.promises.models import Promise
from pulse.questions import queries as questions
from pulse.reports import pages, readings
from pulse.reports import queries as reports
from pulse.reports.figure_signs import Turn
from pulse.reports.heatmap import Wish
from pulse.reports.panels import Panel
from pulse.reports.strengths import Outlier
from pulse.rounds.models import Round
from pulse.townhalls.evidence import Promised, Result
from pulse.townhalls.models import LONGEST_POINT


@dataclass(frozen=True)
class Offered:
    """Words, and what they rest on."""

    words: str
    evidence: str


@dataclass(frozen=True)
class Found:
    """What a round says of a team: points for its agenda, and every result that can be linked."""

    round_uid: str = ""
    points: tuple[Offered, ...] = ()
    results: tuple[Offered, ...] = ()
    compared: bool = False  # results were compared with something: that none stands out says something


def found(person: Person, team: Team, round_uid: str = "") -> Found:
    """Return what this person's page says of a team, of the newest round or of the one that is named."""
    chosen = _chosen(round_uid)
    owed = [Offered(_cut(_("Open promise: %(text)s", text=each.text)), str(Promised(each.uid))) for each in _open(team)]
    if chosen is None:
        return Found(points=tuple(owed))
    page = pages.team_page(person, team, chosen, Wish(labels=tuple("" for _round in chosen.course)))
    uid, names = chosen.round.uid, questions.words_of_dimensions()

    def result(words: str, code: str) -> Offered:
        return Offered(_cut(words), str(Result(uid, team.uid, code)))

    changes = [result(_change(panel, names), panel.dimension) for panel in page.panels if _is_clear(panel)]
    worries = [result(_turned(_worry(each.asked.text), each), each.asked.code) for each in page.outstanding.concerns]
    good = [result(_turned(_strength(each.asked.text), each), each.asked.code) for each in page.outstanding.strengths]
    shown = [result(names[panel.dimension], panel.dimension) for panel in page.panels if not panel.hidden]
    every = (each for asked in page.asked.values() for each in asked if not each.hidden)
    shown += [result(each.text, each.code) for each in every]
    compared = page.outstanding.comparable and any(_is_tested(panel) for panel in page.panels)
    return Found(uid, (*changes, *worries, *good, *owed), tuple(shown), compared)


def _chosen(round_uid: str) -> reports.Chosen | None:
    about = db.session.scalar(select(Round).where(Round.uid == round_uid)) if round_uid else None
    if about is None:
        return reports.chosen("", "")
    try:
        return reports.chosen(about.programme.uid, about.uid)
    except NotFound:  # not sealed, or so old that nothing offers it any more
        return reports.chosen("", "")


def _open(team: Team) -> list[Promise]:
    inner = frozenset(people.below(team))
    return promises.open_of([each.uid for each in people.open_teams() if each.id in inner])


def _is_clear(panel: Panel) -> bool:
    """Tell whether a score that is shown has clearly changed, as the page says."""
    return not panel.hidden and panel.turn in (Turn.HIGHER, Turn.LOWER)


def _is_tested(panel: Panel) -> bool:
    return not panel.hidden and panel.score is not None and readings.verdict(panel.score).tested


def _change(panel: Panel, names: dict[str, str]) -> str:
    what = names[panel.dimension]
    if panel.turn is Turn.HIGHER:
        return str(_("%(dimension)s is clearly higher than before", dimension=what))
    return str(_("%(dimension)s is clearly lower than before", dimension=what))


def _worry(text: str) -> str:
    return str(_("Concern: “%(question)s”", question=text))


def _strength(text: str) -> str:
    return str(_("Strength: “%(question)s”", question=text))


def _turned(words: str, found: Outlier) -> str:
    """Say of a question that is turned round what the page says of it: else a strength would read like a complaint."""
    return f"{words} {_('(turned round: to disagree is favourable)')}" if found.asked.reverse else words


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_POINT else words[: LONGEST_POINT - 1] + "…"
