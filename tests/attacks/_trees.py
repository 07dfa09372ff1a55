"""Random team trees with ballots, and the publishing rules of others that the attacker is tried on."""

from collections import defaultdict
from random import Random

from pulse.tallies.cells import cells, inside

Rows = set[frozenset[str]]


class RandomCompany:
    """10 to 60 teams in a random tree; a team has 0 to 14 members of its own, and most of them answer."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        names = [f"t{number:02}" for number in range(random.randint(10, 60))]
        self.parent = {name: random.choice(names[:at]) if at else None for at, name in enumerate(names)}
        self.members = {name: random.choice([0, *range(15)]) for name in names}
        rate = random.uniform(0.5, 0.95)
        self.ballots = {name: sum(random.random() < rate for _ in range(n)) for name, n in self.members.items()}
        self.below = {name: {name} for name in names}
        for name in reversed(names[1:]):
            self.below[self.parent[name]] |= self.below[name]

    def total(self, labels) -> int:
        return sum(self.ballots[label] for label in labels)

    def children(self, node: str) -> list[str]:
        return [name for name, parent in self.parent.items() if parent == node]


def shown(company: RandomCompany, groups) -> Rows:
    """Every cell, and what every page shows at its node: the sum of the cells wholly inside."""
    pages = inside(groups, company.parent).values()
    return {g.labels for g in groups} | {frozenset().union(*(g.labels for g in page)) for page in pages if page}


def by_cells(company: RandomCompany, k: int = 5) -> Rows:
    return shown(company, cells(company.parent, company.ballots, k, company.members))


def by_cells_and_comment_cells(company: RandomCompany) -> Rows:
    """Our rule: the cells of comments unite finished cells."""
    first = {group.name: group for group in cells(company.parent, company.ballots, 5, company.members)}
    count = {name: company.total(group.labels) for name, group in first.items()}
    members = {name: sum(company.members[label] for label in group.labels) for name, group in first.items()}
    second = cells(company.parent, count, 10, members)
    unions = {frozenset().union(*(first[name].labels for name in group.labels)) for group in second}
    return shown(company, first.values()) | unions


def by_two_partitions(company: RandomCompany) -> Rows:
    """The mistake: two partitions that know nothing of each other."""
    return by_cells(company, 5) | by_cells(company, 10)


def by_threshold(company: RandomCompany) -> Rows:
    """The plain rule: whatever subtree has five ballots is shown."""
    return {frozenset(labels) for labels in company.below.values() if company.total(labels) >= 5}


def by_hidden_sibling(company: RandomCompany) -> Rows:
    """A vendor's rule: when just one child of a node is hidden, the smallest shown sibling is hidden too."""
    hidden = set()
    for node in company.parent:
        children = [c for c in company.children(node) if company.total(company.below[c])]
        small = [c for c in children if company.total(company.below[c]) < 5]
        rest = sorted(set(children) - set(small), key=lambda c: (company.total(company.below[c]), c))
        if len(small) == 1 and rest:
            hidden.add(rest[0])
    return {frozenset(company.below[n]) for n in company.below if n not in hidden} & by_threshold(company)


def by_nearest_ancestor(company: RandomCompany) -> Rows:
    """A vendor's rule: who is in too small a team is counted with the nearest team above that is large enough."""
    groups = defaultdict(set)
    for label in company.parent:
        node = label
        while node and company.total(company.below[node]) < 5:
            node = company.parent[node]
        groups[node].add(label)
    groups.pop(None, None)
    return {frozenset(labels) for labels in groups.values()} | by_threshold(company)
