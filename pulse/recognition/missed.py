"""Which teams of a branch nobody thanked: teams, never persons."""

from collections.abc import Collection, Mapping

from pulse.tallies.cells import Group, Tree

FEWEST = 5  # people; a smaller team is looked at together with the team above


def missed(
    parent: Mapping[str, str | None], members: Mapping[str, int], thanked: Collection[str], node: str
) -> tuple[Group, ...]:
    """Return the groups inside the branch of `node` of which no team was thanked, in the order of the tree.

    `parent` is the tree of open teams by uid, `members` the people who work in each. A team of fewer than five people
    is looked at together with the team above, and left out when these are too few at the top as well: the list must
    not point at a few people. Unlike a cell of a round, such a rest never joins a team beside it.
    """
    tree = Tree(parent)
    if node not in tree.first:
        return ()
    pending = {team: [team] for team in tree.order}
    found = []
    for team in reversed(tree.order[1:]):
        labels = pending[team]
        if sum(members.get(label, 0) for label in labels) < FEWEST:
            pending[tree.above[team]] += labels
        elif tree.holds(node, labels) and not set(labels) & set(thanked):
            found.append(Group(team, frozenset(labels)))
    return tuple(reversed(found))
