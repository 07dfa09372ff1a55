"""Teams that go by another name in a new roster."""

from dataclasses import replace

from pulse.people.difference import diff
from pulse.people.known import Known
from pulse.people.renames import Rename, renamed
from pulse.people.roster import Roster, Row

SUPPORT = ("Nordhafen", "Support")
FINANCE = ("Nordhafen", "Finance")


def known(id: int, row: Row) -> Known:
    return Known(id, row.employee_id, row.name, row.email, row.team)


def team_of(path, count: int, first: int) -> list[Row]:
    rows = range(first, first + count)
    return [Row(n, f"N{n}", f"Person {n}", f"n{n}@nordhafen.example", path) for n in rows]


def test_a_team_whose_people_are_together_elsewhere_was_probably_renamed():
    rows = team_of(SUPPORT, 5, 2) + team_of(FINANCE, 3, 10)
    current = [known(row.line, row) for row in rows]
    care = ("Nordhafen", "Care")
    later = [replace(row, team=care) if row.line in (2, 3, 4) else row for row in rows]
    later = [replace(row, team=FINANCE) if row.team == SUPPORT else row for row in later]
    change = diff(Roster(tuple(later)), current)
    assert change.suggested == (Rename(SUPPORT, care, 3, 5),)
    kept = diff(Roster(tuple(later)), current, renames={SUPPORT: care})
    assert (kept.teams_added, kept.teams_closed, kept.suggested) == ((), (), ())
    assert len(kept.moved) == 2


def test_a_team_renamed_to_below_a_new_team_leaves_the_new_one_to_be_made():
    rows = team_of(SUPPORT, 3, 2) + team_of(FINANCE, 1, 20)
    care = ("Nordhafen", "Service", "Care")
    later = [replace(row, team=renamed(row.team, {SUPPORT: care})) for row in rows]
    change = diff(Roster(tuple(later)), [known(row.line, row) for row in rows], renames={SUPPORT: care})
    assert (change.teams_added, change.moved) == ((("Nordhafen", "Service"),), ())


def test_a_rename_of_no_team_or_to_a_team_that_is_there_is_passed_over():
    rows = team_of(SUPPORT, 1, 2) + team_of(FINANCE, 1, 20)
    renames = {("Nordhafen", "Gone"): ("Nordhafen", "New"), SUPPORT: FINANCE}
    assert diff(Roster(tuple(rows)), [known(row.line, row) for row in rows], renames=renames).nothing


def test_a_team_that_scatters_was_not_renamed():
    rows = team_of(SUPPORT, 4, 2)
    later = [replace(row, team=("Nordhafen", "Care" if row.line < 4 else "Sales")) for row in rows]
    assert diff(Roster(tuple(later)), [known(row.line, row) for row in rows]).suggested == ()


def test_a_branch_is_suggested_once_at_its_top():
    rows = team_of((*SUPPORT, "First"), 3, 2) + team_of((*SUPPORT, "Second"), 3, 10) + team_of(FINANCE, 1, 20)
    later = [
        replace(row, team=("Nordhafen", "Care", *row.team[2:])) if row.team[1] == "Support" else row for row in rows
    ]
    current = [known(row.line, row) for row in rows]
    change = diff(Roster(tuple(later)), current)
    assert [(one.old, one.new) for one in change.suggested] == [(SUPPORT, ("Nordhafen", "Care"))]
    assert diff(Roster(tuple(later)), current, renames={SUPPORT: ("Nordhafen", "Care")}).moved == ()


def test_of_two_teams_that_merge_the_larger_keeps_its_history():
    rows = team_of(SUPPORT, 5, 2) + team_of(FINANCE, 3, 10) + team_of(("Nordhafen",), 1, 30)
    later = [replace(row, team=("Nordhafen", "Both")) if len(row.team) > 1 else row for row in rows]
    change = diff(Roster(tuple(later)), [known(row.line, row) for row in rows])
    assert [one.old for one in change.suggested] == [SUPPORT]


def test_the_rename_nearest_to_a_team_counts():
    care = ("Nordhafen", "Care")
    renames = {("Nordhafen",): ("Nordhafen AG",), SUPPORT: care}
    assert renamed((*SUPPORT, "First"), renames) == (*care, "First")
    assert renamed(FINANCE, renames) == ("Nordhafen AG", "Finance")


def test_the_company_may_change_its_name():
    change = diff(Roster(tuple(team_of(("Nordhafen AG", "Support"), 1, 2))), [known(1, team_of(SUPPORT, 1, 2)[0])])
    assert change.renamed == ((("Nordhafen",), ("Nordhafen AG",)),)
    assert (change.moved, change.teams_added, change.teams_closed) == ((), (), ())
