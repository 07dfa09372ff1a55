"""Lists of contacts as companies send them: each row lands, or is named with line, column and reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pulse.base.alphabet import spelling
from pulse.base.csvfile import Fault, Sheet
from pulse.clients.terms import LONGEST_NAME, Level
from pulse.people import readings
from pulse.people.addresses import folded
from pulse.people.readings import Misread, clean

MOST_ROWS: Final = 20_000

_WORDS = {
    "account": "account customer company client kunde firma unternehmen organisation organization",
    "name": "name contact contact_name full_name kontakt ansprechpartner person",
    "mail": "mail email e-mail mail_address email_address e-mail-adresse",
    "level": "level role rolle ebene",
    "language": "language locale sprache",
    "unit": "unit team unit_or_team served_by einheit bereich",
    "owner": "owner owner_mail owner_email account_owner betreuer betreuerin",
}
HEADINGS: Final[Mapping[str, frozenset[str]]] = {name: frozenset(words.split()) for name, words in _WORDS.items()}
NEEDED: Final = ("account", "name", "mail")
LEVELS: Final[Mapping[str, Level]] = {
    "": Level.USER,
    **dict.fromkeys(["user", "uses", "uses it", "uses the service", "nutzt", "anwender", "anwenderin"], Level.USER),
    **dict.fromkeys(["decider", "decides", "decides about it", "decision maker", "entscheidet"], Level.DECIDER),
}


class Wrong(StrEnum):
    """What is wrong with a cell, or with the whole list."""

    NO_COLUMN = "no-column"
    NO_ROWS = "no-rows"
    TOO_MANY = "too-many"
    MISSING = "missing"
    TOO_LONG = "too_long"
    MAIL = "email_invalid"
    TWICE = "twice"
    LEVEL = "level"
    LANGUAGE = "language_unknown"
    UNIT = "unit"
    NO_UNIT = "no-unit"
    UNITS_DIFFER = "units-differ"
    OWNER = "owner"


@dataclass(frozen=True)
class ContactRow:
    """One contact as the list has it; unit and owner as they are spelled, or empty."""

    line: int
    account: str
    name: str
    mail: str
    level: str
    language: str
    unit: str
    owner: str


@dataclass(frozen=True)
class Known:
    """What is there already: units by what they are called, owners by mail, accounts by name, contacts by mail."""

    units: Mapping[str, int]
    owners: Mapping[str, int]
    accounts: Mapping[str, tuple[int, int | None]]  # unit, owner
    contacts: Mapping[str, tuple[str, str, str, str]]  # account, name, level, language


@dataclass
class ContactsDifference:
    """What the list would change."""

    new_accounts: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    changed_accounts: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    new: list[ContactRow] = field(default_factory=list)
    changed: list[ContactRow] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would change."""
        return not (self.new_accounts or self.changed_accounts or self.new or self.changed)


def compare(sheet: Sheet, known: Known) -> ContactsDifference:
    """Return what a list would change; rows with a fault are left out, and named."""
    return _Reading(sheet, known).found


class _Reading:
    """One list on its way to what it would change."""

    def __init__(self, sheet: Sheet, known: Known) -> None:
        self.sheet, self.known = sheet, known
        self.found = ContactsDifference(faults=list(sheet.faults))
        spelled = ["_".join(heading.casefold().replace("_", " ").split()) for heading in sheet.header]
        places = {name: [at for at, text in enumerate(spelled) if text in words] for name, words in HEADINGS.items()}
        self.columns = {name: at[0] for name, at in places.items() if at}
        self.lines: dict[str, int] = {}  # of mail addresses
        # However a list spells an account, it keeps one name: the one that is there (the oldest), or the first here.
        self.names: dict[str, str] = {}
        for name in known.accounts:
            self.names.setdefault(spelling(name), name)
        if not self.found.faults:
            self._check()
        if not self.found.faults:
            for line, cells in sheet.rows:
                self._take(line, cells)

    def _check(self) -> None:
        for name in NEEDED:
            if name not in self.columns:
                self._fault(self.sheet.header_line, "", Wrong.NO_COLUMN, name)
        if not self.sheet.rows:
            self._fault(0, "", Wrong.NO_ROWS)
        if len(self.sheet.rows) > MOST_ROWS:
            self._fault(0, "", Wrong.TOO_MANY, str(MOST_ROWS))

    def _fault(self, line: int, column: str, code: str, value: str = "", hint: str = "") -> None:
        heading = self.sheet.header[self.columns[column]] if column in self.columns else ""
        self.found.faults.append(Fault(line, heading, code, value[:80], hint))

    def _take(self, line: int, cells: tuple[str, ...]) -> None:
        row = self._row(line, {name: cells[at] if at < len(cells) else "" for name, at in self.columns.items()})
        if row is None:
            return
        if row.mail in self.lines:
            self._fault(line, "mail", Wrong.TWICE, row.mail, str(self.lines[row.mail]))
            return
        self.lines[row.mail] = line
        if self._account(row):
            self._contact(row)

    def _row(self, line: int, cells: Mapping[str, str]) -> ContactRow | None:
        """Read one row; every fault of it is named."""
        values, sound = {**dict.fromkeys(HEADINGS, ""), "level": Level.USER.value}, True
        for name, text in cells.items():
            try:
                values[name] = READERS.get(name, str)(clean(text))
            except Misread as wrong:
                sound = False
                self._fault(line, name, wrong.code, clean(text), wrong.hint)
        return ContactRow(line, **{**values, "account": self._named(values["account"])}) if sound else None

    def _named(self, account: str) -> str:
        if account in self.known.accounts:
            return account
        return self.names.setdefault(spelling(account), account)

    def _account(self, row: ContactRow) -> bool:
        """Note the account that a row makes or changes; return False when it cannot be."""
        unit, owner = self.known.units.get(spelling(row.unit)), self.known.owners.get(folded(row.owner))
        before = self.known.accounts.get(row.account)
        into = self.found.new_accounts if before is None else self.found.changed_accounts
        planned = into.get(row.account)
        if row.unit and unit is None:
            self._fault(row.line, "unit", Wrong.UNIT, row.unit)
        elif row.owner and owner is None:
            self._fault(row.line, "owner", Wrong.OWNER, row.owner)
        elif planned and unit is not None and planned[0] != unit:
            self._fault(row.line, "unit", Wrong.UNITS_DIFFER, row.unit)
        elif before is None and planned is None and unit is None:
            self._fault(row.line, "unit", Wrong.NO_UNIT, row.account)
        else:
            was = planned or before
            now = (unit or (was[0] if was else 0), owner or (was[1] if was else None))
            if now != before:
                into[row.account] = now
            return True
        return False

    def _contact(self, row: ContactRow) -> None:
        before = self.known.contacts.get(row.mail)
        if before is None:
            self.found.new.append(row)
        elif before != (row.account, row.name, row.level, row.language):
            self.found.changed.append(row)
        else:
            self.found.same += 1


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise Misread(Wrong.TOO_LONG, str(LONGEST_NAME))
    return readings.name(text)


def _level(text: str) -> str:
    level = LEVELS.get(text.casefold())
    if level is None:
        raise Misread(Wrong.LEVEL)
    return level.value


READERS: Final[Mapping[str, Callable[[str], str]]] = {
    "account": _name,
    "name": _name,
    "mail": readings.mail,
    "level": _level,
    "language": readings.locale,
}
