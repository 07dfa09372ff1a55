"""What a browser is told when it opens the pulse: the round and its questions; a member, who is counted along."""

from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.ballots import queries as boxes
from pulse.ballots.queries import PublicBox
from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import Gone
from pulse.base.locale import locale, speaking_to, spoken
from pulse.people import queries as people
from pulse.people.names import watched
from pulse.programmes import queries as programmes
from pulse.programmes.recurrence import RhythmError, occurrences
from pulse.questions import queries as questions
from pulse.questions.models import Question, Version
from pulse.questions.scales import Scale
from pulse.rounds import queries, wording
from pulse.rounds.models import Round, Step
from pulse.tallies.layout import COMMENT

Told = dict[str, Any]


def public(uid: str, language: str) -> Told:
    """Return what anybody may know of an open round, worded in a language. Raises Gone when it is closed."""
    opened = queries.round_(uid)
    if opened.step != Step.OPEN.value or opened.closes_at <= clock.now():
        raise Gone("closed")
    box = boxes.box(uid)
    with force_locale(language):
        words = _words(opened, box)
    return {
        "round": uid,
        "fingerprint": box.fingerprint,
        "header": box.header_text,
        "words": words,
        "questions": _worded(box.layout["questions"], language),
        "said_done": [],  # "You said → we did" comes from the rooms above, when there are promises
    }


def seen(uid: str, person_id: int, language: str) -> Told:
    """Return the same for a member, with the names of those counted together; nothing is written."""
    place = queries.seat(queries.round_(uid).id, person_id)
    person = people.person(person_id)
    with speaking_to(person):
        language = spoken(language) or spoken(person.locale) or locale()
        told = public(uid, language)
        with force_locale(language):
            told["words"]["together"] = _together(place_size(uid, place.cohort) - 1)
    names = queries.names_in_cohort(place.round_id, place.cohort)
    others = watched(name for name in names if name != person.name)
    return told | {
        "names": names,
        "watch": [[fragment.text, fragment.where.value] for fragment in others],
        "collected": bytes(place.blinded) != queries.NOT_COLLECTED,
    }


def place_size(uid: str, cohort: str) -> int:
    """Return how many people are counted together in a cohort."""
    return next(int(leaf["size"]) for leaf in boxes.box(uid).leaves if leaf["id"] == cohort)


def _words(opened: Round, box: PublicBox) -> dict[str, str]:
    """Return what the page fills into its sentences, by the names it has for it."""
    shown_from = box.header["thresholds"]
    return {
        "title": wording.title(box.layout["questions"]),
        "thresholds": _(
            "Scores are shown only for groups of %(scores)s answers or more, comments only from %(comments)s.",
            scores=shown_from["ballots"],
            comments=shown_from["comments"],
        ),
        "comments": str(shown_from["comments"]),
        "together": "",
        "closes": wording.moment(opened.closes_at),
        "next": _next(opened),
    }


def _together(others: int) -> str:
    return str(
        ngettext(
            "You are counted together with %(num)s other person.",
            "You are counted together with %(num)s other people.",
            others,
        )
    )


def _worded(asked: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return the questions in their order; the comment at the end is worded by the page."""
    texts = _versions([question["version"] for question in asked])
    return [
        {
            "version": version,
            "scale": question["scale"],
            "text": questions.text_in(texts[version], language) if version in texts else "",
            "comment": question["code"] == COMMENT,
            "open": question["scale"] == Scale.TEXT,
        }
        for question in asked
        for version in [question["version"]]
    ]


def _versions(names: list[str]) -> dict[str, Version]:
    codes = {name.split("@")[0] for name in names}
    wanted = select(Version).join(Question).where(Question.code.in_(codes)).options(joinedload(Version.question))
    return {questions.name_of(version): version for version in db.session.scalars(wanted)}


def _next(opened: Round) -> str:
    try:
        after = occurrences(programmes.rhythm_of(opened.programme), opened.occurrence, 1)
    except (RhythmError, ValueError):
        return ""
    return wording.day(after[0].opens_on) if after else ""
