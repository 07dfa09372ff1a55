"""Look up questions and their wordings."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.questions.models import Question, Version


def by_code(codes: Iterable[str] | None = None) -> dict[str, Question]:
    """Return questions with their versions, all that are not retired or those named; in the order they were made."""
    wanted = select(Question).options(selectinload(Question.versions)).order_by(Question.id)
    wanted = wanted.where(Question.retired_at.is_(None)) if codes is None else wanted.where(Question.code.in_(codes))
    return {question.code: question for question in db.session.scalars(wanted)}


def question(code: str) -> Question:
    """Return a question; raise NotFound."""
    found = by_code([code]).get(code)
    if found is None:
        raise NotFound
    return found


def name_of(version: Version) -> str:
    """Return how a ballot names a version: code@number."""
    return f"{version.question.code}@{version.number}"


def text_in(version: Version, language: str) -> str:
    """Return the wording in a language, else in English, else in whichever there is."""
    return version.texts.get(language) or version.texts.get("en") or next(iter(version.texts.values()), "")
