"""Teams that a roster closed while their people went on together elsewhere: probably they are followed by those."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pulse.people.tops import Path, key

SHARE = 0.6  # of a team's people
FEWEST = 3  # people who went together


@dataclass(frozen=True, slots=True)
class Heir:
    """A suggestion: `together` of the `members` of the closed team work in the other one now."""

    old: Path
    new: Path
    together: int
    members: int
    part: bool


def suggest(
    whereabouts: Iterable[tuple[Path, Path]], closed: Sequence[Path], added: Sequence[Path]
) -> tuple[Heir, ...]:
    """Return the likely followers of each closed team, by old path.

    `whereabouts` are the team before and after (empty: gone) of everybody who was here, `added` the teams that
    appeared. Most of a closed team in one other team: that follows it, be it new or not. Else: new teams, each made
    mostly of people of the closed one, are parts of it.
    """
    gone, come = {key(path): path for path in closed}, {key(path) for path in added}
    went: dict[Path, Counter[Path]] = {folded: Counter() for folded in gone}
    spelt: dict[Path, Path] = {}
    arrived: Counter[Path] = Counter()
    for (old, new), people in Counter(whereabouts).items():
        spelt[key(new)] = new
        arrived[key(new)] += people
        if key(old) in went:
            went[key(old)][key(new)] += people
    found: list[Heir] = []
    for folded, targets in went.items():
        members = sum(targets.values())
        targets.pop((), None)
        for new, together in sorted(targets.items(), key=lambda each: (-each[1], each[0])):
            whole = together >= SHARE * members
            if together >= FEWEST and (whole or (new in come and together >= SHARE * arrived[new])):
                found.append(Heir(gone[folded], spelt[new], together, members, part=not whole))
                if whole:
                    break
    return tuple(sorted(found, key=lambda heir: (heir.old, heir.new)))
