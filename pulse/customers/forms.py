"""The form that sets what a measure is to reach."""

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, HiddenField
from wtforms.validators import NumberRange, Optional

from pulse.base.forms import Form


class GoalForm(Form):
    """A goal from 0 to 100, or none."""

    measure = HiddenField()
    goal = FloatField(
        _l("Goal"),
        [Optional(), NumberRange(0, 100, _l("Enter a number from 0 to 100, or nothing."))],
        render_kw={"inputmode": "decimal", "class": "few", "autocomplete": "off"},
    )
