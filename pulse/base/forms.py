"""Forms: CSRF from Flask-WTF; and the one that takes a table, as a file or pasted."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import FileField, TextAreaField
from wtforms.validators import ValidationError

from pulse.base.tongues import LOCALES

TABLES: Final = {"accept": ".csv,.tsv,.txt,text/csv,text/plain"}  # what a field for a file of rows takes
PASTED: Final = 150_000  # characters; browsers send more than half a megabyte only as a file


def in_each_language(
    prefix: str, given: Mapping[str, Any], validators: list[Any] | None = None, filters: Sequence[Any] = ()
) -> dict[str, TextAreaField]:
    """Return one field per language, for the body of a form: `locals().update(...)` puts them in their place."""
    return {
        f"{prefix}{code}": TextAreaField(
            tongue.name, validators, filters, render_kw={**given, "lang": code, "dir": tongue.direction}
        )
        for code, tongue in LOCALES.items()
    }


class Form(FlaskForm):
    """The base of every form."""

    class Meta(FlaskForm.Meta):
        """Let Flask-Babel word WTForms' own messages, and read what a form sends and nothing else."""

        locales = False

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return what was posted as a form: of anything else (Flask-WTF would read JSON) there is nothing."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return CombinedMultiDict([request.files, request.form]) if form.is_submitted() else None


class TableForm(Form):
    """A table: a file, whose field says what is in it, or lines copied from a spreadsheet."""

    file: FileField
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
