"""The form for a question of HR's own."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from pulse.base.editing import Editing
from pulse.base.forms import in_each_language
from pulse.base.tongues import OWN_NAMES
from pulse.questions.library import Dimension
from pulse.questions.models import Question
from pulse.questions.offers import LONGEST, Draft, OfferFault, faults, on_one_line
from pulse.questions.queries import words_of_dimensions, words_of_fault, words_of_scales

AREA = {"rows": 2, "maxlength": LONGEST}


class QuestionForm(Editing):
    """A question of HR's own: what it is about, how it is answered, and its words in one language or more."""

    dimension = SelectField(_l("What it is about"), default=Dimension.OUTCOME.value)
    scale = SelectField(_l("How it is answered"))
    sensitive = BooleanField(_l("A sensitive yes or no: show it from 20 answers only"))
    locals().update(in_each_language("", AREA))

    def __init__(self, question: Question | None = None, **given: Any) -> None:
        """Fill in the latest words of a question that is there already."""
        texts = question.versions[-1].texts if question else {}
        super().__init__(data=dict(texts), **given)
        self.dimension.choices = list(words_of_dimensions().items())
        self.scale.choices = list(words_of_scales().items())
        self.edits = question is not None
        if question:
            del self.dimension, self.scale, self.sensitive

    def draft(self, question: Question | None = None) -> Draft:
        """Return what was typed."""
        texts = {language: on_one_line(self[language].data or "") for language in OWN_NAMES}
        if question:
            return Draft(question.dimension, question.scale, texts)
        return Draft(self.dimension.data, self.scale.data, texts, sensitive=self.sensitive.data)

    def is_sound(self, question: Question | None = None) -> bool:
        """Check what was typed and put what is wrong beside its field."""
        if not self.validate_on_submit():
            return False
        found = faults(self.draft(question))
        for fault in found:
            name = "scale" if fault in {OfferFault.TEXT_IS_OPEN, OfferFault.OPEN_IS_TEXT} else "en"
            self[name].errors = [*self[name].errors, words_of_fault(fault)]
        return not found
