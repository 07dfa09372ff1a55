"""Sums over subtrees, and lines that break."""

import numpy as np

from pulse.scores.tree import heads_below, path, roots, subtree_sums, unbroken
from pulse.tallies.cells import Tree
from tests.scores.making import HEADS, PARENT


def line(parent=PARENT, heads=HEADS):
    return Tree(parent), heads


def test_sums_run_over_subtrees():
    tree = Tree(PARENT)
    below = heads_below(tree, HEADS)
    assert {team: below[tree.first[team]] for team in ("company", "care", "field", "legal")} == {
        "company": 34,
        "care": 20,
        "field": 13,
        "legal": 3,
    }


def test_sums_of_halves_are_exact():
    tree = Tree({f"t{i:04}": None if i == 0 else "t0000" for i in range(2000)})
    sums = subtree_sums(tree, np.full((2001, 2), 0.5))
    assert set(sums[2:].ravel()) == {0.5}


def test_the_company_has_nothing_above():
    assert roots(PARENT) == ("company",)
    assert path(Tree(PARENT), "legal") == ("legal", "field", "company")


def test_a_line_runs_on_while_nothing_moves():
    assert unbroken([line(), line(), line()]) == frozenset(PARENT)


def test_a_line_breaks_where_a_team_with_many_members_moves():
    moved = line(PARENT | {"claims": "field"})
    assert unbroken([line(), moved]) == {"company", "billing", "claims", "legal"}


def test_a_small_new_team_does_not_break_the_line_above_it():
    grown = line(PARENT | {"audits": "care"}, HEADS | {"audits": 2})
    assert unbroken([line(), grown]) == frozenset(PARENT)


def test_a_small_team_that_goes_does_not_break_the_line_above_it():
    smaller = line({team: above for team, above in PARENT.items() if team != "legal"})
    assert unbroken([line(), smaller]) == frozenset(smaller[0].order[1:]) - {"field"} | {"company"}
    assert "field" in unbroken([line(heads=HEADS | {"legal": 2}), smaller])


def test_a_break_in_the_middle_stays_a_break():
    moved = line(PARENT | {"claims": "field"})
    assert "field" not in unbroken([line(), moved, line()])
