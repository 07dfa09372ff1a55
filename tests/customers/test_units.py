"""Which units can be compared."""

from pulse.customers.units import disjoint

TREE = {"company": None, "sales": "company", "accounts": "sales", "regions": "sales", "care": "company"}


def test_a_unit_above_another_is_left_out() -> None:
    kept, out = disjoint({1: {"sales"}, 2: {"accounts"}, 3: {"care"}}, TREE)
    assert (set(kept), out) == ({2, 3}, {1})


def test_teams_of_one_unit_may_stand_above_each_other() -> None:
    kept, out = disjoint({1: {"sales", "accounts"}, 2: {"care"}}, TREE)
    assert (set(kept), out) == ({1, 2}, set())
