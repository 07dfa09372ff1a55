"""Forms to import a roster, and to change people and teams by hand."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, ValidationError

from pulse.base.csvfile import Fault
from pulse.base.forms import Form
from pulse.people import readings
from pulse.people.difference import Difference
from pulse.people.faults import sentence
from pulse.people.messages import path_text, words_of_roles
from pulse.people.models import Person, Role
from pulse.people.preview import STEP, fingerprint
from pulse.people.queries import Branch
from pulse.people.readings import Misread, clean

NEEDED = InputRequired(_l("Please fill this in."))
PASTED = 150_000  # characters; browsers send more than half a megabyte only as a file


class UploadForm(Form):
    """A roster: a file, or lines copied from a spreadsheet."""

    file = FileField(_l("Roster file (CSV)"), render_kw={"accept": ".csv,.tsv,.txt,text/csv,text/plain"})
    pasted = TextAreaField(
        _l("Or paste the rows, headings included"), render_kw={"rows": 5, "maxlength": PASTED, "spellcheck": "false"}
    )

    def validate_pasted(self, field: TextAreaField) -> None:
        """Ask for one of the two."""
        if not self.raw():
            raise ValidationError(_("Choose a file, or paste the rows. An empty file holds nothing to read."))

    def raw(self) -> bytes:
        """Return what was given, as bytes."""
        if self.file.data and self.file.data.filename:
            self.file.data.stream.seek(0)
            return bytes(self.file.data.stream.read())
        return (self.pasted.data or "").strip("\r\n").encode("utf-8", "replace")

    def filename(self) -> str:
        """Return what the file is called."""
        return self.file.data.filename if self.file.data and self.file.data.filename else str(_("Pasted rows"))


class ConfirmForm(Form):
    """What was seen, and that many may leave."""

    seen = HiddenField()
    many_leavers = BooleanField(_l("Yes, all of these people have left."))

    def changed(self, found: Difference) -> bool:
        """Tell whether something else would happen now than what the preview showed."""
        return self.seen.data != fingerprint(found)

    def unsure(self, found: Difference) -> bool:
        """Tell whether many would leave and nobody has said that this is true."""
        return found.many_leave and not self.many_leavers.data


class PersonForm(Form):
    """What can be changed about a person by hand."""

    name = StringField(_l("Name"), [NEEDED], render_kw={"autocomplete": "off"})
    team = SelectField(_l("Team"), coerce=int)
    is_lead = BooleanField(_l("Leads this team"))
    role = SelectField(_l("Role"))

    def offer(self, person: Person, by: Person, branches: Iterable[Branch]) -> None:
        """List the choices: administrators are made by administrators."""
        self.team.choices = [SelectChoice(0, _("No team"))] + [
            SelectChoice(branch.team.id, path_text(branch.path)) for branch in branches
        ]
        given = {Role.ADMIN} if Role.ADMIN not in (by.role, person.role) else set()
        self.role.choices = [SelectChoice(r.value, words_of_roles()[r]) for r in Role if r not in given]

    def validate_name(self, field: StringField) -> None:
        """Read the name as a roster's is read."""
        field.data = _read_name(field.data or "")

    def values(self) -> dict[str, object]:
        """Return what was posted, by the person's fields."""
        team_id = self.team.data or None
        return {"name": self.name.data, "team_id": team_id, "is_lead": self.is_lead.data, "role": self.role.data}

    def validate_is_lead(self, field: BooleanField) -> None:
        """Refuse a lead of nothing."""
        if field.data and not self.team.data:
            raise ValidationError(_("Whoever leads needs a team."))


class TeamForm(Form):
    """A team's name, and the team it stands below."""

    name = StringField(_l("Name of the team"), [NEEDED], render_kw={"autocomplete": "off"})
    parent = SelectField(_l("Stands below"), coerce=int)

    def offer(self, branches: Iterable[Branch]) -> None:
        """List where the team may stand; the company stands alone."""
        self.parent.choices = [SelectChoice(b.team.id, path_text(b.path)) for b in branches] or [
            SelectChoice(0, _("at the top"))
        ]

    def validate_name(self, field: StringField) -> None:
        """Read the name as one step of a roster's path."""
        field.data = _read_name(field.data or "")
        if STEP in field.data:
            raise ValidationError(_("A team's name holds no slash: it parts the teams of a path."))


def _read_name(text: str) -> str:
    try:
        return readings.name(clean(text))
    except Misread as misread:
        raise ValidationError(sentence(Fault(0, "", misread.code, text, misread.hint))) from misread
