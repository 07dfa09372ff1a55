"""Teams that vanish in a roster while their people appear together elsewhere: probably the same team, renamed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pulse.people.tops import Path, key

SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Rename:
    """A suggestion: `together` of the old team's `members` (its whole branch) are in the new one."""

    old: Path
    new: Path
    together: int
    members: int


def renamed(path: Path, renames: Mapping[Path, Path]) -> Path:
    """Return a path as it is called after the renames; the one nearest to the team counts."""
    for depth in range(len(path), 0, -1):
        if path[:depth] in renames:
            return renames[path[:depth]] + path[depth:]
    return path


def suggest(
    whereabouts: Iterable[tuple[Path, Path]], vanished: Sequence[Path], appeared: Sequence[Path]
) -> tuple[Rename, ...]:
    """Return the likely renames, upper teams first, without those that follow from the rename of a team above.

    `whereabouts` are old and new path of everybody who was here, the new one empty for those who leave.
    """
    gone = {key(path): path for path in vanished}
    come = {key(path): path for path in appeared}
    members: Counter[Path] = Counter()
    votes: dict[Path, Counter[Path]] = {folded: Counter() for folded in gone}
    for (old, new), people in Counter(whereabouts).items():
        targets = [folded for folded in _above(key(new)) if folded in come]
        for source in (folded for folded in _above(key(old)) if folded in gone):
            members[source] += people
            for target in targets:
                votes[source][target] += people
    found: dict[Path, Path] = {}
    claimed: set[Path] = set()
    suggestions = []
    for source in sorted(members, key=lambda folded: (len(folded), -members[folded], folded)):
        free = [target for target in votes[source] if target not in claimed]
        target = max(free, key=lambda folded: _likeness(source, folded, votes[source][folded]), default=())
        together = votes[source][target]
        if not together or together < SHARE * members[source]:
            continue
        found[source] = target
        claimed.add(target)
        if found.get(source[:-1]) != target[:-1] or source[-1] != target[-1]:
            suggestions.append(Rename(gone[source], come[target], together, members[source]))
    return tuple(suggestions)


def _above(path: Path) -> list[Path]:
    return [path[:depth] for depth in range(1, len(path) + 1)]


def _likeness(old: Path, new: Path, together: int) -> tuple[int, bool, int, Path]:
    return (together, old[-1] == new[-1], -abs(len(old) - len(new)), new)
