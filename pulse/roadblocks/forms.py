"""The form of what becomes of a roadblock."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from pulse.base.forms import Form
from pulse.questions.offers import on_one_line
from pulse.roadblocks import wording
from pulse.roadblocks.actions import Decision
from pulse.roadblocks.queries import Answer
from pulse.roadblocks.terms import EXPLAIN_THEMSELVES, LONGEST_REASON, LONGEST_WORDS, State

TOO_LONG = _l("At most %(max)d characters, please.")


def _clean(text: str | None) -> str:
    return on_one_line(text or "")


class SeenForm(Form):
    """Which state of affairs was seen."""

    revision = IntegerField(widget=HiddenInput(), default=0)


class DecisionForm(SeenForm):
    """What becomes of a roadblock, in words for everybody."""

    state = RadioField(_l("What becomes of it?"), [InputRequired(_l("Choose one."))])
    words = StringField(
        _l("What stands in the way, in your own words"),
        [DataRequired(_l("Say it in a few words: everybody reads them.")), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        [_clean],
        render_kw={"maxlength": LONGEST_WORDS, "dir": "auto", "autocomplete": "off"},
    )
    reason = TextAreaField(
        _l("What changed, or why not"),
        [Length(max=LONGEST_REASON, message=TOO_LONG)],
        [_clean],
        render_kw={"maxlength": LONGEST_REASON, "rows": 4, "dir": "auto"},
    )

    @classmethod
    def about(cls, found: Answer) -> "DecisionForm":
        """Fill in what was said last."""
        before = found.decided
        now = {"state": before.state, "words": before.words, "reason": before.reason} if before else {}
        form = cls(data=now | {"revision": found.revision})
        form.state.choices = [SelectChoice(code, words) for code, words in wording.choices().items()]
        return form

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason wherever nothing is promised."""
        if self.state.data in EXPLAIN_THEMSELVES and not field.data:
            raise ValidationError(_("Say it in a few words: everybody reads them."))

    def chosen(self) -> Decision:
        """Return what was decided."""
        said = (self.words.data or "", self.reason.data or "")
        return Decision(State(self.state.data), *said, revision=self.revision.data or 0)
