"""The team tree as plain maps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.people.tree import (
    Cycle,
    ancestors,
    children,
    depth,
    may_stand_under,
    path,
    paths,
    postorder,
    preorder,
    subtree,
)

PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 4}
NAMES = {1: "Nordhafen", 2: "Operations", 3: "Finance", 4: "Support", 5: "First Line"}


def test_a_branch_is_a_team_and_all_below_it_upper_teams_first():
    assert subtree(PARENTS, 2) == (2, 4, 5)
    assert subtree(PARENTS, 1) == (1, 2, 4, 5, 3)
    assert subtree(PARENTS, 5) == (5,)


def test_those_above_are_told_nearest_first():
    assert ancestors(PARENTS, 5) == (4, 2, 1)
    assert depth(PARENTS, 5) == 3
    assert depth(PARENTS, 1) == 0


def test_a_path_is_told_from_the_top():
    assert path(PARENTS, NAMES, 4) == ("Nordhafen", "Operations", "Support")
    assert paths(PARENTS, NAMES)[5] == ("Nordhafen", "Operations", "Support", "First Line")


def test_a_team_never_stands_under_its_own_branch():
    assert may_stand_under(PARENTS, 4, 3)
    assert not may_stand_under(PARENTS, 2, 5)
    assert not may_stand_under(PARENTS, 2, 2)


@pytest.mark.parametrize("parents", [{1: 2, 2: 1}, {1: None, 2: 2}, {1: None, 2: 7}])
def test_what_is_no_tree_is_refused(parents):
    with pytest.raises(Cycle):
        postorder(parents)
    with pytest.raises(Cycle):
        ancestors(parents, 2)


def test_a_line_of_ten_thousand_teams_needs_no_recursion():
    line = {n: n - 1 if n else None for n in range(10_000)}
    assert len(subtree(line, 0)) == 10_000
    assert postorder(line)[0] == 9_999


@given(st.lists(st.integers(0, 1000), max_size=60))
def test_walks_meet_every_team_once_and_in_order(draws):
    parents = {0: None} | {n + 1: draw % (n + 1) for n, draw in enumerate(draws)}
    down, up = preorder(parents), postorder(parents)
    assert sorted(down) == sorted(up) == sorted(parents)
    for node, below in children(parents).items():
        for child in below:
            assert down.index(node) < down.index(child)
            assert up.index(child) < up.index(node)
    for node in parents:
        assert set(subtree(parents, node)) == {
            other for other in parents if node in (other, *ancestors(parents, other))
        }
