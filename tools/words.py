"""Keep the catalogues: `python -m tools.words` extracts every sentence, updates each language, compiles.

`--check` changes nothing and says which catalogue is behind.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pulse.base.tongues import LOCALES, SOURCE

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "pulse" / "translations"
LANGUAGES = tuple(code for code in LOCALES if code != SOURCE)
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
HEADER = "# Sentences of Pulse."
MADE = datetime(2026, 11, 22, tzinfo=UTC)  # a date that never changes, so that only sentences make differences


def sentences() -> Catalog:
    """Return what the code and the templates say, in the order of the text."""
    found = Catalog(project="Pulse", charset="utf-8", header_comment=HEADER)
    for folder in ("pulse", "templates"):
        everywhere = extract_from_dir(str(ROOT / folder), METHODS, keywords=KEYWORDS, directory_filter=_open)
        for _, _, message, _, context in everywhere:
            found.add(message, context=context)
    return found


def _open(folder: str) -> bool:
    """Look into every folder but hidden ones; Babel by itself would pass over `_macros`."""
    return not Path(folder).name.startswith(".")


def catalogue(language: str) -> Catalog:
    """Return a language's catalogue as it stands, or an empty one."""
    path = PLACE / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language, project="Pulse", charset="utf-8", header_comment=HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> Iterator[str]:
    """Yield the sentences a language does not have yet, or has only by guessing."""
    held = catalogue(language)
    for message in sentences():
        own = held.get(message.id, message.context) if message.id else None
        translated = own is not None and not own.fuzzy and all(_forms(own.string))
        if message.id and not translated:
            yield _forms(message.id)[0]


def compiled(language: str) -> bytes:
    """Return what the application reads of a language."""
    made = BytesIO()
    write_mo(made, catalogue(language))
    return made.getvalue()


def update() -> None:
    """Write every catalogue anew from the sentences, keeping what is translated, and compile it."""
    template = sentences()
    for language in LANGUAGES:
        held = catalogue(language)
        held.update(template, no_fuzzy_matching=True, keep_user_comments=False)
        held.obsolete.clear()
        held.creation_date = held.revision_date = MADE
        held.last_translator, held.language_team = "Pulse", language
        place = PLACE / language / "LC_MESSAGES"
        place.mkdir(parents=True, exist_ok=True)
        with (place / "messages.po").open("wb") as file:
            write_po(file, held, width=0, no_location=True, omit_header=False, sort_output=True)
        (place / "messages.mo").write_bytes(compiled(language))
        print(f"{language}: {len(list(missing(language)))} of {len(template)} sentences are missing")


def check() -> int:
    """Say which catalogues do not hold today's sentences, or are not compiled; return 1 if any."""
    wrong = [language for language in LANGUAGES if _is_stale(language)]
    for language in wrong:
        print(f"{language}: not what the code says; run python -m tools.words")
    return int(bool(wrong))


def _is_stale(language: str) -> bool:
    path = PLACE / language / "LC_MESSAGES" / "messages.mo"
    held = {(message.id, message.context) for message in catalogue(language)}
    said = {(message.id, message.context) for message in sentences()}
    return held != said or not path.exists() or path.read_bytes() != compiled(language)


def _forms(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv else update())
