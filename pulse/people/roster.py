"""What a roster file says: its people, what is wrong with the other rows, and what was repaired."""

from dataclasses import dataclass, field, replace
from datetime import date

from pulse.base.csvfile import Fault
from pulse.people.columns import Columns
from pulse.people.tops import Company, Path

COMPANY = Company()


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the file tells of them; None or an empty text where it says nothing, so nothing changes.

    There is no role: rights never come from a file.
    """

    line: int
    employee_id: str | None
    name: str
    email: str
    team: Path
    lead: bool | None = None
    locale: str = ""
    timezone: str = ""
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A file's people, what is wrong with the other rows, and what was repaired or is worth a look.

    `mentioned` holds what stands in the cells of faulty rows, case folded: nobody found there may count as gone.
    `by_admin` tells whether whoever brings the file may change addresses of administrators. `called` is what the file
    calls the company where that is another name; its paths begin with it only if that was confirmed.
    """

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()
    mentioned: frozenset[str] = frozenset()
    columns: Columns = field(default_factory=lambda: Columns({}, ()))
    by_admin: bool = False
    called: str = ""

    @property
    def unread(self) -> int:
        """Return how many rows cannot be read and are left out."""
        return len({fault.line for fault in self.faults if fault.line})


@dataclass(frozen=True, slots=True)
class Terms:
    """How a file is to be read: on which day, into which company, and what was confirmed or is not allowed."""

    today: date
    company: Company = COMPANY
    rename_company: bool = False
    by_admin: bool = False


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
