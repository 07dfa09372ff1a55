"""What a browser is told when it opens the pulse: the round and its questions; a member, who is counted along."""

from datetime import datetime
from typing import Any

from flask_babel import format_date, format_datetime
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pulse.ballots import queries as boxes
from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import Gone
from pulse.base.locale import locale, speaking_to, spoken
from pulse.people import queries as people
from pulse.people.names import watched
from pulse.programmes import queries as programmes
from pulse.programmes.recurrence import occurrences
from pulse.questions import queries as questions
from pulse.questions.models import Question, Version
from pulse.questions.scales import Scale
from pulse.rounds import queries
from pulse.rounds.models import Round, Step
from pulse.tallies.layout import COMMENT, Asked, Layout


def public(uid: str, language: str) -> dict[str, Any]:
    """Return what anybody may know of an open round, worded in a language. Raises Gone when it is closed."""
    opened = queries.round_(uid)
    if opened.step != Step.OPEN.value or opened.closes_at <= clock.now():
        raise Gone("closed")
    box = boxes.box(uid)
    layout = Layout.of(box.layout)
    return {
        "round": uid,
        "fingerprint": box.fingerprint,
        "header": box.header_text,
        "closes_at": opened.closes_at.isoformat(),
        "closes": _shown(opened.closes_at),
        "next": _next(opened),
        "members": opened.members,
        "thresholds": box.header["thresholds"],
        "questions": _worded(layout.questions, language),
        "said_done": [],  # "You said → we did" comes from the rooms above, when there are promises
    }


def seen(uid: str, person_id: int, language: str) -> dict[str, Any]:
    """Return the same for a member, with the names of those counted together; nothing is written."""
    place = queries.seat(queries.round_(uid).id, person_id)
    person = people.person(person_id)
    with speaking_to(person):
        told = public(uid, spoken(language) or spoken(person.locale) or locale())
    names = queries.names_in_cohort(place.round_id, place.cohort)
    watch = [
        [fragment.text, fragment.where.value] for fragment in watched(name for name in names if name != person.name)
    ]
    collected = bytes(place.blinded) != queries.NOT_COLLECTED
    return told | {
        "names": names,
        "watch": watch,
        "counted_with": place_size(uid, place.cohort),
        "collected": collected,
    }


def place_size(uid: str, cohort: str) -> int:
    """Return how many people are counted together in a cohort."""
    return next(int(leaf["size"]) for leaf in boxes.box(uid).leaves if leaf["id"] == cohort)


def _worded(asked: tuple[Asked, ...], language: str) -> list[dict[str, Any]]:
    """Return the questions in their order; the comment at the end is worded by the page."""
    texts = _versions([question.version for question in asked])
    return [
        {
            "version": question.version,
            "scale": question.scale.value,
            "text": questions.text_in(texts[question.version], language) if question.version in texts else "",
            "comment": question.code == COMMENT,
            "open": question.scale is Scale.TEXT,
        }
        for question in asked
    ]


def _versions(names: list[str]) -> dict[str, Version]:
    codes = {name.split("@")[0] for name in names}
    wanted = select(Version).join(Question).where(Question.code.in_(codes)).options(joinedload(Version.question))
    return {questions.name_of(version): version for version in db.session.scalars(wanted)}


def _next(opened: Round) -> str:
    after = occurrences(programmes.rhythm_of(opened.programme), opened.occurrence, 1)
    return str(format_date(after[0].opens_on, "long")) if after else ""


def _shown(moment: datetime) -> str:
    return str(format_datetime(moment, "EEEE d MMMM, HH:mm"))
