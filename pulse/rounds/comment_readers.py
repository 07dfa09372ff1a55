"""Who reads the comments of a round: HR all of them, a lead those of the own branch; frozen when the round opens."""

from collections.abc import Collection, Mapping

from pulse.tallies.cells import TOP, Tree

EVERYWHERE = TOP


def branches(parent: Mapping[str, str | None], upper: Mapping[str, str | None], team: str) -> tuple[str, ...]:
    """Return the teams of a round's tree whose branches the lead of `team` reads; none when it was not asked.

    `parent` is the tree of those who are asked, `upper` the team above each open team of the company. A lead above
    all who are asked reads everywhere; one above some of them reads each branch they lead.
    """
    if team in parent:
        return (team,)
    roots = [root for root, above in parent.items() if above is None]
    led = tuple(sorted(root for root in roots if team in way(upper, root)))
    return (EVERYWHERE,) if led and len(led) == len(roots) else led


def homes(tree: Tree, page: Collection[str], frozen: Collection[str]) -> list[str]:
    """Return the homes of a page of comments that lie inside one of the branches somebody was to read."""
    held = [branch for branch in frozen if branch in tree.first]
    return [home for home in page if any(tree.holds(branch, [home]) for branch in held)]


def above(parent: Mapping[str, str | None], home: str) -> tuple[str, ...]:
    """Return every branch that holds a home: the team itself, all above it, and the whole round."""
    return (*way(parent, home), EVERYWHERE) if home != TOP else (EVERYWHERE,)


def way(parent: Mapping[str, str | None], team: str) -> list[str]:
    """Return a team and all above it."""
    found: list[str] = []
    step: str | None = team
    while step is not None and step not in found:
        found.append(step)
        step = parent.get(step)
    return found
