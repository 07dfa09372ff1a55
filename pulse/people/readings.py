"""What one cell of a roster says: each reader returns the value, or raises Misread with a code."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from zoneinfo import available_timezones

from pulse.people.addresses import HIDDEN, JOINERS, folded
from pulse.people.languages import language

LONGEST_NAME = 200
LONGEST_MAIL = 254
LONGEST_ID = 64
DEEPEST_PATH = 20

MAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])"
)
UNSEEN = re.compile(f"[{HIDDEN}]|(?<=[^\\W\\d_])[\ufe00-\ufe0f]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
YES_WORDS = """
    yes y true t 1 x ja j oui o vrai wahr si sí s sim verdadero tak prawda evet ano da lead leader ✓ ✔ نعم כן はい
"""
NO_WORDS = "no n false f 0 nein non faux falsch nao não falso nie fałsz hayır ne nej - – لا לא いいえ"
YES = frozenset(YES_WORDS.split())
NO = frozenset([*NO_WORDS.split(), ""])
GONE_WORDS = """
    terminated inactive disabled deactivated left leaver former resigned retired dismissed deceased suspended offboarded
    exited separated ausgeschieden ausgetreten inaktiv ehemalig gekündigt deaktiviert inactif parti sorti démissionnaire
    inactivo baja cesado guest gast deleted archived
"""
AWAY_WORDS = """
    onleave leave leaveofabsence loa parentalleave maternityleave paternityleave furlough furloughed sabbatical
    sickleave beurlaubt elternzeit freigestellt mutterschutz encongé congé absent delicencia deleave paused
"""
HERE_WORDS = """
    active aktiv actif activo activa employed enabled current working hired member present probation onboarding tätig
    beschäftigt enposte fulltime parttime vollzeit teilzeit permanent
"""
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
    """Return the text in NFC, without signs that nobody sees, every run of blanks and breaks as one space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    shown = UNSEEN.sub("", unicodedata.normalize("NFC", text))
    words = (word.strip(JOINERS) for word in CONTROL.sub(" ", shown).split())
    return " ".join(word for word in words if word)


def name(text: str) -> str:
    """Return a person's name."""
    if not text:
        raise Misread("missing")
    if len(text) > LONGEST_NAME:
        raise Misread("too_long", str(LONGEST_NAME))
    return text


def mail(text: str) -> str:
    """Return a mail address as it is kept; only what every mail server carries (RFC 5321, unquoted, ASCII)."""
    if not text:
        raise Misread("missing")
    lowered = folded(text)
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


class Standing(StrEnum):
    """What a column about somebody's status says of them."""

    HERE = "here"
    AWAY = "away"
    GONE = "gone"


_STANDINGS: Mapping[str, Standing] = {
    word: standing
    for standing, words in ((Standing.GONE, GONE_WORDS), (Standing.AWAY, AWAY_WORDS), (Standing.HERE, HERE_WORDS))
    for word in words.split()
}


def standing(text: str) -> Standing:
    """Return whether somebody works here; an empty cell says yes."""
    word = "".join(letter for letter in text.casefold() if letter.isalnum())
    if word and word not in _STANDINGS:
        raise Misread("status_odd")
    return _STANDINGS.get(word, Standing.HERE)


def enabled(text: str) -> Standing:
    """Return whether an account is in use; an empty cell says yes."""
    word = text.casefold()
    return Standing.GONE if word and word in NO else Standing.HERE


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
