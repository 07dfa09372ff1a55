"""Forms that change what is there: of two people at once the second is refused, and sees both versions."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from flask import Response, g, request
from flask_babel import format_date, format_time
from flask_babel import gettext as _
from sqlalchemy import func, select
from wtforms import BooleanField, Field, HiddenField

from pulse.base.db import db
from pulse.base.forms import Form

SHOWN: Final = "shown"
NOTHING: Final = "–"


@dataclass(frozen=True)
class Versions:
    """One field that differs: what stands there now, and what was typed."""

    label: str
    now: str
    typed: str


class Editing(Form):
    """A form that knows what it showed, and writes over nothing that came since.

    It is filled with what is stored. When it comes back, what is stored then must still be what was shown.
    """

    shown = HiddenField()
    edits = True  # False: it makes something new, or only looks at what would be
    stale = False

    def __init__(self, *arguments: Any, **given: Any) -> None:
        """Fill it in, and remember in the page what it was filled with."""
        super().__init__(*arguments, **given)
        self.now = fingerprint({field.name: _stored(field) for field in self if _is_typed(field)})
        if not self.shown.raw_data:
            self.shown.data = self.now

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what was typed, and that nobody changed what is stored since the form was shown."""
        sound = bool(super().validate(extra_validators))
        sent = self.shown.raw_data
        if self.edits and sent and sent[0] != self.now and self.versions():
            self.refuse()
        return sound and not self.stale

    def could_be_read(self) -> bool:
        """Check what was typed and nothing else: it is only to be looked at."""
        return bool(super().validate())

    def refuse(self) -> None:
        """Show both versions; whoever presses again has seen them."""
        self.stale = g.stale_form = True
        self.shown.raw_data, self.shown.data = None, self.now

    def versions(self) -> list[Versions]:
        """Return the fields in which what is stored and what was typed differ."""
        pairs = [
            Versions(str(field.label.text), said(field, _stored(field)), said(field, _typed(field)))
            for field in self
            if _is_typed(field)
        ]
        return [each for each in pairs if each.now != each.typed]


def fingerprint(stored: Mapping[str, object]) -> str:
    """Return what tells one state of a thing from every other."""
    told = sorted((name, said_plainly(value)) for name, value in stored.items())
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def said_plainly(value: object) -> object:
    """Return a value as every process writes it; nothing and an empty text are the same."""
    if isinstance(value, dict):
        return sorted((str(name), said_plainly(each)) for name, each in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(each) for each in value)
    return "" if value is None else str(value).replace("\r\n", "\n")


def said(field: Field, value: Any) -> str:
    """Word a value of a field as its reader chose it."""
    if isinstance(value, dict):
        worded = getattr(field, "worded", str)
        return ", ".join(f"{name}: {worded(each)}" for name, each in sorted(value.items())) or NOTHING
    if isinstance(field, BooleanField):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return str(format_date(value))
    if isinstance(value, time):
        return str(format_time(value, "short", rebase=False))
    labels = dict(map(_choice, getattr(field, "choices", None) or ()))
    if isinstance(value, (list, tuple)):
        return ", ".join(sorted(labels.get(str(each), str(each)) for each in value)) or NOTHING
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    return labels.get(text, text) or NOTHING


def _choice(offered: Any) -> tuple[str, str]:
    """Return the value and the words of one choice, however a form lists them."""
    pair = offered[:2] if isinstance(offered, tuple) else (offered.value, offered.label)
    return str(pair[0]), str(pair[1])


def one_at_a_time() -> None:
    """Let whoever changes the same thing at the same moment wait, so that the second sees what the first did.

    SQLite has one writer anyway; PostgreSQL would let both read before either writes.
    """
    if SHOWN in request.form and db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(request.path, 0))))
        db.session.expire_all()


def told(response: Response) -> Response:
    """Answer 409 where a form was refused because somebody else was faster."""
    if g.pop("stale_form", False) and response.status_code in {200, 422}:
        response.status_code = 409
    return response


def _is_typed(field: Field) -> bool:
    return not isinstance(field, HiddenField) and field.name != "csrf_token"


def _stored(field: Field) -> Any:
    """Return what a field was filled with; a field may know better what of it is stored."""
    whole = field.object_data
    return field.told(whole) if hasattr(field, "told") else whole


def _typed(field: Field) -> Any:
    return field.told(field.data) if hasattr(field, "told") else field.data
