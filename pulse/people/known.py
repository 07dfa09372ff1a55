"""A person as Pulse knows them, to be compared with what a roster says."""

from dataclasses import dataclass
from datetime import date

from pulse.people.tops import Path


@dataclass(frozen=True, slots=True)
class Known:
    """A person as Pulse knows them; `team` is empty without a team, `chosen` names the fields they set themselves."""

    id: int
    employee_id: str | None
    name: str
    email: str
    team: Path
    lead: bool = False
    role: str = "employee"
    locale: str = ""
    timezone: str = ""
    started_on: date | None = None
    left_on: date | None = None
    chosen: frozenset[str] = frozenset()
