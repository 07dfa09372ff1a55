"""Stock the library, write own questions, add wordings; nothing is ever changed in place."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.questions.library import languages, library, wording
from pulse.questions.models import Question, Version
from pulse.questions.offers import Draft, faults


def stock(now: datetime) -> int:
    """Bring the library that ships with Pulse into the database; return how many new wordings that took.

    May be called at every start: a changed wording becomes a new version, and the rest is left alone.
    """
    own = select(Question).where(~Question.own).options(selectinload(Question.versions))
    known = {question.code: question for question in db.session.scalars(own)}
    added = 0
    for code, item in library().items():
        question = known.get(code)
        if question is None:
            question = Question(
                code=code, dimension=item.dimension.value, scale=item.scale.value, reverse=item.reverse, own=False
            )
            db.session.add(question)
        question.sensitive = item.sensitive
        added += reword(question, {language: wording(code, language).text for language in languages()}, now=now)
    return added


def write(draft: Draft, *, by: Any, now: datetime) -> Question:
    """Add a question of HR's own, as HR; raise Refusal when it cannot be asked."""
    if faults(draft):
        raise Refusal(_("This question cannot be asked as it is."))
    texts = {language: text.strip() for language, text in draft.texts.items() if text.strip()}
    question = write_own(dimension=draft.dimension, scale=draft.scale, texts=texts, now=now)
    question.sensitive = draft.sensitive
    audit.record("wrote-question", question.code, by=by, texts=texts, sensitive=draft.sensitive)
    return question


def write_own(*, dimension: str, scale: str, texts: dict[str, str], now: datetime) -> Question:
    """Add a question of HR's own, under the next free code X1, X2, ..."""
    taken = db.session.scalar(select(func.count()).select_from(Question).where(Question.own)) or 0
    question = Question(code=f"X{taken + 1}", dimension=dimension, scale=scale, reverse=False, own=True)
    try:
        with db.session.begin_nested():
            db.session.add(question)
            reword(question, texts, now=now)
    except IntegrityError:
        raise Conflict(_("Somebody else added a question at the same moment. Please try again.")) from None
    return question


def change_wording(question: Question, draft: Draft, *, by: Any, now: datetime) -> bool:
    """Give one of HR's own questions new words; return whether they are new. Raise Refusal for the library's."""
    if not question.own:
        raise Refusal(_("The library's own questions keep their words, so that results stay comparable."))
    if faults(draft):
        raise Refusal(_("This question cannot be asked as it is."))
    texts = {language: text.strip() for language, text in draft.texts.items() if text.strip()}
    changed = reword(question, texts, now=now)
    if changed:
        audit.record("reworded-question", question.code, by=by, texts=texts)
    return changed


def retire(question: Question, *, by: Any, now: datetime) -> None:
    """Offer one of HR's own questions no more; programmes that ask it go on, and its results stay."""
    if not question.own:
        raise Refusal(_("The library's own questions cannot be retired. Leave them out of your programmes instead."))
    if question.retired_at is None:
        question.retired_at = now
        audit.record("retired-question", question.code, by=by)


def bring_back(question: Question, *, by: Any) -> None:
    """Offer a retired question again."""
    if question.retired_at is not None:
        question.retired_at = None
        audit.record("brought-back-question", question.code, by=by)


def reword(question: Question, texts: dict[str, str], *, now: datetime) -> bool:
    """Give a question a new wording, unless it has exactly this one; return whether it was new."""
    latest = question.versions[-1] if question.versions else None
    if latest is not None and latest.texts == texts:
        return False
    question.versions.append(Version(number=latest.number + 1 if latest else 1, texts=texts, made_at=now))
    return True
