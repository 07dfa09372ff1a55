"""Importing rosters in which teams have other names: they keep their uids, and none is lost."""

import pytest

from pulse.people import queries
from tests.people.imported import bring, look, open_tree, person, row, rows


def test_a_rename_below_a_renamed_company_keeps_both_teams(app):
    bring(rows(row(1, "Acme/Sales"), row(2, "Acme/Sales"), row(3, "Acme/Ops")))
    uids = {team.name: team.uid for team in queries.open_teams()}
    later = rows(row(1, "Group/Growth"), row(2, "Group/Growth"), row(3, "Group/Ops"))
    _roster, first = look(later, rename_company=True)
    assert first.renamed == ((("Acme",), ("Group",)),)
    [suggested] = first.suggested
    assert (suggested.old, suggested.new) == (("Acme", "Sales"), ("Group", "Growth"))
    found = bring(later, renames={suggested.old: suggested.new}, rename_company=True)
    assert open_tree() == {("Group",), ("Group", "Growth"), ("Group", "Ops")}
    assert {team.name: team.uid for team in queries.open_teams()} == {
        "Group": uids["Acme"],
        "Growth": uids["Sales"],
        "Ops": uids["Ops"],
    }
    assert found.moved == ()
    assert bring(later).nothing


def test_newcomers_find_the_teams_below_a_renamed_one(app):
    bring(rows(row(1, "Acme/Ops/Field"), row(2, "Acme")))
    uids = {team.name: team.uid for team in queries.open_teams()}
    later = (row(1, "Group/Ops/Field"), row(2, "Group"), row(3, "Group/Ops/Field"), row(4, "Group/Ops/Night"))
    bring(rows(*later), rename_company=True)
    assert open_tree() == {
        ("Group",),
        ("Group", "Ops"),
        ("Group", "Ops", "Field"),
        ("Group", "Ops", "Night"),
    }
    assert person("p3@acme.example").team.uid == uids["Field"]
    assert person("p4@acme.example").team.parent.uid == uids["Ops"]


def test_a_team_renamed_below_a_new_team_stands_there(app):
    bring(rows(row(1, "Acme/Sales"), row(2, "Acme/Sales"), row(3, "Acme")))
    sales = next(team for team in queries.open_teams() if team.name == "Sales").uid
    renames = {("Acme", "Sales"): ("Acme", "Market", "Growth")}
    bring(rows(row(1, "Acme/Market/Growth"), row(2, "Acme/Market/Growth"), row(3, "Acme")), renames=renames)
    assert open_tree() == {("Acme",), ("Acme", "Market"), ("Acme", "Market", "Growth")}
    growth = next(team for team in queries.open_teams() if team.name == "Growth")
    assert (growth.uid, growth.parent.name) == (sales, "Market")
    assert [team.name for team in queries.open_teams() if team.parent_id is None] == ["Acme"]


def test_two_teams_may_swap_their_names(app):
    bring(rows(row(1, "Acme/A/X"), row(2, "Acme/B/Y")))
    uids = {team.name: team.uid for team in queries.open_teams()}
    renames = {("Acme", "A"): ("Acme", "C"), ("Acme", "A", "X"): ("Acme", "C", "Z")}
    bring(rows(row(1, "Acme/C/Z"), row(2, "Acme/B/Y")), renames=renames)
    assert {team.name: team.uid for team in queries.open_teams()} == {
        "Acme": uids["Acme"],
        "C": uids["A"],
        "Z": uids["X"],
        "B": uids["B"],
        "Y": uids["Y"],
    }


@pytest.mark.parametrize(
    "renames",
    [
        {("Acme", "Sales"): ("Acme", "Nowhere")},
        {("Acme", "Nowhere"): ("Acme", "Growth")},
        {("Acme", "Sales"): ("Acme", "Ops")},
        {("Acme", "Sales"): ("x" * 300,)},
        {("Acme", "Sales"): ()},
        {(): ("Acme", "Growth")},
    ],
)
def test_a_rename_that_the_file_does_not_know_is_not_made(app, renames):
    bring(rows(row(1, "Acme/Sales"), row(2, "Acme/Ops")))
    found = bring(rows(row(1, "Acme/Growth"), row(2, "Acme/Ops")), renames=renames)
    assert found.renamed == ()
    assert open_tree() == {("Acme",), ("Acme", "Growth"), ("Acme", "Ops")}


def test_two_teams_do_not_become_one(app):
    bring(rows(row(1, "Acme/A"), row(2, "Acme/B")))
    renames = {("Acme", "A"): ("Acme", "C"), ("Acme", "B"): ("Acme", "c")}
    assert bring(rows(row(1, "Acme/C"), row(2, "Acme/C")), renames=renames).renamed == ((("Acme", "A"), ("Acme", "C")),)
    assert sorted(open_tree()) == [("Acme",), ("Acme", "C")]
