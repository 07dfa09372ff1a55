"""The form that marks an event on charts."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from pulse.base import clock
from pulse.base.forms import Form
from pulse.base.locale import local_day
from pulse.reports.models import LONGEST, PROMISES, EventKind
from pulse.reports.wording import words_of_kinds

NEEDED = InputRequired(_l("Please fill this in."))
AHEAD = timedelta(days=366)


class EventForm(Form):
    """What happened, when, and in a few words."""

    kind = SelectField(_l("What happened"))
    day = DateField(_l("Day"), [NEEDED])
    words = StringField(_l("In a few words"), [Length(max=LONGEST)], render_kw={"autocomplete": "off"})

    @classmethod
    def offered(cls) -> "EventForm":
        """Return the form with the kinds of events."""
        form = cls()
        form.kind.choices = [
            SelectChoice(kind.value, words) for kind, words in words_of_kinds().items() if kind not in PROMISES
        ]
        return form

    def what(self) -> EventKind:
        """Return the kind that was chosen."""
        return EventKind(self.kind.data)

    def when(self) -> date:
        """Return the day."""
        assert self.day.data is not None
        return self.day.data

    def validate_day(self, field: DateField) -> None:
        """Refuse days that no chart will show."""
        if field.data and not date(2000, 1, 1) <= field.data <= local_day(clock.now()) + AHEAD:
            raise ValidationError(_("Choose a day of the past, or of the year to come."))
