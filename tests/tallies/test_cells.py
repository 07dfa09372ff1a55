"""Cells: one partition of the tree in which everybody stands with enough others."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.tallies.cells import TOP, Group, Tree, cells, inside, within

TREE = {"company": None, "support": "company", "day": "support", "night": "support", "sales": "company"}


def formed(count, at_least=5, members=None, parent=TREE):
    return {g.name: set(g.labels) for g in cells(parent, count, at_least, members or dict.fromkeys(count, 10))}


@st.composite
def companies(draw):
    size = draw(st.integers(1, 25))
    parent = {"t0": None} | {f"t{n}": f"t{draw(st.integers(0, n - 1))}" for n in range(1, size)}
    members = {name: draw(st.integers(0, 12)) for name in parent}
    count = {name: draw(st.integers(0, most)) for name, most in members.items()}
    return parent, count, draw(st.integers(1, 12)), members


def test_a_team_with_enough_ballots_is_a_cell_and_leftovers_meet_at_their_parent():
    assert formed({"day": 6, "night": 3, "support": 2, "sales": 7, "company": 9}) == {
        "company": {"company"},
        "day": {"day"},
        "sales": {"sales"},
        "support": {"support", "night"},
    }


def test_what_is_left_at_the_top_joins_the_cell_with_the_fewest_members_under_their_common_name():
    members = {"day": 9, "night": 8, "support": 2, "sales": 30}
    assert formed({"day": 6, "night": 6, "support": 3, "sales": 9}, members=members) == {
        "day": {"day"},
        "sales": {"sales"},
        "support": {"night", "support"},
    }


def test_a_tie_of_members_goes_by_name():
    assert formed({"day": 6, "sales": 6, "company": 1}) == {"company": {"company", "day"}, "sales": {"sales"}}


def test_a_company_with_too_few_ballots_has_no_cell():
    assert cells(TREE, {"day": 2, "sales": 2}, 5, dict.fromkeys(TREE, 9)) == ()


def test_no_ballots_look_like_three_ballots():
    assert formed({"day": 6, "sales": 7, "company": 0}) == formed({"day": 6, "sales": 7, "company": 3})


def test_a_team_of_nobody_is_in_no_cell():
    assert formed({"day": 6, "sales": 6}) == {"day": {"day"}, "sales": {"sales"}}


def test_two_roots_share_their_leftovers():
    assert formed({"a": 3, "b": 3}, parent={"a": None, "b": None}) == {TOP: {"a", "b"}}


@pytest.mark.parametrize("parent", [{"a": "b", "b": "a"}, {"a": "nowhere"}, {TOP: None}])
def test_what_is_no_tree_is_refused(parent):
    with pytest.raises(ValueError, match="not a tree"):
        Tree(parent)


def test_ballots_outside_the_tree_are_refused():
    with pytest.raises(ValueError, match="outside the tree"):
        cells(TREE, {"elsewhere": 5}, 5, {})


def test_a_threshold_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        cells(TREE, {}, 0, {})


@given(companies())
def test_cells_are_a_partition_into_large_enough_groups(company):
    parent, count, at_least, members = company
    groups = cells(parent, count, at_least, members)
    labels = [label for group in groups for label in group.labels]
    assert len(labels) == len(set(labels))
    assert all(sum(count[label] for label in group.labels) >= at_least for group in groups)
    everybody = {label for label in parent if members[label]}
    assert set(labels) == (everybody if sum(count.values()) >= at_least else set())


@given(companies())
def test_a_cell_is_named_after_the_lowest_team_above_all_of_it_and_no_two_share_a_name(company):
    groups = cells(*company)
    tree = Tree(company[0])
    assert [group.name for group in groups] == sorted({tree.common(group.labels) for group in groups})


@given(companies())
def test_cells_over_finished_cells_are_unions_of_them(company):
    parent, count, at_least, members = company
    first = {group.name: group for group in cells(parent, count, at_least, members)}
    votes = {name: sum(count[label] for label in group.labels) for name, group in first.items()}
    for group in cells(parent, votes, 2 * at_least, dict.fromkeys(first, 1)):
        assert group.labels <= first.keys()
        assert sum(votes[name] for name in group.labels) >= 2 * at_least


@given(companies())
def test_what_lies_inside_every_team_is_found_at_once_as_one_by_one(company):
    groups, parent = cells(*company), company[0]
    everywhere = inside(groups, parent)
    assert all(set(everywhere[node]) == set(within(groups, parent, node)) for node in parent)


def test_a_cell_that_reaches_out_of_a_team_is_not_shown_there():
    groups = (Group("company", frozenset({"night", "sales"})), Group("day", frozenset({"day"})))
    assert within(groups, TREE, "support") == (groups[1],)
    assert within(groups, TREE, "company") == groups


def test_the_order_in_which_teams_come_makes_no_difference():
    count = {"day": 6, "night": 5, "support": 3, "sales": 5, "company": 1}
    turned = dict(reversed(TREE.items()))
    assert cells(TREE, count, 5, count) == cells(turned, dict(reversed(count.items())), 5, count)


@pytest.mark.parametrize(
    ("parent_of", "grows"), [(lambda n: n // 7, 2), (lambda n: n, 4)], ids=["bushy", "one long line"]
)
def test_twice_the_teams_cost_no_more_than_what_is_answered_about_them(parent_of, grows):
    # On one long line the answer itself grows with the square: every team holds all the cells below it.
    assert _calls(1000, parent_of) < 1.1 * grows * _calls(500, parent_of)


def _calls(teams, parent_of):
    """Return how many functions are called on the way: the same on every machine, unlike seconds."""
    parent = {"t0": None} | {f"t{n + 1}": f"t{parent_of(n)}" for n in range(teams - 1)}
    count = {name: number % 9 for number, name in enumerate(parent)}
    called = []
    sys.setprofile(lambda _, event, __: called.append(event) if event in ("call", "c_call") else None)
    try:
        inside(cells(parent, count, 5, count), parent)
    finally:
        sys.setprofile(None)
    return len(called)
