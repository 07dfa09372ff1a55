"""Forms of accounts, contacts, stages, lists of contacts and surveys."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from pulse.base.editing import Editing
from pulse.base.forms import TABLES, Form, TableForm
from pulse.base.tongues import OWN_NAMES
from pulse.clients import wording
from pulse.clients.models import Account, Contact, Survey
from pulse.clients.terms import LONGEST_NAME, Level, Stage
from pulse.customers import queries as customers
from pulse.customers.models import Unit
from pulse.people import queries as people
from pulse.people import readings
from pulse.people.models import Person, Role
from pulse.people.readings import Misread, clean

NEEDED = InputRequired(_l("Please fill this in."))
NAME = {"maxlength": LONGEST_NAME, "autocomplete": "off"}


def _clean(text: str | None) -> str:
    return clean(text or "")


def _choices(words: dict[Any, str]) -> list[Any]:
    return [SelectChoice(value, label) for value, label in words.items()]


class AccountForm(Editing):
    """A customer, who serves it, and who looks after it."""

    name = StringField(_l("Name of the customer"), [NEEDED, Length(max=LONGEST_NAME)], [_clean], render_kw=NAME)
    unit = SelectField(_l("Served by"))
    owner = EmailField(
        _l("Owner (mail address)"), [Optional()], [_clean], render_kw={"autocomplete": "off", "list": "owners"}
    )

    @classmethod
    def about(cls, found: Account | None) -> "AccountForm":
        """Fill in what an account is now."""
        form = cls(
            name=found.name if found else "",
            unit=found.unit.uid if found else "",
            owner=found.owner.email if found and found.owner else "",
        )
        form.edits = found is not None
        form.unit.choices = [SelectChoice(unit.uid, unit.name) for unit in customers.units()]
        return form

    def validate_owner(self, field: EmailField) -> None:
        """Look the owner up."""
        found = people.person_by_email(field.data or "")
        if found is None or found.left_on or found.role == Role.ADMIN:
            raise ValidationError(_("Nobody who works here has this mail address."))

    def chosen(self) -> tuple[str, Unit, Person | None]:
        """Return name, unit and owner."""
        owner = people.person_by_email(self.owner.data or "") if self.owner.data else None
        return self.name.data or "", customers.unit(self.unit.data), owner


class ContactForm(Editing):
    """Somebody at a customer."""

    name = StringField(_l("Name"), [NEEDED, Length(max=LONGEST_NAME)], [_clean], render_kw=NAME)
    email = EmailField(_l("Mail address"), [NEEDED], [_clean], render_kw={"autocomplete": "off", "maxlength": 254})
    level = RadioField(_l("This person"), [NEEDED])
    locale = SelectField(_l("Language of mails"))

    @classmethod
    def about(cls, found: Contact | None) -> "ContactForm":
        """Fill in what is known of a contact."""
        form = cls(obj=found) if found else cls(level=Level.USER.value)
        form.edits = found is not None
        form.level.choices = _choices(wording.levels())
        known = {"": _("not known"), **OWN_NAMES}
        kept = found.locale if found else ""
        form.locale.choices = _choices(known if kept in known else {**known, kept: kept})
        return form

    def validate_email(self, field: EmailField) -> None:
        """Refuse what no mail server carries."""
        try:
            readings.mail(field.data or "")
        except Misread as wrong:
            raise ValidationError(_("This is not a mail address.")) from wrong


class StageForm(Editing):
    """How close a customer has come."""

    stage = RadioField(_l("Relationship"), [NEEDED])

    @classmethod
    def about(cls, found: Account) -> "StageForm":
        """Fill in what was said last."""
        form = cls(stage=found.stage)
        form.stage.choices = _choices(wording.stages())
        return form

    def chosen(self) -> Stage:
        """Return the stage."""
        return Stage(self.stage.data)


class ListForm(TableForm):
    """A list of contacts: a file, or lines copied from a spreadsheet."""

    file = FileField(_l("List of contacts (CSV)"), render_kw=TABLES)


class ContactsConfirmForm(Form):
    """What was seen when it was confirmed."""

    seen = HiddenField()


class SurveyForm(Editing):
    """Which customers are asked, how often, and whether their names are shown."""

    name = StringField(_l("Name"), [NEEDED, Length(max=LONGEST_NAME)], [_clean], render_kw=NAME)
    unit = SelectField(_l("Whose customers are asked"))
    named = RadioField(_l("Customers’ names"), [NEEDED])
    every = SelectField(_l("How often"), coerce=int)
    starts_on = DateField(_l("First day"), [NEEDED])
    open_days = IntegerField(
        _l("Days it stays open"),
        [NEEDED, NumberRange(3, 28, _l("From 3 to 28 days."))],
        render_kw={"min": 3, "max": 28, "class": "few"},
    )
    reminds = RadioField(_l("Reminder"), [NEEDED])

    @classmethod
    def about(cls, found: Survey | None, *, fixed: bool = False) -> "SurveyForm":
        """Fill in what a survey is now; once it has asked, whether names are shown is fixed."""
        now: dict[str, Any] = {"named": "unnamed", "every": 3, "open_days": 14, "reminds": "one", "unit": ""}
        if found:
            now = {name: getattr(found, name) for name in ("name", "every", "starts_on", "open_days")} | {
                "named": "named" if found.named else "unnamed",
                "reminds": "one" if found.reminds else "none",
                "unit": found.unit.uid if found.unit else "",
            }
        form = cls(data=now)
        form.edits = found is not None
        units = [SelectChoice(unit.uid, unit.name) for unit in customers.units()]
        form.unit.choices = [SelectChoice("", _("All units")), *units]
        words = wording.visibility()
        form.named.choices = _choices({now["named"]: words[now["named"]]} if fixed else words)
        form.every.choices = _choices(wording.paces())
        form.reminds.choices = _choices({"one": _("One, to whoever has not answered"), "none": _("None")})
        return form

    def put(self, survey: Survey) -> None:
        """Write what was chosen into a survey."""
        survey.name, survey.every = self.name.data or "", self.every.data
        survey.unit = customers.unit(self.unit.data) if self.unit.data else None
        survey.named, survey.reminds = self.named.data == "named", self.reminds.data == "one"
        if self.starts_on.data and self.open_days.data:
            survey.starts_on, survey.open_days = self.starts_on.data, self.open_days.data
