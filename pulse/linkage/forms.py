"""The form of what the link looks for."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from pulse.base.forms import Form
from pulse.customers import queries
from pulse.linkage.models import Expected


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
