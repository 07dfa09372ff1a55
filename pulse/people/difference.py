"""What a roster would change: who comes, moves, changes and goes, shown before it happens."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pulse.base.csvfile import Fault
from pulse.people.renames import Rename, renamed, suggest
from pulse.people.roster import Path, Roster, Row, key, without

MANY_LEAVE = 0.2
SMALL = 20


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


@dataclass(frozen=True, slots=True)
class Change:
    """A person, the row that is about them, and the names of the fields that differ."""

    person: Known
    row: Row
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that a roster would do: teams first, then people, then `teams_closed` (lower teams first).

    `renamed` (from the path of today to the new one) and `teams_added` may need each other as parents: do both in one
    go, by the length of the new path. `suggested` tells the path of today as well; `person.team` and `teams_closed` are
    told with the renames applied. Nothing happens to the `held` (their row is faulty) and to those `by_hand` (made by
    command, in no file).
    """

    added: tuple[Row, ...] = ()
    moved: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    rejoined: tuple[Change, ...] = ()
    left: tuple[Known, ...] = ()
    unchanged: tuple[Known, ...] = ()
    held: tuple[Known, ...] = ()
    by_hand: tuple[Known, ...] = ()
    teams_added: tuple[Path, ...] = ()
    teams_closed: tuple[Path, ...] = ()
    renamed: tuple[tuple[Path, Path], ...] = ()
    suggested: tuple[Rename, ...] = ()
    faults: tuple[Fault, ...] = ()
    active: int = 0
    whereabouts: tuple[tuple[Path, Path], ...] = ()  # team before and after of everybody who was here; empty: gone

    @property
    def many_leave(self) -> bool:
        """Whether so many would leave that the file may be the wrong one: to be confirmed in so many words."""
        return self.active >= SMALL and len(self.left) > MANY_LEAVE * self.active

    @property
    def nothing(self) -> bool:
        """Whether all is as the roster says already."""
        people = self.added or self.moved or self.changed or self.rejoined or self.left
        return not (people or self.teams_added or self.teams_closed or self.renamed)


def diff(
    roster: Roster,
    current: Sequence[Known],
    teams: Collection[Path] = (),
    renames: Mapping[Path, Path] | None = None,
) -> Difference:
    """Compare a roster with everybody Pulse knows, former people included.

    `teams` are the open teams (those with people in them are known anyhow); `renames` maps the old path of a team to
    its new one where somebody confirmed a suggestion. The company's own name may change without being asked.
    """
    if not roster.rows:
        return Difference(held=tuple(p for p in current if not p.left_on), faults=roster.faults)
    before = _prefixes([*teams, *(person.team for person in current if not person.left_on)])
    accepted = _accepted(_prefixes([row.team for row in roster.rows]), before, renames or {})
    people = [replace(p, team=renamed(p.team, accepted)) for p in current] if accepted else list(current)
    today = {key(renamed(path, accepted)): path for path in before}
    open_teams = {key(path): path for path in (renamed(path, accepted) for path in before)}
    pairs, faults = _match(roster, people)
    kept = without(roster, faults) if faults else roster
    found = _sort(kept, people, pairs)
    stay = [person.team for person in found.held + found.by_hand]
    wanted = {key(path): path for path in _prefixes([row.team for row in kept.rows] + stay)}
    added = sorted((path for folded, path in wanted.items() if folded not in open_teams), key=lambda p: (len(p), p))
    closed = sorted((path for folded, path in open_teams.items() if folded not in wanted), key=lambda p: (-len(p), p))
    whereabouts = [(p.team, pairs[p.id].team if p.id in pairs else ()) for p in people if not p.left_on]
    return replace(
        found,
        teams_added=tuple(added),
        teams_closed=tuple(closed),
        renamed=tuple(sorted(accepted.items())),
        suggested=tuple(replace(rename, old=today[key(rename.old)]) for rename in suggest(whereabouts, closed, added)),
        faults=kept.faults,
        active=sum(1 for person in people if not person.left_on),
        whereabouts=tuple(whereabouts),
    )


def _prefixes(paths: Iterable[Path]) -> list[Path]:
    """Return every path and all above it, once."""
    return list(dict.fromkeys(path[:depth] for path in dict.fromkeys(paths) for depth in range(1, len(path) + 1)))


def _accepted(coming: Sequence[Path], before: Sequence[Path], renames: Mapping[Path, Path]) -> Mapping[Path, Path]:
    """Return the renames that are possible, and the company's: there is one, so a new root is its new name.

    A rename leads from a team that is there to one that only the file knows; what a page posts may be anything.
    """
    there = {key(path): path for path in before}
    free = {key(path): path for path in coming[1:] if key(path) not in there}
    possible: dict[Path, Path] = {}
    for old, new in renames.items():
        if key(old) in there and (called := free.pop(key(new), None)):
            possible[there[key(old)]] = called
    root, tops = coming[0], [path for path in before if len(path) == 1]
    if len(tops) != 1 or key(root) in there:
        return possible
    return {tops[0]: root, **possible}


def _match(roster: Roster, people: Sequence[Known]) -> tuple[dict[int, Row], tuple[Fault, ...]]:
    """Find each row's person by personnel number, else by mail; return rows by person and what cannot be told apart."""
    by_number = {person.employee_id: person for person in people if person.employee_id}
    by_mail = {person.email.lower(): person for person in people}
    person_of: dict[int, Known] = {}
    rest = []
    for row in roster.rows:
        if row.employee_id in by_number:
            person_of[row.line] = by_number[row.employee_id]
        else:
            rest.append(row)
    taken = {person.id for person in person_of.values()}
    for row in rest:
        owner = by_mail.get(row.email)
        if owner and owner.id not in taken and _may_be(row, owner):
            person_of[row.line] = owner
            taken.add(owner.id)
    guarded = () if roster.by_admin else _admins_touched(roster, person_of)
    for fault in guarded:
        taken.discard(person_of.pop(fault.line).id)
    rows = {row.line: row for row in roster.rows}
    faults = guarded + _mails_taken(without(roster, guarded), by_mail, person_of, taken)
    return {person.id: rows[line] for line, person in person_of.items()}, faults


def _admins_touched(roster: Roster, person_of: Mapping[int, Known]) -> tuple[Fault, ...]:
    """Take out rows that would give an admin's mail away, or make one under another's: whoever has it signs in so."""
    faults = []
    for row in roster.rows:
        person = person_of.get(row.line)
        if person and person.role == "admin" and row.email != person.email.lower():
            faults.append(Fault(row.line, roster.columns.spelt("email"), "admin_mail", row.email, person.name))
        elif person and person.role != "admin" and row.role == "admin":
            faults.append(Fault(row.line, roster.columns.spelt("role"), "role_admin", row.role))
    return tuple(faults)


def _may_be(row: Row, owner: Known) -> bool:
    """Tell whether a mail names the same person: another number and another name mean an address given to another."""
    return not (row.employee_id and owner.employee_id) or row.name.casefold() == owner.name.casefold()


def _mails_taken(
    roster: Roster, by_mail: Mapping[str, Known], person_of: dict[int, Known], taken: set[int]
) -> tuple[Fault, ...]:
    """Take out rows that claim the mail of somebody who keeps it; whoever is taken out keeps theirs in turn."""
    claims = {row.email: row for row in roster.rows}
    heading = roster.columns.spelt("email")
    faults = []
    waiting = [row for row in roster.rows if row.email in by_mail and by_mail[row.email].id not in taken]
    dropped = {row.line for row in waiting}
    while waiting:
        row = waiting.pop()
        faults.append(Fault(row.line, heading, "email_taken", row.email, by_mail[row.email].name))
        person = person_of.pop(row.line, None)
        claim = claims.get(person.email.lower()) if person else None
        if claim and claim.line not in dropped:
            dropped.add(claim.line)
            waiting.append(claim)
    return tuple(faults)


def _sort(roster: Roster, people: Sequence[Known], pairs: Mapping[int, Row]) -> Difference:
    """Put everybody where they belong."""
    changes: dict[str, list[Change]] = {"rejoined": [], "moved": [], "changed": [], "unchanged": []}
    rest: dict[str, list[Known]] = {"held": [], "by_hand": [], "left": []}
    for person in people:
        if row := pairs.get(person.id):
            change = Change(person, row, fields_that_differ(person, row))
            changes[_kind(change)].append(change)
        elif not person.left_on:
            rest[_absence(person, roster.mentioned)].append(person)
    matched = {row.line for row in pairs.values()}
    return Difference(
        added=tuple(row for row in roster.rows if row.line not in matched),
        moved=tuple(changes["moved"]),
        changed=tuple(changes["changed"]),
        rejoined=tuple(changes["rejoined"]),
        unchanged=tuple(change.person for change in changes["unchanged"]),
        left=tuple(rest["left"]),
        held=tuple(rest["held"]),
        by_hand=tuple(rest["by_hand"]),
    )


def _kind(change: Change) -> str:
    if change.person.left_on:
        return "rejoined"
    if "team" in change.fields:
        return "moved"
    return "changed" if change.fields else "unchanged"


def _absence(person: Known, mentioned: frozenset[str]) -> str:
    """Tell why an active person has no row: theirs is faulty, they were never in a file, or they are gone."""
    words = (person.employee_id, person.email, person.name)
    if any(word.casefold() in mentioned for word in words if word):
        return "held"
    return "by_hand" if person.role in {"hr", "admin"} and not person.employee_id else "left"


def fields_that_differ(person: Known, row: Row) -> tuple[str, ...]:
    """Return the names of the person's fields that the row would change; a file never takes the admin role away.

    The language and time zone that people chose themselves stay as they are.
    """
    role = row.role if person.role != "admin" else ""
    differs = {
        "employee_id": bool(row.employee_id) and row.employee_id != person.employee_id,
        "name": row.name != person.name,
        "email": row.email != person.email.lower(),
        "team": key(row.team) != key(person.team),
        "lead": row.lead is not None and row.lead != person.lead,
        "role": bool(role) and role != person.role,
        "locale": bool(row.locale) and row.locale != person.locale,
        "timezone": bool(row.timezone) and row.timezone != person.timezone,
        "started_on": row.started_on is not None and row.started_on != person.started_on,
    }
    return tuple(name for name, is_other in differs.items() if is_other and name not in person.chosen)
