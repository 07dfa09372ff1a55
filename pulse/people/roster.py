"""A roster file read row by row: every row lands, or is named with its line, column and reason."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from pulse.base.csvfile import Fault, Sheet
from pulse.people import readings
from pulse.people.columns import REQUIRED, Columns, understand
from pulse.people.readings import Misread, clean

Path = tuple[str, ...]
Value = TypeVar("Value")

BREAKS = ("\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the file tells of them; None or an empty text where it says nothing, so nothing changes."""

    line: int
    employee_id: str | None
    name: str
    email: str
    team: Path
    lead: bool | None = None
    role: str = ""
    locale: str = ""
    timezone: str = ""
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A file's people, what is wrong with the other rows, and what was repaired or is worth a look.

    `mentioned` holds what stands in the cells of faulty rows, case folded: nobody found there may count as gone.
    `by_admin` tells whether whoever brings the file may make administrators, and change their addresses.
    """

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()
    mentioned: frozenset[str] = frozenset()
    columns: Columns = field(default_factory=lambda: Columns({}, ()))
    by_admin: bool = False


@lru_cache(maxsize=16384)
def key(path: Path) -> Path:
    """Return what makes two spellings of a team path the same."""
    return tuple(part.casefold() for part in path)


def parse(sheet: Sheet, *, today: date, admins: Collection[str] = (), by_admin: bool = False) -> Roster:
    """Read a roster; `admins` are the addresses of those who are admins already, whom anybody's file may call so."""
    columns, faults, notices = understand(sheet) if sheet.header else (Columns({}, ()), (), ())
    notices = sheet.notes + notices
    if sheet.faults or faults:
        return Roster(faults=sheet.faults + faults, notices=notices, columns=columns, by_admin=by_admin)
    if not sheet.rows:
        return Roster(faults=(Fault(0, "", "no_rows"),), notices=notices, columns=columns, by_admin=by_admin)
    reading = _Reading(columns, today, frozenset(admins), by_admin)
    for line, cells in sheet.rows:
        reading.take(line, cells)
    return reading.finish(notices)


class _Reading:
    """What is known while a file is read from top to bottom."""

    def __init__(self, columns: Columns, today: date, admins: frozenset[str], by_admin: bool) -> None:
        self.columns = columns
        self.today = today
        self.admins = admins
        self.by_admin = by_admin
        self.rows: list[tuple[Row, tuple[str, ...]]] = []
        self.faults: list[Fault] = []
        self.notices: list[Fault] = []
        self.mentioned: set[str] = set()
        self.first_line: dict[tuple[str, str], int] = {}
        self.spelling: dict[Path, Path] = {}
        self.roots: Counter[str] = Counter()

    def take(self, line: int, cells: tuple[str, ...]) -> None:
        """Read one row."""
        known = len(self.faults)
        row = self.person(line, cells) if self.fits(line, cells) else None
        if row and len(self.faults) == known:
            self.rows.append((row, cells))
        else:
            self.mention(cells)

    def mention(self, cells: tuple[str, ...]) -> None:
        """Remember who a faulty row may be about; its cells may have slipped, so all of them count."""
        self.mentioned.update(text.casefold() for text in map(clean, cells) if text)

    def fits(self, line: int, cells: tuple[str, ...]) -> bool:
        """Tell whether a row is as wide as the heading; empty cells at its end may be too many or missing."""
        width = len(self.columns.header)
        if any(cell.strip() for cell in cells[width:]):
            surplus = ", ".join(cell.strip() for cell in cells[width:])
            self.faults.append(Fault(line, "", "too_many_columns", surplus, str(width)))
            return False
        if len(cells) >= width:
            return True
        lost = [place for column, place in self.columns.places.items() if place >= len(cells) and self.needs(column)]
        missing = self.columns.header[min(lost, default=len(cells))]
        told = Fault(line, missing, "too_few_columns" if lost else "row_short", str(len(cells)), str(width))
        (self.faults if lost else self.notices).append(told)
        return not lost

    def needs(self, column: str) -> bool:
        """Tell whether a row cannot do without the column."""
        return column in REQUIRED or column in {"given_name", "family_name"}

    def person(self, line: int, cells: tuple[str, ...]) -> Row | None:
        """Read the cells of one row, noting every fault in it and not only the first."""
        read = self.cell
        name = self.name(line, cells)
        email = read(line, cells, "email", readings.mail)
        number = read(line, cells, "employee_id", readings.employee_id)
        team = read(line, cells, "team", readings.team)
        lead = read(line, cells, "lead", readings.lead) if self.columns.has("lead") else None
        role = read(line, cells, "role", readings.role) or ""
        locale = read(line, cells, "language", readings.locale) or ""
        timezone = read(line, cells, "timezone", readings.timezone) or ""
        started_on = read(line, cells, "start_date", readings.start_date)
        self.once(line, "employee_id", number)
        self.once(line, "email", email)
        if role == "admin" and not self.by_admin and email not in self.admins:
            self.fault(line, "role", Misread("role_admin"), clean(self.columns.cell(cells, "role")))
        if team:
            self.roots[key(team)[0]] += 1
        if name is None or email is None or team is None:
            return None
        return Row(line, number, name, email, self.spell(team), lead, role, locale, timezone, started_on)

    def name(self, line: int, cells: tuple[str, ...]) -> str | None:
        """Read the name, which may stand in two columns."""
        text = clean(self.columns.cell(cells, "name"))
        if not self.columns.has("name"):
            text = " ".join(clean(self.columns.cell(cells, part)) for part in ("given_name", "family_name")).strip()
        try:
            return readings.name(text)
        except Misread as misread:
            self.fault(line, "name", misread, text)
            return None

    def cell(self, line: int, cells: tuple[str, ...], column: str, reader: Callable[[str], Value]) -> Value | None:
        """Read one cell, or note why it cannot be read."""
        text = clean(self.columns.cell(cells, column))
        try:
            return reader(text)
        except Misread as misread:
            self.fault(line, column, misread, text)
            return None

    def fault(self, line: int, column: str, misread: Misread, text: str) -> None:
        """Note what is wrong in a cell."""
        self.faults.append(Fault(line, self.columns.spelt(column), misread.code, text, misread.hint))

    def once(self, line: int, column: str, value: str | None) -> None:
        """Refuse what another row said first, even if that row is faulty: it is not ours to choose between them."""
        first = self.first_line.setdefault((column, value), line) if value else line
        if first != line:
            self.fault(line, column, Misread(f"{column}_twice", str(first)), value or "")

    def spell(self, team: Path) -> Path:
        """Return the path as the file spelled it first."""
        folded = key(team)
        if folded not in self.spelling:
            self.spelling[folded] = (*(self.spell(team[:-1]) if len(team) > 1 else ()), team[-1])
        return self.spelling[folded]

    def finish(self, notices: tuple[Fault, ...]) -> Roster:
        """Keep to the company most rows belong to, and note what is worth a look in the rows that stay."""
        root = max(self.roots, key=self.roots.__getitem__, default="")
        stays = []
        for row, cells in self.rows:
            if key(row.team)[0] == root:
                stays.append(row)
                self.remark(row, cells)
                continue
            self.fault(row.line, "team", Misread("second_root", self.spelling[(root,)][0]), "/".join(row.team))
            self.mention(cells)
        by_line = sorted(self.faults, key=lambda fault: fault.line)
        remarks = sorted(self.notices, key=lambda notice: notice.line)
        told = notices + tuple(remarks)
        return Roster(
            tuple(stays), tuple(by_line), told, frozenset(self.mentioned), self.columns, by_admin=self.by_admin
        )

    def remark(self, row: Row, cells: tuple[str, ...]) -> None:
        """Note what was repaired in a row, and what may surprise."""
        raw = self.columns.cell(cells, "name").strip()
        if any(mark in raw for mark in BREAKS):
            self.notice(row, "name", "line_break", row.name)
        if row.name[0] in "=+-@":
            self.notice(row, "name", "formula", row.name)
        written = "/".join(part.strip() for part in clean(self.columns.cell(cells, "team")).split("/"))
        if written != "/".join(row.team):
            self.notice(row, "team", "team_spelling", written, "/".join(row.team))
        if row.started_on and row.started_on > self.today:
            self.notice(row, "start_date", "starts_later", row.started_on.isoformat())
        if row.lead:
            first = self.first_line.setdefault(("lead", "/".join(key(row.team))), row.line)
            if first != row.line:
                self.notice(row, "lead", "second_lead", "/".join(row.team), str(first))

    def notice(self, row: Row, column: str, code: str, value: str, hint: str = "") -> None:
        """Note something that is no fault."""
        self.notices.append(Fault(row.line, self.columns.spelt(column), code, value, hint))


def without(roster: Roster, faults: tuple[Fault, ...]) -> Roster:
    """Return the roster with the rows of further faults taken out and their people mentioned."""
    lines = {fault.line for fault in faults}
    dropped = [row for row in roster.rows if row.line in lines]
    words = {word.casefold() for row in dropped for word in (row.employee_id, row.email, row.name) if word}
    return replace(
        roster,
        rows=tuple(row for row in roster.rows if row.line not in lines),
        faults=tuple(sorted(roster.faults + faults, key=lambda fault: fault.line)),
        mentioned=roster.mentioned | words,
    )
