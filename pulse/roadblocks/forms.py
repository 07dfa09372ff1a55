"""The form of what becomes of a roadblock."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from pulse.base.forms import Form
from pulse.questions.offers import on_one_line
from pulse.roadblocks import wording
from pulse.roadblocks.actions import Decision
from pulse.roadblocks.models import Roadblock
from pulse.roadblocks.queries import Answer
from pulse.roadblocks.terms import EXPLAIN_THEMSELVES, LONGEST_REASON, LONGEST_WORDS, State

TOO_LONG = _l("At most %(max)d characters, please.")


def _clean(text: str | None) -> str:
    return on_one_line(text or "")


class DecisionForm(Form):
    """What becomes of one or several roadblocks, in words for everybody."""

    spokesmen: frozenset[str] = frozenset()
    state = RadioField(_l("What becomes of it?"), [InputRequired(_l("Choose one."))])
    same = SelectField(_l("Which one?"), validate_choice=False)
    words = StringField(
        _l("What stands in the way, in your own words"),
        [Length(max=LONGEST_WORDS, message=TOO_LONG)],
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
    def about(cls, first: Answer, spokesmen: Sequence[Roadblock]) -> "DecisionForm":
        """Fill in what was said last, and which others may speak for it."""
        before, now = first.decided, {}
        if before and first.same:
            now = {"state": State.SAME.value, "same": before.uid}
        elif before:
            now = {"state": before.state, "words": before.words, "reason": before.reason}
        form, offered = cls(data=now), wording.choices()
        if not spokesmen:
            offered.pop(State.SAME.value)
        form.state.choices = [SelectChoice(code, words) for code, words in offered.items()]
        form.spokesmen = frozenset(each.uid for each in spokesmen)
        form.same.choices = [SelectChoice(each.uid, each.words) for each in spokesmen]
        return form

    def validate_same(self, field: SelectField) -> None:
        """Take only one of those that are offered."""
        if self.state.data == State.SAME and field.data not in self.spokesmen:
            raise ValidationError(_("Choose one."))

    def validate_words(self, field: StringField) -> None:
        """Ask for public words."""
        if self.state.data != State.SAME and not field.data:
            raise ValidationError(_("Say it in a few words: everybody reads them."))

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason wherever nothing is promised."""
        if self.state.data in EXPLAIN_THEMSELVES and not field.data:
            raise ValidationError(_("Say it in a few words: everybody reads them."))

    def chosen(self) -> Decision:
        """Return what was decided."""
        state = State(self.state.data)
        if state is State.SAME:
            return Decision(state, same_as=self.same.data)
        return Decision(state, self.words.data or "", self.reason.data or "")
