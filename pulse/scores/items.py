"""Item adjustment: how much higher or lower a question scores than its dimension, whoever answers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from pulse.scores import bands
from pulse.scores.published import DIMENSIONS, PublishedRound

Key = TypeVar("Key")

STILL = 1e-11
PATIENCE = 100_000


@dataclass(frozen=True)
class ItemSums:
    """What least squares needs to know of s = theta[group] + b[item], summed over groups, so that rounds just add.

    A group is the same cohorts asked in one round: its theta is the mean of (s - b) weighted by n, so it drops out.
    """

    dimension: Mapping[str, str]  # item -> its dimension
    weight: Mapping[str, float]  # item -> sum of n
    offset: Mapping[str, float]  # item -> sum of n (s - group mean)
    shared: Mapping[tuple[str, str], float]  # (item, item) -> sum of n n' / (sum of n in the group)

    def plus(self, other: "ItemSums") -> "ItemSums":
        """Return the sums over both."""
        return ItemSums(
            {**self.dimension, **other.dimension},
            _added(self.weight, other.weight),
            _added(self.offset, other.offset),
            _added(self.shared, other.shared),
        )


def _added(one: Mapping[Key, float], other: Mapping[Key, float]) -> dict[Key, float]:
    return {key: one.get(key, 0.0) + other.get(key, 0.0) for key in dict.fromkeys([*one, *other])}


NOTHING = ItemSums({}, {}, {}, {})


def item_sums(published: PublishedRound) -> ItemSums:
    """Return one round's contribution; clamped cells are left out, and so is a cell that answered one item only."""
    dimension = {question.code: question.scored for question in published.questions}
    groups: dict[tuple[str, frozenset[str]], list[tuple[str, float, float]]] = {}
    for cell in sorted(published.cells, key=lambda cell: (cell.question, sorted(cell.cohorts))):
        if cell.bands is not None and dimension[cell.question] in DIMENSIONS:
            row = (cell.question, bands.score(cell.bands), float(cell.n))
            groups.setdefault((dimension[cell.question], cell.cohorts), []).append(row)
    weight: dict[str, float] = {}
    offset: dict[str, float] = {}
    shared: dict[tuple[str, str], float] = {}
    for rows in (rows for rows in groups.values() if len(rows) > 1):
        total = sum(n for _, _, n in rows)
        mean = sum(score * n for _, score, n in rows) / total
        for item, score, n in rows:
            weight[item] = weight.get(item, 0.0) + n
            offset[item] = offset.get(item, 0.0) + n * (score - mean)
            for other, _, m in rows:
                shared[item, other] = shared.get((item, other), 0.0) + n * m / total
    return ItemSums({item: dimension[item] for item in weight}, weight, offset, shared)


def item_effects(sums: ItemSums) -> dict[str, float]:
    """Return b of each item, in points, with sum 0 in each dimension.

    Alternating means: theta = mean of (s - b), b = mean of (s - theta), until no b moves by 1e-11 or more.
    """
    effects: dict[str, float] = {}
    for dimension in sorted(set(sums.dimension.values())):
        effects |= _alternate(sums, sorted(item for item, of in sums.dimension.items() if of == dimension))
    return effects


def _alternate(sums: ItemSums, items: list[str]) -> dict[str, float]:
    weight = np.array([sums.weight[item] for item in items])
    offset = np.array([sums.offset[item] for item in items])
    shared = np.array([[sums.shared.get((item, other), 0.0) for other in items] for item in items])
    effects = np.zeros(len(items))
    for _ in range(PATIENCE):
        moved = (offset + shared @ effects) / weight
        moved -= moved.mean()
        change = float(np.abs(moved - effects).max())
        effects = moved
        if change < STILL:
            break
    return {item: round(float(effect), 10) for item, effect in zip(items, effects, strict=True)}
