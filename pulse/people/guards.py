"""What a roster does only after somebody has said that it is meant: many people, few rows, rights and leads."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pulse.people import powers
from pulse.people.difference import Difference
from pulse.people.roster import Roster
from pulse.people.tops import Path

MANY = 0.2  # of those it may concern: more than this is to be confirmed, whatever the size of the company


class Guard(StrEnum):
    """What is to be confirmed; the command has a flag for each."""

    RIGHTS = "rights-leave"
    RIGHTS_CHANGE = "rights-change"
    SWAP = "numbers-swapped"
    PEOPLE = "other-people"
    LEADS = "leads-change"
    LEAD_IDENTITY = "leads-identity"
    ABOVE = "other-leads-above"
    LEAVERS = "many-leavers"
    FEW = "few-rows"
    UNREAD = "many-unread"
    ADDRESSES = "many-addresses"
    NAMES = "many-names"
    MOVES = "many-moves"


Who = str | Path  # a person's name, or a team


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to confirm: how many of how many, and who where one is enough."""

    guard: Guard
    count: int
    of: int
    who: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """What is confirmed even when it is one, why, and whom it concerns."""

    guard: Guard
    why: str
    whom: Callable[[Difference], Sequence[Who]]


# All that changes who may read or decide something, or who somebody is. One is enough, in a company of any size.
WATCHED: Final = (
    Watch(
        Guard.RIGHTS,
        "whoever holds a role and leaves can no longer look after anything",
        lambda found: [person.name for person in powers.rights_lost(found)],
    ),
    Watch(
        Guard.RIGHTS_CHANGE,
        "whoever reads the mailbox of somebody with a role signs in with it, and the next file finds them by number; "
        "with a team or its lead they read more; who comes back comes without the role",
        lambda found: [change.person.name for change in powers.rights_changed(found)],
    ),
    Watch(
        Guard.SWAP,
        "two rows with each other's numbers hand rights, lead, links and history of one person to the other",
        lambda found: [change.person.name for change, _ in powers.swapped(found)],
    ),
    Watch(
        Guard.PEOPLE,
        "another name and address at once is another human, who would take over what the first may do and had",
        lambda found: [change.person.name for change in powers.other_people(found)],
    ),
    Watch(
        Guard.LEADS,
        "who leads a team reads its results and those below; a team that closes has lost its lead, too",
        powers.leads_changed,
    ),
    Watch(
        Guard.LEAD_IDENTITY,
        "whoever reads the mailbox of a lead reads results",
        lambda found: [change.person.name for change in powers.leads_told_otherwise(found)],
    ),
    Watch(
        Guard.ABOVE,
        "a team that moves, or closes while its people go on elsewhere, is read by those who lead above it there",
        lambda found: [team for team, _ in powers.under_others(found)],
    ),
)


def watched(found: Difference) -> tuple[Doubt, ...]:
    """Return what is confirmed even where it concerns one person or team."""
    concerned = ((watch.guard, tuple(watch.whom(found))) for watch in WATCHED)
    return tuple(Doubt(guard, len(whom), found.active, whom) for guard, whom in concerned if whom)


def doubts(roster: Roster, found: Difference, partial: bool = False) -> tuple[Doubt, ...]:
    """Return what is to be confirmed; `partial` is a list that was said to hold some people only."""
    here = found.active
    rows = len(roster.rows) + roster.unread
    read = rows - len({fault.line for fault in found.faults if fault.line})
    counts = (
        (Guard.LEAVERS, len(found.left), here),
        (Guard.UNREAD, rows - read, rows),
        (Guard.ADDRESSES, len(powers.with_field(found, "email")), here),
        (Guard.NAMES, len(powers.with_field(found, "name")), here),
        (Guard.MOVES, len(found.moved), here),
    )
    asked = [*watched(found), *(Doubt(guard, count, of) for guard, count, of in counts if _many(count, of))]
    if not partial and 2 * read < here and not found.nothing:
        asked.append(Doubt(Guard.FEW, read, here))
    return tuple(sorted(asked, key=lambda doubt: list(Guard).index(doubt.guard)))


def open_doubts(asked: Collection[Doubt], accepted: Collection[str]) -> tuple[Doubt, ...]:
    """Return what nobody has confirmed yet."""
    return tuple(doubt for doubt in asked if doubt.guard not in accepted)


def _many(count: int, of: int) -> bool:
    return (count > 1 and count > MANY * of) or (count > 0 and 2 * count >= of)
