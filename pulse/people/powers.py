"""Whom a roster touches who may read or decide something: roles, leads, and people who become somebody else."""

from collections.abc import Iterator

from pulse.people.difference import Change, Difference
from pulse.people.known import Known
from pulse.people.renames import renamed
from pulse.people.roster import Row
from pulse.people.tops import Path, key

IDENTITY = frozenset(
    {"employee_id", "name", "email"}
)  # whoever has the mailbox signs in; the number decides the next file
RIGHTS = IDENTITY | {"team", "lead", "role"}


def with_field(found: Difference, field: str) -> list[Change]:
    """Return who is told of otherwise in one field."""
    return [change for change in found.changes if field in change.fields]


def holds(person: Known) -> bool:
    """Tell whether somebody holds a role, of today or of when they left."""
    return person.role != "employee"


def rights_changed(found: Difference) -> list[Change]:
    """Return those with a role who get another name, address, number, team or lead, or come back without it."""
    return [change for change in found.changes if holds(change.person) and RIGHTS & set(change.fields)]


def rights_lost(found: Difference) -> list[Known]:
    """Return those with a role who leave."""
    return [person for person in found.left if holds(person)]


def leads_told_otherwise(found: Difference) -> list[Change]:
    """Return leads without a role who get another name, address or number."""
    leads = (change for change in found.moved + found.changed if change.person.lead and not holds(change.person))
    return [change for change in leads if IDENTITY & set(change.fields)]


def swapped(found: Difference) -> list[tuple[Change, Known]]:
    """Return who gets the name or address that another has today: probably two numbers are exchanged.

    Who keeps theirs is never taken from (such a row is a fault), so the other is told of otherwise as well.
    """
    by_mail = {change.person.email.lower(): change.person for change in found.changes}
    by_name = {change.person.name.casefold(): change.person for change in with_field(found, "name")}
    pairs = []
    for change in found.changes:
        mail = by_mail.get(change.row.email) if "email" in change.fields else None
        name = by_name.get(change.row.name.casefold()) if "name" in change.fields else None
        other = mail or name
        if other and other.id != change.person.id:
            pairs.append((change, other))
    return pairs


def other_people(found: Difference) -> list[Change]:
    """Return who would get another name and address at once, and is none of the swapped: another human, it seems."""
    told = {change.person.id for change, _ in swapped(found)}
    return [
        change
        for change in with_field(found, "email")
        if change.row.name.casefold() != change.person.name.casefold() and change.person.id not in told
    ]


def leads(found: Difference) -> tuple[dict[int, Path], dict[int, Path]]:
    """Return the team that each person leads today, and the one that each leads afterwards, both by folded path."""
    before = {person.id: key(person.team) for person in _here(found) if person.lead}
    after = {person.id: key(person.team) for person in _staying(found) if person.lead}
    for change in found.changes:
        if change.row.lead if "lead" in change.fields else change.person.lead:
            after[change.person.id] = key(change.row.team)
    return before, after


def leads_gained(found: Difference) -> list[Row]:
    """Return the rows of those who would lead a team that they do not lead today."""
    before, after = leads(found)
    gained = {each for each, team in after.items() if before.get(each) != team}
    return [change.row for change in found.changes if change.person.id in gained] + [
        row for row in found.added if row.lead
    ]


def leads_lost(found: Difference) -> list[Known]:
    """Return those who would no longer lead the team that they lead today."""
    before, after = leads(found)
    return [person for person in _here(found) if person.id in before and after.get(person.id) != before[person.id]]


def leads_changed(found: Difference) -> list[str]:
    """Return by name who begins or ceases to lead a team, each once; a company that begins has no leads to change."""
    if any(len(path) == 1 for path in found.teams_added):
        return []
    before, after = leads(found)
    names = {change.person.id: change.row.name for change in found.changes}
    names |= {person.id: person.name for person in found.left}
    other = [name for each, name in names.items() if before.get(each) != after.get(each)]
    return other + [row.name for row in found.added if row.lead]


def under_others(found: Difference) -> list[tuple[Path, tuple[str, ...]]]:
    """Return teams that move or close so that other leads stand above them or their people, with those leads.

    Who begins or ceases to lead is told apart, and not here.
    """
    before, after = leads(found)
    names = {person.id: person.name for person in _here(found)}
    steady = {each for each, team in after.items() if before.get(each) == team}
    back = {new: old for old, new in found.renamed}
    today = {p.id: key(renamed(p.team, back)) for p in _here(found) if p.id in steady}
    later = {each: after[each] for each in steady}
    told = []
    for team, was, becomes in _goings(found):
        others = _above(today, was) ^ {each for place in becomes for each in _above(later, place)}
        if others:
            told.append((team, tuple(names[each] for each in sorted(others))))
    return told


def _goings(found: Difference) -> Iterator[tuple[Path, Path, set[Path]]]:
    """Yield teams that are renamed or close: what they are called, where they stand, and where their people go."""
    for old, new in found.renamed:
        yield new, key(old), {key(new)}
    back = {new: old for old, new in found.renamed}
    for team in found.teams_closed:
        went = {key(new) for old, new in found.whereabouts if new and key(old) == key(team)}
        if went:
            yield team, key(renamed(team, back)), went


def _above(led: dict[int, Path], team: Path) -> set[int]:
    return {each for each, path in led.items() if path == team[: len(path)]}


def _staying(found: Difference) -> list[Known]:
    return [*found.unchanged, *found.held, *found.by_hand, *found.kept]


def _here(found: Difference) -> list[Known]:
    return [*(change.person for change in found.moved + found.changed), *found.left, *_staying(found)]
