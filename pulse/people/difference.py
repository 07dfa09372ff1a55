"""What a roster would change: who comes, moves, changes and goes, shown before it happens."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pulse.base.csvfile import Fault
from pulse.people.known import Known
from pulse.people.pairing import pair
from pulse.people.renames import Rename, renamed, suggest
from pulse.people.roster import Roster, Row, without
from pulse.people.tops import Path, key


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
    told with the renames applied. Nothing happens to the `held` (their row is faulty), to those `by_hand` (made by
    command, in no file) and to the `kept` (the file holds some people only, or may not let them go).
    """

    added: tuple[Row, ...] = ()
    moved: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    rejoined: tuple[Change, ...] = ()
    left: tuple[Known, ...] = ()
    unchanged: tuple[Known, ...] = ()
    held: tuple[Known, ...] = ()
    by_hand: tuple[Known, ...] = ()
    kept: tuple[Known, ...] = ()
    teams_added: tuple[Path, ...] = ()
    teams_closed: tuple[Path, ...] = ()
    renamed: tuple[tuple[Path, Path], ...] = ()
    suggested: tuple[Rename, ...] = ()
    faults: tuple[Fault, ...] = ()
    active: int = 0
    whereabouts: tuple[tuple[Path, Path], ...] = ()  # team before and after of everybody who was here; empty: gone

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return everybody who is here today, or was, and is told of otherwise."""
        return self.moved + self.changed + self.rejoined

    @property
    def nothing(self) -> bool:
        """Whether all is as the roster says already."""
        people = self.added or self.moved or self.changed or self.rejoined or self.left
        return not (people or self.teams_added or self.teams_closed or self.renamed)


@dataclass(frozen=True, slots=True)
class Stay:
    """Who does not go because a file leaves them out: nobody at all, or the people of these ids."""

    everybody: bool = False
    ids: frozenset[int] = frozenset()


def diff(
    roster: Roster,
    current: Sequence[Known],
    teams: Collection[Path] = (),
    renames: Mapping[Path, Path] | None = None,
    stay: Stay = Stay(),
) -> Difference:
    """Compare a roster with everybody Pulse knows, former people included.

    `teams` are the open teams (those with people in them are known anyhow); `renames` maps the old path of a team to
    its new one where somebody confirmed a suggestion. A roster calls the company by another name only if that was
    confirmed too.
    """
    if not roster.rows:
        return Difference(held=tuple(p for p in current if not p.left_on), faults=roster.faults)
    before = _prefixes([*teams, *(person.team for person in current if not person.left_on)])
    accepted = _accepted(_prefixes([row.team for row in roster.rows]), before, renames or {})
    people = [replace(p, team=renamed(p.team, accepted)) for p in current] if accepted else list(current)
    today = {key(renamed(path, accepted)): path for path in before}
    open_teams = {key(path): path for path in (renamed(path, accepted) for path in before)}
    pairs, faults = pair(roster, people)
    kept = without(roster, faults) if faults else roster
    found = _sort(kept, people, pairs, stay)
    staying = [person.team for person in found.held + found.by_hand + found.kept]
    wanted = {key(path): path for path in _prefixes([row.team for row in kept.rows] + staying)}
    if stay.everybody:
        wanted |= open_teams
    added = sorted((path for folded, path in wanted.items() if folded not in open_teams), key=lambda p: (len(p), p))
    closed = sorted((path for folded, path in open_teams.items() if folded not in wanted), key=lambda p: (-len(p), p))
    staying_ids = {person.id for person in found.kept}
    whereabouts = [
        (p.team, pairs[p.id].team if p.id in pairs else p.team if p.id in staying_ids else ())
        for p in people
        if not p.left_on
    ]
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


def _sort(roster: Roster, people: Sequence[Known], pairs: Mapping[int, Row], stay: Stay) -> Difference:
    """Put everybody where they belong."""
    changes: dict[str, list[Change]] = {"rejoined": [], "moved": [], "changed": [], "unchanged": []}
    rest: dict[str, list[Known]] = {"held": [], "by_hand": [], "kept": [], "left": []}
    for person in people:
        if row := pairs.get(person.id):
            row = _without_a_new_lead(person, row)
            change = Change(person, row, fields_that_differ(person, row))
            changes[_kind(change)].append(change)
        elif not person.left_on:
            rest[_absence(person, roster.mentioned, stay)].append(person)
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
        kept=tuple(rest["kept"]),
    )


def _without_a_new_lead(person: Known, row: Row) -> Row:
    """Let whoever changes teams lead the new one only where the file says so."""
    moves = person.lead and row.lead is None and key(row.team) != key(person.team)
    return replace(row, lead=False) if moves else row


def _kind(change: Change) -> str:
    if change.person.left_on:
        return "rejoined"
    if "team" in change.fields:
        return "moved"
    return "changed" if change.fields else "unchanged"


def _absence(person: Known, mentioned: frozenset[str], stay: Stay) -> str:
    """Tell why an active person has no row: theirs is faulty, they were never in a file, or they are gone."""
    words = (person.employee_id, person.email, person.name)
    if any(word.casefold() in mentioned for word in words if word):
        return "held"
    if person.role in {"hr", "admin"} and not person.employee_id:
        return "by_hand"
    return "kept" if stay.everybody or person.id in stay.ids else "left"


def fields_that_differ(person: Known, row: Row) -> tuple[str, ...]:
    """Return the names of the person's fields that the row would change.

    The language and time zone that people chose themselves stay as they are. A file gives nobody a role, so whoever
    comes back by one comes without.
    """
    differs = {
        "employee_id": bool(row.employee_id) and row.employee_id != person.employee_id,
        "name": row.name != person.name,
        "email": row.email != person.email.lower(),
        "team": key(row.team) != key(person.team),
        "lead": row.lead is not None and row.lead != person.lead,
        "role": bool(person.left_on) and person.role != "employee",
        "locale": bool(row.locale) and row.locale != person.locale,
        "timezone": bool(row.timezone) and row.timezone != person.timezone,
        "started_on": row.started_on is not None and row.started_on != person.started_on,
    }
    return tuple(name for name, is_other in differs.items() if is_other and name not in person.chosen)
