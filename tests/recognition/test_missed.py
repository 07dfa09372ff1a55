"""Teams that nobody thanked are listed as teams of five or more, never as few people."""

from hypothesis import given
from hypothesis import strategies as st

from pulse.recognition.missed import FEWEST, missed

TREE = {"acme": None, "ops": "acme", "support": "ops", "night": "ops", "finance": "acme"}
MEMBERS = {"acme": 1, "ops": 2, "support": 9, "night": 3, "finance": 6}


def names(thanked, node="acme"):
    return [group.name for group in missed(TREE, MEMBERS, thanked, node)]


def test_small_teams_are_looked_at_together_with_those_around_them():
    assert names(()) == ["finance", "ops", "support"]  # the one person of the company's own office is left out
    assert [sorted(group.labels) for group in missed(TREE, MEMBERS, (), "ops")] == [["night", "ops"], ["support"]]


def test_thanks_to_one_of_them_are_thanks_to_all_of_them():
    assert names(["night"], "ops") == ["support"]


def test_a_branch_sees_its_own_teams_alone():
    assert names((), "support") == ["support"]
    assert names((), "night") == []
    assert names((), "closed long ago") == []


@given(st.lists(st.integers(0, 8), min_size=1, max_size=12), st.data())
def test_no_group_of_fewer_than_five_people_is_ever_named(sizes, data):
    members = {f"t{n}": size for n, size in enumerate(sizes)}
    parent = {f"t{n}": None if n == 0 else f"t{data.draw(st.integers(0, n - 1))}" for n in range(len(sizes))}
    for group in missed(parent, members, (), "t0"):
        assert sum(members[label] for label in group.labels) >= FEWEST
