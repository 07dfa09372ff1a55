"""Forms of thanks and values."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from pulse.base.forms import Form
from pulse.questions.offers import on_one_line
from pulse.recognition import queries
from pulse.recognition.models import Value
from pulse.recognition.terms import LONGEST_NAME, LONGEST_REASON, LONGEST_THANKS, LONGEST_VALUE, Customer


def _clean(text: str | None) -> str:
    return on_one_line(text or "")


def words_of_customers() -> dict[str, str]:
    """Say whom an act of service was for."""
    return {
        Customer.OUTSIDE.value: _("A customer outside the company"),
        Customer.INSIDE.value: _("A colleague or another team"),
    }


class ThanksForm(Form):
    """What somebody is thanked for."""

    words = TextAreaField(
        _l("What for"),
        [
            DataRequired(_l("Say in a sentence what they did.")),
            Length(max=LONGEST_THANKS, message=_l("At most %(max)d characters, please.")),
        ],
        [_clean],
        render_kw={"rows": 4, "maxlength": LONGEST_THANKS, "dir": "auto"},
    )
    customer = RadioField(_l("Whom did it help?"), [InputRequired(_l("Choose one."))])
    value = SelectField(_l("What it shows"))

    @classmethod
    def offered(cls) -> "ThanksForm":
        """Return the form with the values of today."""
        form = cls()
        form.customer.choices = [SelectChoice(code, words) for code, words in words_of_customers().items()]
        values = [SelectChoice(value.uid, value.name) for value in queries.values()]
        form.value.choices = [SelectChoice("", _("None in particular")), *values]
        return form

    def chosen(self) -> Value | None:
        """Return the value it shows."""
        return queries.value(self.value.data) if self.value.data else None


class TakeBackForm(Form):
    """Why HR takes thanks back."""

    reason = StringField(
        _l("Why"),
        [Length(max=LONGEST_REASON, message=_l("At most %(max)d characters, please."))],
        [_clean],
        render_kw={"maxlength": LONGEST_REASON, "dir": "auto"},
    )


class ValueForm(Form):
    """Something the company stands for."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("A value needs a name.")), Length(max=LONGEST_NAME)],
        [_clean],
        render_kw={"maxlength": LONGEST_NAME, "dir": "auto", "autocomplete": "off"},
    )
    words = StringField(
        _l("In a few words"),
        [Length(max=LONGEST_VALUE)],
        [_clean],
        render_kw={"maxlength": LONGEST_VALUE, "dir": "auto"},
    )
