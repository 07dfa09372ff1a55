"""Forms: what is promised, and what became of it. Whatever is refused stays in its field."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from pulse.base.forms import Form
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.people.readings import clean
from pulse.promises.models import Promise
from pulse.promises.terms import LONGEST_NOTE, LONGEST_TEXT, Changed, PromiseTerms

NEEDED = InputRequired(_l("Please fill this in."))
MOST_NAMED = 5


def _clean(text: str | None) -> str:
    return clean(text or "")


class AtMost:
    """Say how long a text is and how long it may be; the browser cuts nothing off."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse what is longer."""
        length = len(field.data or "")
        if length > self.longest:
            raise ValidationError(
                _("At most %(longest)s letters; these are %(length)s.", longest=self.longest, length=length)
            )


def _long(label: Any, longest: int, *more: Any, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, [*more, AtMost(longest)], [_clean], render_kw={"rows": rows, "dir": "auto"})


class Revised(Form):
    """A form that knows which state of a promise its writer saw."""

    revision = IntegerField(widget=HiddenInput())

    def seen(self) -> int:
        """Return which revision was seen; none that exists when it is not there."""
        return self.revision.data if self.revision.data is not None else -1

    def look_again(self, revision: int) -> None:
        """Take it that the writer sees the newest state now, beside what they wrote."""
        self.revision.data, self.revision.raw_data = revision, None


class DraftForm(Revised):
    """What is promised, to whom, by whom, until when, and how people will know."""

    text = _long(_l("What is promised"), LONGEST_TEXT, NEEDED)
    proof = _long(_l("How we will know"), LONGEST_TEXT, NEEDED, rows=2)
    due = DateField(_l("Due on"), [NEEDED])
    owner = StringField(_l("Owner"), [NEEDED], [_clean], render_kw={"autocomplete": "off", "list": "owners"})
    team = SelectField(_l("Made to"))
    said = _long(_l("You said"), LONGEST_NOTE, rows=2)

    @classmethod
    def about(cls, found: Promise, teams: Sequence[tuple[Team, str]]) -> "DraftForm":
        """Fill in what a draft says now."""
        now = {name: getattr(found, name) for name in ("text", "proof", "due", "said", "revision")}
        form = cls(data=now | {"owner": found.owner.email if found.owner else "", "team": found.team.uid})
        form.team.choices = [SelectChoice(team.uid, words) for team, words in teams]
        return form

    def validate_owner(self, field: StringField) -> None:
        """Look the owner up."""
        _one(field.data or "")

    def terms(self) -> PromiseTerms:
        """Return what was written."""
        assert self.due.data is not None
        text, said, proof = self.text.data or "", self.said.data or "", self.proof.data or ""
        return PromiseTerms(self.team.data, text, said, proof, _one(self.owner.data or "").uid, self.due.data)


class NoteForm(Revised):
    """A few words, which everybody reads."""

    note = _long(_l("In a few words"), LONGEST_NOTE)


class HandForm(NoteForm):
    """To whom a promise goes, and why."""

    owner = StringField(_l("New owner"), [NEEDED], [_clean], render_kw={"autocomplete": "off", "list": "owners"})

    def validate_owner(self, field: StringField) -> None:
        """Look the owner up."""
        _one(field.data or "")

    def whom(self) -> Person:
        """Return the new owner."""
        return _one(self.owner.data or "")


class RenegotiateForm(Revised):
    """Another date, the reason, and what is promised now."""

    due = DateField(_l("New date"), [NEEDED])
    note = _long(_l("Why"), LONGEST_NOTE, NEEDED)
    text = _long(_l("What is promised"), LONGEST_TEXT, NEEDED)
    proof = _long(_l("How we will know"), LONGEST_TEXT, NEEDED, rows=2)

    def changed(self) -> Changed:
        """Return what was written."""
        assert self.due.data is not None
        return Changed(self.text.data or "", self.proof.data or "", self.due.data, self.note.data or "")


class ConfirmForm(Revised):
    """Yes."""

    sure = HiddenField()


def _one(words: str) -> Person:
    """Return the one person who is meant by a mail address or a name."""
    found = people.person_by_email(words)
    some = [found] if found and not found.left_on else people.search(words).people if words else []
    some = [one for one in some if one.role != Role.ADMIN]
    exact = [one for one in some if one.name.casefold() == words.casefold()]
    chosen = exact if len(exact) == 1 else some
    if not chosen:
        raise ValidationError(_("Nobody who works here has this name or mail address."))
    if len(chosen) > 1:
        named = ", ".join(one.email for one in chosen[:MOST_NAMED])
        raise ValidationError(_("Several people are meant. Write the mail address: %(some)s", some=named))
    return chosen[0]
