"""Forms of customer pages: what a measure is to reach, and what the link looks for."""

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, HiddenField
from wtforms.validators import NumberRange, Optional

from pulse.base.editing import Editing, fingerprint


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
