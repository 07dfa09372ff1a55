"""The questions of a round as one group of people is asked them, worded in a language."""

from collections import Counter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.ballots.queries import PublicBox
from pulse.base.db import db
from pulse.base.kept import kept
from pulse.programmes.plan import SECONDS
from pulse.questions import queries as questions
from pulse.questions.models import Question, Version
from pulse.questions.scales import Scale
from pulse.serving import queries as serving
from pulse.tallies import queries as tables
from pulse.tallies.layout import COMMENT, Asked, Layout
from pulse.tallies.ratings import MOST_NAMED

TEAMS = "teams"  # the screen on which somebody names the teams they relied on: what is named there is no answer
NAMING = 10  # seconds it takes


def rated(box: PublicBox, cohort: str) -> tuple[str, ...]:
    """Return the uids of the teams that a cohort may rate; what its ballots hold depends on nothing else."""

    def by_cohort() -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for team, cohorts in box.layout.get("rates", {}).items():
            for each in cohorts:
                found[each] = (*found.get(each, ()), team)
        return found

    return kept(("rated", box.uid), by_cohort).get(cohort, ()) if box.layout.get("rates") else ()


def worded(layout: Layout, teams: tuple[str, ...], language: str) -> list[dict[str, Any]]:
    """Return the questions of a cohort that rates these teams, in their order; call it while this language is spoken.

    The comment at the end is worded by the page, and so are the questions about teams that somebody names.
    """
    about = [question for question in layout.questions if question.about in teams and question.about]
    texts = _versions({_plain(question.version) for question in layout.questions if question.about in ("", *teams)})
    names = serving.names(teams) if teams else {}
    said = {name: questions.text_in(version, language) for name, version in texts.items()}
    rating = [_naming(about, names, said)] if layout.named and about else [_rating(q, names, said) for q in about]
    ordinary = [_item(q, said.get(q.version, "")) for q in layout.questions if not q.about]
    at = next((place for place, item in enumerate(ordinary) if item["comment"]), len(ordinary))
    return [*ordinary[:at], *rating, *ordinary[at:]]


def seconds(items: list[dict[str, Any]]) -> int:
    """Estimate how long these take; the comment is a gift of time, and one team is named where any may be."""
    found = 0
    for item in items:
        if item["version"] == TEAMS:
            found += NAMING + sum(SECONDS[Scale(each["scale"])] for each in item["asks"])
        elif not item["comment"]:
            found += SECONDS[Scale(item["scale"])]
    return found


def longest(uid: str) -> tuple[int, int]:
    """Return how many questions the longest ballot of a round has, and the seconds it takes; a mail says it."""
    return kept(("longest", uid), lambda: _longest(tables.layout(uid)))


def _longest(layout: Layout) -> tuple[int, int]:
    ordinary = [question for question in layout.questions if not question.about]
    takes = sum(SECONDS[question.scale] for question in ordinary if question.code != COMMENT)
    of_a_team = Counter(question.about for question in layout.questions if question.about)
    each = max(of_a_team.values(), default=0)
    if layout.named:
        return len(ordinary) + 1, takes + NAMING + each * SECONDS[Scale.AGREE5]
    rated = Counter(cohort for team in of_a_team for cohort in layout.rates.get(team, ()))
    more = each * max(rated.values(), default=0)
    return len(ordinary) + more, takes + more * SECONDS[Scale.AGREE5]


def _item(question: Asked, text: str) -> dict[str, Any]:
    is_comment, is_open = question.code == COMMENT, question.scale is Scale.TEXT
    plain = {"version": question.version, "scale": question.scale.value, "text": text}
    return {**plain, "comment": is_comment, "open": is_open}


def _rating(question: Asked, names: dict[str, str], said: dict[str, str]) -> dict[str, Any]:
    """Return a question about a team, with its name in the text and by itself, for the heading above it."""
    name = names.get(question.about, "")
    text = said.get(_plain(question.version), "").replace("{team}", name)
    return {**_item(question, text), "team": name}


def _naming(about: list[Asked], names: dict[str, str], said: dict[str, str]) -> dict[str, Any]:
    """Return the screen on which teams are named, with what is then asked about each: {team} is still to be filled."""
    asks = {_plain(q.version): {"scale": q.scale.value, "text": said.get(_plain(q.version), "")} for q in about}
    teams = sorted(((uid, name) for uid, name in names.items()), key=lambda pair: pair[1].casefold())
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
