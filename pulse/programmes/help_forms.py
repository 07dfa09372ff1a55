"""The form of help lines."""

from unicodedata import category

from wtforms import TextAreaField
from wtforms.validators import Length

from pulse.base.editing import Editing
from pulse.base.locale import OWN_NAMES

HELP = {"rows": 4, "maxlength": 500}


def _plain(text: str | None) -> str:
    """Return text as it can be stored: lines, and no other control characters."""
    lines = "\n".join((text or "").split("\r\n"))
    return "".join(sign for sign in lines if sign == "\n" or category(sign) not in {"Cc", "Cs"}).strip()


class HelpForm(Editing):
    """Where to turn, in each language."""

    en = TextAreaField(OWN_NAMES["en"], [Length(max=500)], [_plain], render_kw={**HELP, "lang": "en", "dir": "ltr"})
    de = TextAreaField(OWN_NAMES["de"], [Length(max=500)], [_plain], render_kw={**HELP, "lang": "de", "dir": "ltr"})
    ar = TextAreaField(OWN_NAMES["ar"], [Length(max=500)], [_plain], render_kw={**HELP, "lang": "ar", "dir": "rtl"})
