"""Forms to import a roster, and to change people and teams by hand."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, StopValidation, ValidationError

from pulse.base.csvfile import Fault
from pulse.base.editing import Editing
from pulse.base.errors import Refusal
from pulse.base.forms import TABLES, Form, TableForm
from pulse.people import actions, readings
from pulse.people.difference import Difference
from pulse.people.faults import sentence
from pulse.people.messages import path_text
from pulse.people.models import Person, Team
from pulse.people.preview import STEP, fingerprint
from pulse.people.queries import Branch
from pulse.people.readings import Misread, clean
from pulse.people.roster import Row
from pulse.people.tops import Path

Value = TypeVar("Value")

NEEDED = InputRequired(_l("Please fill this in."))


class UploadForm(TableForm):
    """A roster: a file, or lines copied from a spreadsheet."""

    file = FileField(_l("Roster file (CSV)"), render_kw=TABLES)

    def filename(self) -> str:
        """Return what the file is called."""
        return self.file.data.filename if self.file.data and self.file.data.filename else str(_("Pasted rows"))


class ConfirmForm(Form):
    """What was seen; what it was said of stands beside it."""

    seen = HiddenField()

    def changed(self, found: Difference) -> bool:
        """Tell whether something else would happen now than what the preview showed."""
        return self.seen.data != fingerprint(found)


class Read:
    """Reads what was typed as the cell of a roster is read; the field then holds the value."""

    def __init__(self, reader: Callable[[str], object]) -> None:
        self.reader = reader

    def __call__(self, _form: Form, field: Any) -> None:
        """Put the value into the field, or say what is wrong."""
        text = clean(str(field.data or ""))
        try:
            field.data = self.reader(text)
        except Misread as misread:
            raise StopValidation(sentence(Fault(0, "", misread.code, text, misread.hint))) from misread


def if_any(reader: Callable[[str], Value]) -> Callable[[str], Value | str]:
    """Return a reader that lets nothing be nothing."""
    return lambda text: reader(text) if text else ""


PLAIN = {"autocomplete": "off"}
KNOWN = ("name", "email", "is_lead", "locale", "timezone", "started_on")
LATIN = {**PLAIN, "dir": "ltr", "spellcheck": "false"}


class PersonForm(Editing):
    """One person by hand, each field read as the cell of a roster. Rights have a page of their own."""

    name = StringField(_l("Name"), [NEEDED, Read(readings.name)], render_kw=PLAIN)
    email = EmailField(_l("E-mail"), [NEEDED, Read(readings.mail)], render_kw=LATIN)
    team = SelectField(_l("Team"), coerce=int)
    below = StringField(_l("A new team below it"), [Read(if_any(readings.team))], render_kw=PLAIN)
    is_lead = BooleanField(_l("Leads this team"))
    leads_there = BooleanField(_l("Yes, leads the new team from now on"))
    locale = StringField(_l("Language"), [Read(if_any(readings.locale))], render_kw=LATIN)
    timezone = StringField(_l("Time zone"), [Read(if_any(readings.timezone))], render_kw=LATIN)
    started_on = StringField(_l("Start date"), [Read(readings.start_date)], render_kw={"type": "date"})

    def __init__(self, person: Person | None, by: Person, branches: Iterable[Branch], **given: Any) -> None:
        """Fill in a person, and list the teams."""
        known = {name: getattr(person, name) for name in KNOWN} | {"team": person.team_id or 0} if person else {}
        super().__init__(data={**known, **given})
        self.person, self.by, self.edits = person, by, person is not None
        self.path_of = {branch.team.id: branch.path for branch in branches}
        self.team.choices = [SelectChoice(0, _("No team"))] + [
            SelectChoice(team_id, path_text(path)) for team_id, path in self.path_of.items()
        ]
        if person and person.chose_locale:
            del self.locale
        if person and person.chose_timezone:
            del self.timezone

    def path(self) -> Path:
        """Return the team that was chosen or typed; nothing for no team."""
        return (*self.path_of.get(self.team.data, ()), *(self.below.data or ()))

    def row(self) -> Row:
        """Return what a roster would say of a new person."""
        typed: dict[str, Any] = self.data
        same = {name: typed[name] for name in ("name", "email", "locale", "timezone", "started_on")}
        return Row(line=0, employee_id=None, team=self.path(), lead=self.is_lead.data, **same)

    def values(self) -> dict[str, Any]:
        """Return what was posted, by the person's columns; the team apart."""
        return {name: value for name, value in self.data.items() if name in KNOWN}

    def validate_email(self, field: StringField) -> None:
        """Refuse the address of somebody else."""
        try:
            actions.may_have(field.data or "", self.person, self.by)
        except Refusal as refused:
            raise ValidationError(refused.message) from refused

    def validate_team(self, field: SelectField) -> None:
        """Ask for the team of a new person, as a roster does; the first of all makes the company."""
        if not self.path() and not self.person:
            raise ValidationError(_("Choose a team, or name a new one."))
        if self.below.data and not field.data and self.path_of:
            raise ValidationError(_("A company has one team at the top. Choose the team it stands below."))

    def validate_below(self, _field: StringField) -> None:
        """Refuse a tree that is too deep."""
        try:
            readings.team(STEP.join(self.path()) or "-")
        except Misread as misread:
            raise ValidationError(sentence(Fault(0, "", misread.code, "", misread.hint))) from misread

    def validate_is_lead(self, field: BooleanField) -> None:
        """Refuse a lead of nothing."""
        if field.data and not self.path():
            raise ValidationError(_("Whoever leads needs a team."))
        known = self.path_of.get(self.person.team_id or 0, ()) if self.person and self.person.is_lead else ()
        if field.data and known and self.path() != known and not self.leads_there.data:
            raise ValidationError(
                _("They lead %(team)s today. Say below whether they lead the new team as well.", team=path_text(known))
            )


class TeamForm(Editing):
    """A team's name, and the team it stands below."""

    name = StringField(_l("Name of the team"), [NEEDED, Read(readings.name)], render_kw=PLAIN)
    parent = SelectField(_l("Stands below"), coerce=int)

    @classmethod
    def about(cls, team: Team, branches: Iterable[Branch]) -> "TeamForm":
        """Fill in what a team is now, and where it may stand."""
        form = cls(name=team.name, parent=team.parent_id or 0)
        form.offer(branches)
        return form

    def offer(self, branches: Iterable[Branch]) -> None:
        """List where the team may stand; the company stands alone."""
        self.parent.choices = [SelectChoice(b.team.id, path_text(b.path)) for b in branches] or [
            SelectChoice(0, _("at the top"))
        ]

    def validate_name(self, field: StringField) -> None:
        """Refuse what would be two steps of a roster's path."""
        if STEP in (field.data or ""):
            raise ValidationError(_("A team's name holds no slash: it parts the teams of a path."))
