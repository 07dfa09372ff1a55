"""Look up questions and their wordings."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.questions.library import Dimension
from pulse.questions.models import Question, Version
from pulse.questions.offers import LONGEST, Offer, OfferFault
from pulse.questions.scales import Scale


def by_code(codes: Iterable[str] | None = None) -> dict[str, Question]:
    """Return questions with their versions, all or those named, retired ones too; in the order they were made."""
    wanted = select(Question).options(selectinload(Question.versions)).order_by(Question.id)
    wanted = wanted if codes is None else wanted.where(Question.code.in_(codes))
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


def askable(keep: Collection[str] = ()) -> dict[str, Question]:
    """Return what may be asked: all that is not retired, and what somebody asks already (`keep`)."""
    return {code: asked for code, asked in by_code().items() if asked.retired_at is None or code in keep}


def offers(language: str, keep: Collection[str] = ()) -> dict[str, Offer]:
    """Return what can be put into an ordinary pulse, by code, worded for a reader of this language.

    A retired question is on offer only to who asks it already (`keep`).
    """
    found = (_offer(asked, language) for asked in askable(keep).values() if asked.versions)
    # The library's questions about another team have a place for its name, which an ordinary pulse cannot fill.
    return {offer.code: offer for offer in found if "{team}" not in offer.text}


def _offer(asked: Question, language: str) -> Offer:
    text, retired = text_in(asked.versions[-1], language), asked.retired_at is not None
    kind = {"own": asked.own, "retired": retired, "sensitive": asked.sensitive}
    return Offer(asked.code, asked.dimension, Scale(asked.scale), text, **kind)


def own() -> list[Question]:
    """Return HR's own questions with their versions, the oldest first."""
    wanted = select(Question).where(Question.own).options(selectinload(Question.versions)).order_by(Question.id)
    return list(db.session.scalars(wanted))


def words_of_dimensions() -> dict[str, str]:
    """Name what questions are about, in the reader's language."""
    return {
        Dimension.TRUST.value: _("Trust"),
        Dimension.RESPECT.value: _("Respect"),
        Dimension.EMPOWERMENT.value: _("Empowerment"),
        Dimension.SERVICE.value: _("Service between teams"),
        Dimension.OUTCOME.value: _("Outcomes"),
        Dimension.OPEN.value: _("Open questions"),
    }


def words_of_scales() -> dict[str, str]:
    """Name the ways to answer a question of HR's own."""
    return {
        Scale.AGREE5.value: _("Agree or disagree, five steps"),
        Scale.ZERO_TO_TEN.value: _("0 to 10"),
        Scale.TEXT.value: _("In own words"),
    }


def words_of_fault(fault: OfferFault) -> str:
    """Say what is wrong with a question of HR's own."""
    words: dict[OfferFault, str] = {
        OfferFault.EMPTY: _("Write the question in at least one language."),
        OfferFault.TOO_LONG: _("A question may have at most %(most)s characters.", most=LONGEST),
        OfferFault.DIMENSION: _("Choose what the question is about."),
        OfferFault.SCALE: _("Choose how the question is answered."),
        OfferFault.TEXT_IS_OPEN: _("A question answered in own words must be an open question."),
        OfferFault.OPEN_IS_TEXT: _("An open question must be answered in own words."),
        OfferFault.BRACES: _("A question must not contain braces."),
    }
    return words[fault]
