"""The form of help lines."""

from unicodedata import category

from wtforms.validators import Length

from pulse.base.editing import Editing
from pulse.base.forms import in_each_language

HELP = {"rows": 4, "maxlength": 500}


def _plain(text: str | None) -> str:
    """Return text as it can be stored: lines, and no other control characters."""
    lines = "\n".join((text or "").split("\r\n"))
    return "".join(sign for sign in lines if sign == "\n" or category(sign) not in {"Cc", "Cs"}).strip()


class HelpForm(Editing):
    """Where to turn, in each language."""

    locals().update(in_each_language("", HELP, [Length(max=500)], [_plain]))
