"""Forms of customer pages: what a measure is to reach, and what the link looks for."""

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, Optional

from pulse.base.editing import Editing, fingerprint
from pulse.base.forms import Form
from pulse.customers import queries
from pulse.customers.models import Expected


class GoalForm(Editing):
    """A goal from 0 to 100, or none."""

    measure = HiddenField()
    goal = FloatField(
        _l("Goal"),
        [Optional(), NumberRange(0, 100, _l("Enter a number from 0 to 100, or nothing."))],
        render_kw={"inputmode": "decimal", "class": "few", "autocomplete": "off"},
    )


def state_of(goal: float | None) -> str:
    """Return what the form of one goal showed, for a page that has many."""
    return fingerprint({"goal": goal})


class ChoiceForm(Form):
    """What the link looks for: one measure, and which way it should move."""

    measure = SelectField(_l("Measure"))
    expected = RadioField(
        _l("Where sentiment is higher, we expect this measure to be"),
        [InputRequired(_l("Please choose one."))],
        choices=[SelectChoice(Expected.HIGHER.value, _l("higher")), SelectChoice(Expected.LOWER.value, _l("lower"))],
    )

    @classmethod
    def offered(cls) -> "ChoiceForm":
        """Return the form with the measures that have figures."""
        form = cls()
        form.measure.choices = [SelectChoice(each.uid, each.name) for each in queries.measures_with_figures()]
        return form
