"""A roster file read row by row: every row lands, or is named with its line, column and reason."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from pulse.base.csvfile import Fault, Sheet
from pulse.people import readings
from pulse.people.columns import REQUIRED, STANDING, Columns, understand
from pulse.people.readings import Misread, Standing, clean
from pulse.people.roster import Roster, Row, Terms
from pulse.people.tops import Path, Placing, Shape, key, placing
from pulse.people.wholenames import Names

Value = TypeVar("Value")

BREAKS = ("\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")


def parse(sheet: Sheet, terms: Terms) -> Roster:
    """Read a roster."""
    columns, faults, notices = understand(sheet) if sheet.header else (Columns({}, ()), (), ())
    notices = sheet.notes + notices
    if sheet.faults or faults:
        return Roster(faults=sheet.faults + faults, notices=notices, columns=columns, by_admin=terms.by_admin)
    if not sheet.rows:
        return Roster(faults=(Fault(0, "", "no_rows"),), notices=notices, columns=columns, by_admin=terms.by_admin)
    reading = _Reading(columns, Names(columns, (cells for _line, cells in sheet.rows)), terms)
    for line, cells in sheet.rows:
        reading.take(line, cells)
    return reading.finish(notices)


class _Reading:
    """What is known while a file is read from top to bottom."""

    def __init__(self, columns: Columns, names: Names, terms: Terms) -> None:
        self.columns = columns
        self.names = names
        self.terms = terms
        self.rows: list[tuple[Row, tuple[str, ...]]] = []
        self.faults: list[Fault] = []
        self.notices: list[Fault] = []
        self.mentioned: set[str] = set()
        self.first_line: dict[tuple[str, str], int] = {}
        self.numbers: dict[str, list[tuple[int, str]]] = {}
        self.spelling: dict[Path, Path] = {}
        self.counted: Counter[Path] = Counter()
        self.told: set[Path] = set()

    def take(self, line: int, cells: tuple[str, ...]) -> None:
        """Read one row."""
        known = len(self.faults)
        if not self.fits(line, cells):
            self.mention(cells)
            return
        if self.is_gone(line, cells):
            return
        row = self.person(line, cells)
        if row and len(self.faults) == known:
            self.rows.append((row, cells))
        else:
            self.mention(cells)

    def is_gone(self, line: int, cells: tuple[str, ...]) -> bool:
        """Tell whether the row says itself that this person does not work here, and note what it says."""
        for column in (each for each in STANDING if self.columns.has(each)):
            read = readings.enabled if column == "enabled" else readings.standing
            standing = self.optional(line, cells, column, read)
            if column != "user_type" and standing is Standing.AWAY:
                self.notice(line, column, "says_away", clean(self.columns.cell(cells, column)))
            if standing is Standing.GONE:
                self.notice(line, column, "says_gone", clean(self.columns.cell(cells, column)))
                return True
        return False

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
        optional = self.optional
        name = self.name(line, cells)
        email = self.cell(line, cells, "email", readings.mail)
        team = self.cell(line, cells, "team", readings.team)
        number = optional(line, cells, "employee_id", readings.employee_id)
        lead = optional(line, cells, "lead", readings.lead) if self.columns.has("lead") else None
        locale = optional(line, cells, "language", readings.locale) or ""
        timezone = optional(line, cells, "timezone", readings.timezone) or ""
        started_on = optional(line, cells, "start_date", readings.start_date)
        if number:
            self.numbers.setdefault(number, []).append((line, email or ""))
        self.once(line, "email", email)
        if team:
            self.counted[self.spell(team)] += 1
        if name is None or email is None or team is None:
            return None
        return Row(line, number, name, email, self.spell(team), lead, locale, timezone, started_on)

    def name(self, line: int, cells: tuple[str, ...]) -> str | None:
        """Read the name, which may stand in two columns."""
        try:
            return readings.name(self.names.whole(cells))
        except Misread as misread:
            parts = self.names.parts(cells)
            self.fault(line, "name", misread, parts.name or parts.halves)
            return None

    def cell(self, line: int, cells: tuple[str, ...], column: str, reader: Callable[[str], Value]) -> Value | None:
        """Read one cell, or note why it cannot be read."""
        text = clean(self.columns.cell(cells, column))
        try:
            return reader(text)
        except Misread as misread:
            self.fault(line, column, misread, text)
            return None

    def optional(self, line: int, cells: tuple[str, ...], column: str, reader: Callable[[str], Value]) -> Value | None:
        """Read a cell that a row can do without: where it cannot be read, that is said and nothing changes."""
        text = clean(self.columns.cell(cells, column))
        try:
            return reader(text)
        except Misread as misread:
            self.notice(line, column, misread.code, text, misread.hint)
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
        """Put everybody below the company that is there, and note what is worth a look in the rows that stay."""
        placed = placing(self.counted, self.terms.company)
        twice = self.numbers_twice()
        stays = []
        for row, cells in self.rows:
            teams = placed.of(row.team)
            if len(teams) == 1:
                team = self.under(placed, row, teams[0])
                number = None if row.employee_id in twice else row.employee_id
                stays.append(replace(row, team=team, employee_id=number))
                self.remark(row, cells)
                continue
            code, hint = ("team_unclear", "” / “".join(map("/".join, teams[:2]))) if teams else ("second_root", "")
            self.fault(row.line, "team", Misread(code, hint or self.spelling[(placed.top,)][0]), "/".join(row.team))
            self.mention(cells)
        told = (*notices, *self.of_the_top(placed), *sorted(self.notices, key=lambda notice: notice.line))
        faults = tuple(sorted(self.faults, key=lambda fault: fault.line))
        called = self.spelling[(placed.top,)][0] if placed.shape is Shape.OTHER_NAME else ""
        return Roster(
            tuple(stays), faults, told, frozenset(self.mentioned), self.columns, self.terms.by_admin, called=called
        )

    def under(self, placed: Placing, row: Row, team: Path) -> Path:
        """Return where somebody works; which team a bare name was taken for is said once."""
        if placed.shape is Shape.OTHER_NAME and not self.terms.rename_company:
            return (placed.company.name, *team[1:])
        if placed.shape is Shape.NAMES and len(team) > 2 and team not in self.told:
            self.told.add(team)
            self.notice(row.line, "team", "team_found", row.team[0], "/".join(team))
        return team

    def of_the_top(self, placed: Placing) -> tuple[Fault, ...]:
        """Say what became of a company that the file calls otherwise, or not at all."""
        company = placed.company.name
        if placed.shape in {Shape.BELOW, Shape.NAMES}:
            return (Fault(0, "", "below_company", company),)
        if placed.shape is Shape.ABOVE:
            return (Fault(0, "", "above_company", self.spelling[(placed.top,)][0], company),)
        if placed.shape is Shape.OTHER_NAME and not self.terms.rename_company:
            return (Fault(0, "", "company_keeps_name", self.spelling[(placed.top,)][0], company),)
        return ()

    def numbers_twice(self) -> set[str]:
        """Return the numbers that stand beside two addresses: whose they are is not ours to choose."""
        twice = {number for number, rows in self.numbers.items() if len({email for _line, email in rows}) > 1}
        for number in twice:
            lines = [line for line, _email in self.numbers[number]]
            self.mentioned.add(number.casefold())
            for line in lines[1:]:
                self.notice(line, "employee_id", "employee_id_twice", number, str(lines[0]))
        return twice

    def remark(self, row: Row, cells: tuple[str, ...]) -> None:
        """Note what was repaired in a row, and what may surprise."""
        raw = self.columns.cell(cells, "name").strip()
        if any(mark in raw for mark in BREAKS):
            self.notice(row.line, "name", "line_break", row.name)
        if row.name[0] in "=+-@":
            self.notice(row.line, "name", "formula", row.name)
        if "," in raw and "," not in row.name:
            self.notice(row.line, "name", "name_turned", clean(raw), row.name)
        if self.names.lacks_half(cells):
            self.notice(row.line, "name", "name_lacks_half", row.name)
        written = "/".join(part.strip() for part in clean(self.columns.cell(cells, "team")).split("/"))
        if written != "/".join(row.team):
            self.notice(row.line, "team", "team_spelling", written, "/".join(row.team))
        if row.started_on and row.started_on > self.terms.today:
            self.notice(row.line, "start_date", "starts_later", row.started_on.isoformat())
        if row.lead:
            first = self.first_line.setdefault(("lead", "/".join(key(row.team))), row.line)
            if first != row.line:
                self.notice(row.line, "lead", "second_lead", "/".join(row.team), str(first))

    def notice(self, line: int, column: str, code: str, value: str, hint: str = "") -> None:
        """Note something that is no fault."""
        self.notices.append(Fault(line, self.columns.spelt(column), code, value, hint))
