"""Stock the library, write own questions, add wordings; nothing is ever changed in place."""

from datetime import datetime

from sqlalchemy import func, select

from pulse.base.db import db
from pulse.questions.library import languages, library, wording
from pulse.questions.models import Question, Version


def stock(now: datetime) -> None:
    """Bring the library that ships with Pulse into the database; a changed wording becomes a new version."""
    known = {question.code: question for question in db.session.scalars(select(Question).where(~Question.own))}
    for code, item in library().items():
        question = known.get(code)
        if question is None:
            question = Question(
                code=code, dimension=item.dimension.value, scale=item.scale.value, reverse=item.reverse, own=False
            )
            db.session.add(question)
        reword(question, {language: wording(code, language).text for language in languages()}, now=now)


def write_own(*, dimension: str, scale: str, texts: dict[str, str], now: datetime) -> Question:
    """Add a question of HR's own, under the next free code X1, X2, ..."""
    taken = db.session.scalar(select(func.count()).select_from(Question).where(Question.own)) or 0
    question = Question(code=f"X{taken + 1}", dimension=dimension, scale=scale, reverse=False, own=True)
    db.session.add(question)
    reword(question, texts, now=now)
    return question


def reword(question: Question, texts: dict[str, str], *, now: datetime) -> None:
    """Give a question a new wording, unless it has exactly this one."""
    latest = question.versions[-1] if question.versions else None
    if latest is None or latest.texts != texts:
        question.versions.append(Version(number=latest.number + 1 if latest else 1, texts=texts, made_at=now))
