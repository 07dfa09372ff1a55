"""An algebraist subtracts published sums from each other, over every page, cell and comment cell."""

from itertools import combinations
from random import Random

import numpy as np
import pytest

from tests.attacks._linear import attack
from tests.attacks._trees import (
    RandomCompany,
    by_cells,
    by_cells_and_comment_cells,
    by_hidden_sibling,
    by_nearest_ancestor,
    by_threshold,
    by_two_partitions,
)

COMPANIES = [RandomCompany(seed) for seed in range(400)]


def broken(rule) -> int:
    """Return in how many of the companies somebody's group of fewer than five is laid bare."""
    return sum(bool(attack(rule(company), company.ballots, 5)) for company in COMPANIES)


@pytest.mark.parametrize("rule", [by_cells, by_cells_and_comment_cells])
def test_no_group_under_five_follows_from_what_the_gate_publishes(rule):
    assert broken(rule) == 0


@pytest.mark.parametrize("rule", [by_threshold, by_hidden_sibling, by_nearest_ancestor])
def test_the_rules_of_others_fall_to_the_same_attacker(rule):
    assert broken(rule) > 300


def test_a_second_partition_formed_by_itself_breaks_the_first():
    assert broken(by_two_partitions) > 250


def test_the_attacker_finds_what_brute_force_finds():
    for seed in range(60):
        random = Random(seed)
        parts = "abcdefg"
        sizes = {part: random.randint(1, 4) for part in parts}
        rows = [frozenset(p for p in parts if random.random() < 0.5) for _ in range(random.randint(2, 6))]
        matrix = np.array([[part in row for part in parts] for row in rows], float)
        rank = np.linalg.matrix_rank(matrix)
        expected = set()
        for length in range(1, 5):
            for group in combinations(parts, length):
                target = np.array([[part in group for part in parts]], float)
                if sum(sizes[p] for p in group) < 5 and np.linalg.matrix_rank(np.vstack([matrix, target])) == rank:
                    expected.add(frozenset(group))
        assert set(attack(rows, sizes, 5)) == expected


def test_the_attacker_sees_through_a_chain_of_differences():
    sizes = {"ada": 1, "ben": 6, "cleo": 6, "dan": 6}
    rows = [frozenset(sizes), frozenset({"ben", "cleo"}), frozenset({"cleo", "dan"}), frozenset({"cleo"})]
    assert attack(rows, sizes, 5) == [frozenset({"ada"})]
