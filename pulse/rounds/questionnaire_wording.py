"""The questions of a round as one group of people is asked them, worded in a language."""

from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.ballots import queries as boxes
from pulse.ballots.queries import PublicBox
from pulse.base.cache import cached
from pulse.base.db import db
from pulse.base.ordering import by_name
from pulse.programmes import length_wording
from pulse.programmes import queries as programmes
from pulse.questions import queries as questions
from pulse.questions.models import Question, Version
from pulse.questions.scales import Scale
from pulse.tallies import queries as tables
from pulse.tallies.layout import COMMENT, Asked, Layout
from pulse.tallies.ratings import MOST_NAMED
from pulse.team_services import queries as services

TEAMS = "teams"  # the screen on which somebody names the teams they relied on: what is named there is no answer


def rated(box: PublicBox, cohort: str) -> tuple[str, ...]:
    """Return the uids of the teams that a cohort may rate, and of the promises it is asked about.

    What its ballots hold depends on nothing else.
    """

    def by_cohort() -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for team, cohorts in box.layout.get("rates", {}).items():
            for each in cohorts:
                found[each] = (*found.get(each, ()), team)
        return found

    return cached(("rated", box.uid), by_cohort).get(cohort, ()) if box.layout.get("rates") else ()


def worded(layout: Layout, uids: tuple[str, ...], language: str) -> list[dict[str, Any]]:
    """Return the questions of a cohort that is asked about these teams and promises, in their order.

    Call it while this language is spoken. The comment at the end is worded by the page, and so are the questions about
    teams that somebody names.
    """
    asked = [question for question in layout.questions if question.about in ("", *uids)]
    about = [question for question in asked if question.about and not question.of_promise]
    texts = _versions({_plain(question.version) for question in asked if not question.of_promise})
    names = services.names({question.about for question in about}) if about else {}
    said = {name: questions.text_in(version, language) for name, version in texts.items()}
    rating = [_naming(about, names, said)] if layout.named and about else [_rating(q, names, said) for q in about]
    ordinary = [_item(q, said.get(q.version, "")) for q in asked if not q.about]
    at = next((place for place, item in enumerate(ordinary) if item["comment"]), len(ordinary))
    return [*ordinary[:at], *_promised([q for q in asked if q.of_promise]), *rating, *ordinary[at:]]


def length(uid: str, cohort: str) -> str:
    """Say how many questions a cohort is asked and how long they take: its page, mails and first page say this."""
    teams = rated(boxes.box(uid), cohort)
    return length_wording.title(*cached(("length", uid, teams), lambda: _counted(tables.layout(uid), teams)))


def _counted(layout: Layout, uids: tuple[str, ...]) -> tuple[int, int]:
    """Count what `worded` returns and the seconds it takes; where any team may be named, one is."""
    asked = [question for question in layout.questions if question.about in ("", *uids)]
    plain = [q.scale for q in asked if (not q.about or q.of_promise) and q.code != COMMENT]
    comment = any(q.code == COMMENT for q in asked)
    about = [q for q in asked if q.about and not q.of_promise]
    if layout.named and about:
        each = {_plain(q.version): q.scale for q in about}.values()
        return len(plain) + comment + 1, length_wording.takes([*plain, *each]) + length_wording.NAMING
    return len(plain) + comment + len(about), length_wording.takes([*plain, *(q.scale for q in about)])


def _item(question: Asked, text: str) -> dict[str, Any]:
    is_comment, is_open = question.code == COMMENT, question.scale is Scale.TEXT
    plain = {"version": question.version, "scale": question.scale.value, "text": text}
    return {**plain, "comment": is_comment, "open": is_open}


def _rating(question: Asked, names: dict[str, str], said: dict[str, str]) -> dict[str, Any]:
    """Return a question about a team, with its name in the text and by itself, for the heading above it."""
    name = names.get(question.about, "")
    text = said.get(_plain(question.version), "").replace("{team}", name)
    return {**_item(question, text), "team": name}


def _promised(asked: list[Asked]) -> list[dict[str, Any]]:
    """Return the questions whether promises were kept, each in the words it was asked with and under the team's name.

    The words were written down for this asking: what becomes of the promise later does not change them.
    """
    askings = {(each.name, each.number): each for q in asked for each in programmes.askings(q.about)}
    found = [(q, askings[q.about, int(_plain(q.version).partition("@")[2])]) for q in asked]
    names = services.names({asking.team_uid for _, asking in found}) if found else {}
    return [
        _item(q, str(_("You were promised: “%(promise)s”. Was it kept?", promise=asking.words.rstrip(" ."))))
        | {"team": names.get(asking.team_uid, "")}
        for q, asking in found
    ]


def _naming(about: list[Asked], names: dict[str, str], said: dict[str, str]) -> dict[str, Any]:
    """Return the screen on which teams are named, with what is then asked about each: {team} is still to be filled."""
    asks = {_plain(q.version): {"scale": q.scale.value, "text": said.get(_plain(q.version), "")} for q in about}
    teams = by_name(names.items(), itemgetter(1))
    text = str(_("Which teams did you rely on this month?"))
    plain = {"version": TEAMS, "scale": TEAMS, "text": text, "comment": False, "open": False}
    return plain | {
        "most": MOST_NAMED,
        "teams": [list(team) for team in teams],
        "asks": [{"version": version, **ask} for version, ask in asks.items()],
    }


def _plain(version: str) -> str:
    """Return S1@1 of S1@1/uid."""
    return version.partition("/")[0]


def _versions(names: set[str]) -> dict[str, Version]:
    codes = {name.split("@")[0] for name in names}
    wanted = select(Version).join(Question).where(Question.code.in_(codes)).options(joinedload(Version.question))
    return {questions.name_of(version): version for version in db.session.scalars(wanted)}
