"""A file of scores read row by row: every row becomes a record, or is named with its line, column and reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from pulse.base.csvfile import Fault, blank
from pulse.deliveries import values as read
from pulse.deliveries.headings import ANSWERS, DATE, MEASURE, REQUIRED, SCORE, TEAM, TICKET
from pulse.deliveries.plans import Plan
from pulse.deliveries.records import PACKED, digest, month_number, of_month
from pulse.deliveries.team_names import Places, folded
from pulse.people.readings import Misread, clean

MOST_TEAMS = 5000  # different texts in one file; no company has so many teams that customers rate
CELLS = 512 * 1024  # texts of teams that are remembered while reading


@dataclass
class Stranger:
    """A text that names no team, or may name several; how many rows say it."""

    text: str
    rows: int
    several: bool


class Reader:
    """What is known while a file is read from top to bottom."""

    def __init__(self, plan: Plan, places: Places, chosen: Mapping[str, str], zone: tzinfo, today: date) -> None:
        """Read as planned; `chosen` are teams by folded text, "" for those to leave out."""
        self.plan, self.places, self.chosen, self.zone = plan, places, chosen, zone
        self.latest = today + timedelta(days=1)  # somewhere it is tomorrow already
        self.scale = plan.scale
        self.only = clean(plan.only).casefold()
        self.width = len(plan.header)
        self.last = max(plan.columns[meaning] for meaning in REQUIRED)
        self.at = {meaning: plan.columns.get(meaning) for meaning in (TICKET, DATE, TEAM, SCORE, ANSWERS, MEASURE)}
        self.teams: list[str] = []  # uids, in the order in which the file names them
        self.place_of: dict[str, int] = {}
        self.known: dict[str, int | str] = {}  # by text as it stands in a cell: place in `teams`, or a fault's code
        self.strangers: dict[str, Stranger] = {}
        self.faults: list[Fault] = []
        self.rows = self.blank = self.named = self.elsewhere = self.left_out = 0

    def take(self, line: int, cells: tuple[str, ...]) -> bytes | None:
        """Read one row into a record; None when it says nothing or something is wrong with it."""
        self.rows += 1
        if len(cells) != self.width or not cells[self.last]:
            if blank(cells):
                self.blank += 1
                return None
            if not self._fits(line, cells):
                self.named += 1
                return None
        if self.only and clean(self._cell(cells, MEASURE)).casefold() != self.only:
            self.elsewhere += 1
            return None
        known = len(self.faults)
        record = self._record(line, cells)
        self.named += len(self.faults) > known
        return record

    def _record(self, line: int, cells: tuple[str, ...]) -> bytes | None:
        team = self._team(line, cells)
        day, value, n = self._day(line, cells), self._score(line, cells), self._answers(line, cells)
        name = self._ticket(line, cells)
        if team is None or day is None or value is None or n is None or name is None:
            return None
        if team < 0:
            self.left_out += 1
            return None
        month, points = month_number(day), self.scale.rescaled(value)
        if self.plan.monthly:
            return PACKED.pack(of_month(team, month), points, team, line, n, month, 1)
        key = digest(name) if name else digest("\0" + "\x1f".join(cell.strip() for cell in cells))
        return PACKED.pack(key, points, team, line, n, month, 1 if name else 0)

    def _cell(self, cells: tuple[str, ...], meaning: str) -> str:
        place = self.at[meaning]
        return cells[place] if place is not None and place < len(cells) else ""

    def _fits(self, line: int, cells: tuple[str, ...]) -> bool:
        """Tell whether a row is as wide as the heading; empty cells at its end may be too many or missing."""
        if any(cell.strip() for cell in cells[self.width :]):
            surplus = ", ".join(cell.strip() for cell in cells[self.width :])[:200]
            self.faults.append(Fault(line, "", "too_many_columns", surplus, str(self.width)))
            return False
        if len(cells) <= self.last:
            missing = self.plan.header[len(cells)]
            self.faults.append(Fault(line, missing, "too_few_columns", str(len(cells)), str(self.width)))
            return False
        return True

    def _wrong(self, line: int, meaning: str, code: str, text: str, hint: str = "") -> None:
        self.faults.append(Fault(line, self.plan.spelt(meaning), code, text[:200], hint))

    def _day(self, line: int, cells: tuple[str, ...]) -> date | None:
        text = clean(self._cell(cells, DATE))
        try:
            reader = read.month if self.plan.monthly else read.day
            found = reader(text, self.zone, self.plan.order)
        except Misread as misread:
            self._wrong(line, DATE, misread.code, text, misread.hint)
            return None
        if found > self.latest:
            self._wrong(line, DATE, "day_later", text)
            return None
        return found

    def _score(self, line: int, cells: tuple[str, ...]) -> float | None:
        text = clean(self._cell(cells, SCORE))
        try:
            value = read.score(text)
        except Misread as misread:
            self._wrong(line, SCORE, misread.code, text, misread.hint)
            return None
        if not self.scale.holds(value):
            self._wrong(line, SCORE, "score_off", text, f"{self.scale.low:g}–{self.scale.high:g}")
            return None
        return value

    def _answers(self, line: int, cells: tuple[str, ...]) -> int | None:
        """Return how many answered, 0 where nobody says."""
        if self.at[ANSWERS] is None or not self.plan.monthly:
            return 0
        text = clean(self._cell(cells, ANSWERS))
        try:
            return read.answers(text, self.plan.decimal) or 0
        except Misread as misread:
            self._wrong(line, ANSWERS, misread.code, text, misread.hint)
            return None

    def _ticket(self, line: int, cells: tuple[str, ...]) -> str | None:
        text = clean(self._cell(cells, TICKET))
        try:
            return read.ticket(text)
        except Misread as misread:
            self._wrong(line, TICKET, misread.code, text, misread.hint)
            return None

    def _team(self, line: int, cells: tuple[str, ...]) -> int | None:
        """Return a team's place, -1 for one to leave out, None for none."""
        text = self._cell(cells, TEAM)
        found = self.known.get(text)
        if found is None:
            found = self._found(clean(text))
            if len(self.known) < CELLS:
                self.known[text] = found
        if isinstance(found, int):
            return found
        self._wrong(line, TEAM, found, clean(text))
        stranger = self.strangers.get(folded(text))
        if stranger:
            stranger.rows += 1
        return None

    def _found(self, text: str) -> int | str:
        """Return a team's place by what HR chose, by its path or by its name; or what is wrong."""
        if not text:
            return "missing"
        name = folded(text)
        uid = self.chosen.get(name, self.places.find(text))
        if uid:
            if uid not in self.place_of:
                self.place_of[uid] = len(self.teams)
                self.teams.append(uid)
            return self.place_of[uid]
        if uid == "":
            return -1
        several = self.places.several(text)
        if name and len(self.strangers) < MOST_TEAMS:
            self.strangers.setdefault(name, Stranger(text[:200], 0, several))
        return "team_several" if several else "team_unknown"
