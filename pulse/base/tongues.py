"""The one list of languages that Pulse speaks: catalogues, the picker, settings and forms read it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Tongue:
    """A language: what its speakers call it, and which way it is written (ltr, rtl)."""

    name: str
    direction: str = "ltr"


SOURCE: Final = "en"  # what the sentences in code and templates are written in
LOCALES: Final = {
    SOURCE: Tongue("English"),
    "de": Tongue("Deutsch"),
    "ar": Tongue("العربية", "rtl"),
}
OWN_NAMES: Final = {code: tongue.name for code, tongue in LOCALES.items()}
