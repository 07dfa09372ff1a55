"""The algebraist: given sums over sets of parts, finds every small group whose own sum follows from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random

PRIME = 2**61 - 1
Group = frozenset[int]


def attack(rows: Iterable[frozenset[str]], sizes: Mapping[str, int], k: int) -> list[frozenset[str]]:
    """Return every group of 1 to k-1 ballots whose sum is a linear combination of the given sums.

    Each row is a published sum, as the set of parts (cohorts) whose ballots are in it; rows of one question in one
    round belong together. `sizes` are the ballots of each part (absent: none): the attacker knows which parts are
    empty. Parts that always appear together stay together. Linear algebra modulo a prime of 61 bits and one random
    vector orthogonal to all rows: a group follows from the rows exactly when that vector vanishes on it, but for a
    chance of about 1 in 10^15.
    """
    held = [frozenset(part for part in row if sizes.get(part, 0)) for row in set(rows)]
    atoms = _atoms(held)
    sums = [{number: 1 for number, parts in enumerate(atoms) if parts <= row} for row in held]
    weight = [sum(sizes[part] for part in parts) for parts in atoms]
    shadow = _orthogonal(sums, len(atoms))
    groups = _vanishing([number for number, n in enumerate(weight) if n < k], weight, shadow, k)
    return sorted((frozenset().union(*(atoms[number] for number in group)) for group in groups), key=sorted)


def _atoms(rows: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Unite the parts that appear in the same rows: no sum can ever tell them apart."""
    seen = defaultdict(list)
    for number, row in enumerate(rows):
        for part in row:
            seen[part].append(number)
    alike = defaultdict(set)
    for part, numbers in seen.items():
        alike[tuple(numbers)].add(part)
    return sorted((frozenset(parts) for parts in alike.values()), key=sorted)


def _orthogonal(rows: Sequence[dict[int, int]], width: int) -> list[int]:
    """Return a random vector that vanishes on every row."""
    random = Random(1)
    pivots: dict[int, dict[int, int]] = {}
    for row in rows:
        rest = dict(row)
        for pivot, other in pivots.items():  # in the order they were found: each is free of those before it
            if factor := rest.get(pivot, 0):
                for column, value in other.items():
                    rest[column] = (rest.get(column, 0) - factor * value) % PRIME
        rest = {column: value for column, value in rest.items() if value}
        if rest:
            pivot = next(iter(rest))
            inverse = pow(rest[pivot], -1, PRIME)
            pivots[pivot] = {column: value * inverse % PRIME for column, value in rest.items()}
    vector = [random.randrange(PRIME) for _ in range(width)]
    for pivot, row in reversed(pivots.items()):
        vector[pivot] = -sum(value * vector[column] for column, value in row.items() if column != pivot) % PRIME
    return vector


def _vanishing(small: Sequence[int], weight: Sequence[int], shadow: Sequence[int], k: int) -> set[Group]:
    """Return the sets of atoms below k ballots on which the vector sums to zero: halves that meet in the middle."""
    halves: dict[int, list[Group]] = defaultdict(list)
    most = k // 2  # a group of k-1 ballots has at most k-1 atoms, so one half has at most this many
    frontier = [((), 0, 0)]
    while frontier:
        chosen, ballots, total = frontier.pop()
        halves[total].append(frozenset(chosen))
        if len(chosen) < most:
            for number in small:
                if (not chosen or number > chosen[-1]) and ballots + weight[number] < k:
                    grown = (*chosen, number), ballots + weight[number], (total + shadow[number]) % PRIME
                    frontier.append(grown)
    found = set()
    for total, groups in halves.items():
        for other in halves.get(-total % PRIME, ()):
            for group in groups:
                if group.isdisjoint(other) and 0 < sum(weight[number] for number in group | other) < k:
                    found.add(group | other)
    return found
