"""What one cell of a roster says: each reader returns the value, or raises Misread with a code."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from zoneinfo import available_timezones

from pulse.people.languages import language

LONGEST_NAME = 200
LONGEST_MAIL = 254
LONGEST_ID = 64
DEEPEST_PATH = 20

MAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])"
)
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u200b]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
YES_WORDS = """
    yes y true t 1 x ja j oui o vrai wahr si sí s sim verdadero tak prawda evet ano da lead leader ✓ ✔ نعم כן はい
"""
NO_WORDS = "no n false f 0 nein non faux falsch nao não falso nie fałsz hayır ne nej - – لا לא いいえ"
YES = frozenset(YES_WORDS.split())
NO = frozenset([*NO_WORDS.split(), ""])
ROLES: Mapping[str, str] = {
    word: role
    for role, words in {
        "employee": "employee staff member worker mitarbeiter mitarbeiterin mitarbeitende employé empleado",
        "hr": "hr rh humanresources peopleoperations personalabteilung personalwesen",
        "admin": "admin administrator administratorin administrateur administrador superuser root",
    }.items()
    for word in words.split()
}
ISO_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.]*Z?)?")
DOTTED_DATE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
SLASHED_DATE = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
YEARS = range(1900, 2200)


class Misread(Exception):
    """A cell that cannot be what its column wants; `hint` is what the sentence needs besides the value."""

    def __init__(self, code: str, hint: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint


def clean(text: str) -> str:
    """Return the text in NFC with every run of blanks, breaks and control characters as one space, edges trimmed."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    shown = HIDDEN.sub("", unicodedata.normalize("NFC", text))
    return " ".join(CONTROL.sub(" ", shown).split())


def name(text: str) -> str:
    """Return a person's name."""
    if not text:
        raise Misread("missing")
    if len(text) > LONGEST_NAME:
        raise Misread("too_long", str(LONGEST_NAME))
    return text


def mail(text: str) -> str:
    """Return a mail address in lower case; only what every mail server carries (RFC 5321, unquoted, ASCII)."""
    if not text:
        raise Misread("missing")
    lowered = text.lower()
    if len(lowered) > LONGEST_MAIL or lowered.find("@") > 64 or not MAIL.fullmatch(lowered):
        raise Misread("email_invalid")
    return lowered


def employee_id(text: str) -> str | None:
    """Return a personnel number as the file writes it, or None for an empty cell."""
    if len(text) > LONGEST_ID:
        raise Misread("too_long", str(LONGEST_ID))
    return text or None


@lru_cache(maxsize=8192)
def team(text: str) -> tuple[str, ...]:
    """Return the names from the company down to the team."""
    if not text:
        raise Misread("missing")
    path = tuple(part.strip() for part in text.split("/"))
    if not all(path):
        raise Misread("team_hole")
    if len(path) > DEEPEST_PATH:
        raise Misread("team_too_deep", str(DEEPEST_PATH))
    if any(len(part) > LONGEST_NAME for part in path):
        raise Misread("too_long", str(LONGEST_NAME))
    return path


def lead(text: str) -> bool:
    """Return whether the person leads their team; an empty cell says no."""
    word = text.casefold()
    if word not in YES and word not in NO:
        raise Misread("lead_odd")
    return word in YES


def role(text: str) -> str:
    """Return `employee` or `hr`, or nothing for an empty cell; the roster asks who may say `admin`."""
    word = "".join(letter for letter in text.casefold() if letter.isalnum())
    if not word:
        return ""
    if word not in ROLES:
        raise Misread("role_odd")
    return ROLES[word]


@lru_cache(maxsize=1024)
def locale(text: str) -> str:
    """Return a language tag, or nothing for an empty cell; Pulse need not speak the language."""
    found = language(text) if text else ""
    if found is None:
        raise Misread("language_unknown")
    return found


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    names = available_timezones() - {"localtime", "posixrules", "Factory"}
    return {zone.casefold(): zone for zone in sorted(names)}


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Return the places whose clocks can be chosen."""
    old = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/", "posix/", "right/")
    return ("UTC", *(name for name in sorted(_zones().values()) if "/" in name and not name.startswith(old)))


@lru_cache(maxsize=1024)
def timezone(text: str) -> str:
    """Return the zone as the time zone database spells it, or nothing for an empty cell."""
    zone = _zones().get(text.casefold().replace(" ", "_")) if text else ""
    if zone is None:
        raise Misread("timezone_unknown")
    return zone


@lru_cache(maxsize=8192)
def start_date(text: str) -> date | None:
    """Return a date written 2024-03-05 or 05.03.2024, or with slashes where day and month cannot be confused."""
    if not text:
        return None
    if match := ISO_DATE.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := DOTTED_DATE.fullmatch(text):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := SLASHED_DATE.fullmatch(text):
        return _slashed(int(match[1]), int(match[2]), int(match[3]))
    raise Misread("date_odd")


def _slashed(first: int, second: int, year: int) -> date:
    if first != second and first <= 12 and second <= 12:
        raise Misread("date_ambiguous")
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> date:
    if year not in YEARS:
        raise Misread("date_odd")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Misread("date_odd") from error
