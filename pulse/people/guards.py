"""What a roster does only after somebody has said that it is meant: many people, few rows, rights that go."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from pulse.people.difference import Change, Difference
from pulse.people.known import Known
from pulse.people.roster import Roster, Row

MANY = 0.2  # of those it may concern: more than this is to be confirmed, whatever the size of the company


class Guard(StrEnum):
    """What is to be confirmed; the command has a flag for each."""

    LEAVERS = "many-leavers"
    RIGHTS = "rights-leave"
    FEW = "few-rows"
    UNREAD = "many-unread"
    ADDRESSES = "many-addresses"
    NAMES = "many-names"
    MOVES = "many-moves"
    LEADS = "many-leads"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to confirm: how many of how many."""

    guard: Guard
    count: int
    of: int


def doubts(roster: Roster, found: Difference, partial: bool = False) -> tuple[Doubt, ...]:
    """Return what is to be confirmed; `partial` is a list that was said to hold some people only."""
    here = found.active
    rows = len(roster.rows) + roster.unread
    read = rows - len({fault.line for fault in found.faults if fault.line})
    leads = [change for change in found.moved + found.changed if leads_change(change)]
    led = sum(person.lead for person in _known(found))
    counts = (
        (Guard.LEAVERS, len(found.left), here),
        (Guard.UNREAD, rows - read, rows),
        (Guard.ADDRESSES, len(with_field(found, "email")), here),
        (Guard.NAMES, len(with_field(found, "name")), here),
        (Guard.MOVES, len(found.moved), here),
        (Guard.LEADS, len(leads), led),
    )
    asked = [Doubt(guard, count, of) for guard, count, of in counts if _many(count, of)]
    if rights := [person for person in found.left if person.role != "employee"]:
        asked.append(Doubt(Guard.RIGHTS, len(rights), len(found.left)))
    if not partial and 2 * read < here and not found.nothing:
        asked.append(Doubt(Guard.FEW, read, here))
    return tuple(sorted(asked, key=lambda doubt: list(Guard).index(doubt.guard)))


def open_doubts(asked: Collection[Doubt], accepted: Collection[str]) -> tuple[Doubt, ...]:
    """Return what nobody has confirmed yet."""
    return tuple(doubt for doubt in asked if doubt.guard not in accepted)


def _many(count: int, of: int) -> bool:
    return (count > 1 and count > MANY * of) or (count > 0 and 2 * count >= of)


def _known(found: Difference) -> list[Known]:
    told = [change.person for change in found.moved + found.changed]
    return [*told, *found.unchanged, *found.left, *found.held, *found.by_hand, *found.kept]


def with_field(found: Difference, field: str) -> list[Change]:
    """Return who is told of otherwise in one field."""
    return [change for change in found.changes if field in change.fields]


def leads_change(change: Change) -> bool:
    """Tell whether somebody begins or ceases to lead a team, or leads another one."""
    return "lead" in change.fields or ("team" in change.fields and change.person.lead)


def leads_gained(found: Difference) -> list[Row]:
    """Return the rows of those who would lead a team that they do not lead today."""
    return [change.row for change in found.changes if leads_change(change) and change.row.lead] + [
        row for row in found.added if row.lead
    ]


def leads_lost(found: Difference) -> list[Known]:
    """Return those who would no longer lead the team that they lead today."""
    told = [change.person for change in found.moved + found.changed if change.person.lead and leads_change(change)]
    return told + [person for person in found.left if person.lead]
