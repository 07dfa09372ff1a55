"""What a roster would change."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.base.csvfile import read
from pulse.people.difference import diff
from pulse.people.known import Known
from pulse.people.parsing import parse
from pulse.people.renames import renamed
from pulse.people.roster import Roster, Row, Terms
from pulse.people.tops import key

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 8, 5)
SUPPORT = ("Nordhafen", "Support")
FINANCE = ("Nordhafen", "Finance")


def from_file(name: str) -> Roster:
    return parse(read((DATA / name).read_bytes()), Terms(TODAY))


def lea(**other) -> Row:
    return replace(Row(2, "N1", "Lea Diaz", "lea@nordhafen.example", SUPPORT), **other)


def omar(**other) -> Row:
    return replace(Row(3, "N2", "Omar Haddad", "omar@nordhafen.example", FINANCE), **other)


def known(id: int, row: Row, **other) -> Known:
    person = Known(
        id,
        row.employee_id,
        row.name,
        row.email,
        row.team,
        bool(row.lead),
        "employee",
        row.locale,
        row.timezone,
        row.started_on,
    )
    return replace(person, **other)


def everybody(roster: Roster) -> list[Known]:
    return [known(number, row) for number, row in enumerate(roster.rows, 1)]


def apply(roster, people, teams=(), renames=None):
    """Do to values what the import does to the database; return everybody and the open teams afterwards."""
    change = diff(roster, people, teams, renames)
    accepted = dict(change.renamed)
    after = {person.id: replace(person, team=renamed(person.team, accepted)) for person in people}
    for one in change.moved + change.changed + change.rejoined:
        told = {field: getattr(one.row, field) for field in one.fields}
        after[one.person.id] = replace(one.person, left_on=None, **told)
    for person in change.left:
        after[person.id] = replace(after[person.id], left_on=TODAY)
    for number, row in enumerate(change.added, max(after, default=0) + 1):
        after[number] = known(number, row)
    here = [renamed(path, accepted) for path in [*teams, *(p.team for p in people if not p.left_on)]]
    before = {path[:depth] for path in here for depth in range(1, len(path) + 1)}
    closed = {key(path) for path in change.teams_closed}
    return list(after.values()), [path for path in {*before, *change.teams_added} if key(path) not in closed]


def test_into_an_empty_company_everybody_comes_and_upper_teams_come_first():
    change = diff(from_file("roster.csv"), [])
    assert len(change.added) == 183
    assert change.teams_added[0] == ("Nordhafen",)
    assert len(change.teams_added) == 30


def test_the_same_file_again_changes_nothing():
    roster = from_file("roster.csv")
    change = diff(roster, everybody(roster))
    assert change.nothing
    assert len(change.unchanged) == 183


def test_the_later_file_moves_renames_and_lets_go():
    change = diff(from_file("roster-later.csv"), everybody(from_file("roster.csv")))
    assert [len(part) for part in (change.added, change.moved, change.changed, change.left)] == [11, 9, 1, 12]
    assert [(one.row.name, one.fields) for one in change.changed] == [("Omar Adebayo-Lind", ("name",))]
    assert next((one.row.employee_id, one.fields) for one in change.moved) == ("N1004", ("team", "lead"))
    assert ("Nordhafen", "Commercial", "Partners") in change.teams_added


def test_applying_a_difference_leaves_nothing_to_do():
    people, teams = apply(from_file("roster-later.csv"), everybody(from_file("roster.csv")))
    assert diff(from_file("roster-later.csv"), people, teams).nothing


def test_the_messy_file_lets_nobody_go_whose_row_is_faulty():
    messy = from_file("roster-messy.csv")
    faulty = {fault.line for fault in messy.faults}
    lines = read((DATA / "roster-messy.csv").read_bytes()).rows
    named = [cells for line, cells in lines if line in faulty and cells[0]]
    people = [
        Known(n, cells[0], cells[1].strip(), f"old{n}@nordhafen.example", SUPPORT) for n, cells in enumerate(named, 1)
    ]
    change = diff(messy, people)
    assert change.left == ()
    matched = {one.person.id for one in change.moved + change.changed}
    assert {person.id for person in change.held} | matched == {person.id for person in people}


def test_a_new_mail_with_the_same_number_is_the_same_person():
    change = diff(Roster((lea(email="lea.diaz@nordhafen.example"),)), [known(1, lea())])
    assert [one.fields for one in change.changed] == [("email",)]


def test_a_mail_is_the_same_person_when_one_side_has_no_number():
    change = diff(Roster((lea(),)), [known(1, lea(), employee_id=None)])
    assert [one.fields for one in change.changed] == [("employee_id",)]
    assert diff(Roster((lea(employee_id=None),)), [known(1, lea())]).nothing


def test_the_same_mail_and_name_under_a_new_number_is_the_same_person():
    change = diff(Roster((lea(employee_id="N9"),)), [known(1, lea())])
    assert [one.fields for one in change.changed] == [("employee_id",)]


def test_a_mail_given_to_somebody_else_is_named_and_changes_nothing():
    change = diff(Roster((lea(employee_id="N9", name="Lea Dorn"), omar())), [known(1, lea()), known(2, omar())])
    assert [(fault.line, fault.code, fault.hint) for fault in change.faults] == [(2, "email_taken", "Lea Diaz")]
    assert [person.id for person in change.held] == [1]
    assert change.nothing


def test_whoever_keeps_a_mail_because_their_row_fell_out_keeps_it_from_others_too():
    admin = Known(3, None, "Ida", "ida@nordhafen.example", (), role="admin")
    rows = (lea(email="ida@nordhafen.example"), omar(email="lea@nordhafen.example"))
    change = diff(Roster(rows), [known(1, lea()), known(2, omar()), replace(admin, employee_id="N3")])
    assert {fault.line for fault in change.faults} == {2, 3}
    assert change.nothing


def test_two_people_may_swap_their_mails():
    rows = (lea(email="omar@nordhafen.example"), omar(email="lea@nordhafen.example"))
    change = diff(Roster(rows), [known(1, lea()), known(2, omar())])
    assert change.faults == ()
    assert [one.fields for one in change.changed] == [("email",), ("email",)]


def test_what_a_file_does_not_tell_stays():
    person = known(1, lea(), lead=True, role="hr", locale="de", timezone="Europe/Berlin", started_on=TODAY)
    assert diff(Roster((lea(),)), [person]).nothing


@pytest.mark.parametrize("role", ["admin", "hr"])
def test_who_was_made_by_command_never_leaves_by_a_file(role):
    ida = Known(9, None, "Ida", "ida@nordhafen.example", (), role=role)
    change = diff(Roster((lea(),)), [known(1, lea()), ida])
    assert change.by_hand == (ida,)
    assert change.nothing


def test_somebody_who_comes_back_is_told_apart_from_somebody_new():
    change = diff(Roster((lea(),)), [known(1, lea(), left_on=TODAY)])
    assert [one.person.id for one in change.rejoined] == [1]
    assert change.added == ()


def test_somebody_who_left_before_does_not_leave_again():
    assert diff(Roster((omar(),)), [known(1, lea(), left_on=TODAY), known(2, omar())]).nothing


def test_a_file_that_told_nothing_changes_nothing():
    change = diff(parse(read(b"PK\x03\x04"), Terms(TODAY)), [known(1, lea())])
    assert change.nothing
    assert len(change.held) == 1


def test_another_spelling_of_a_team_is_no_move():
    assert diff(Roster((lea(team=("NORDHAFEN", "support")),)), [known(1, lea())]).nothing


def test_teams_of_those_who_are_held_stay_open():
    roster = Roster((omar(),), mentioned=frozenset({"n1"}))
    assert diff(roster, [known(1, lea()), known(2, omar())]).teams_closed == ()
    assert diff(Roster((omar(),)), [known(1, lea()), known(2, omar())]).teams_closed == (SUPPORT,)


def test_an_empty_team_that_the_file_does_not_know_is_closed_lower_teams_first():
    change = diff(Roster((omar(),)), [known(2, omar())], teams=[("Nordhafen", "Old"), ("Nordhafen", "Old", "Older")])
    assert change.teams_closed == (("Nordhafen", "Old", "Older"), ("Nordhafen", "Old"))


NAMES = st.sampled_from(["Lea", "Omar", "Hana", "lea"])
PATHS = st.lists(st.sampled_from(["A", "b", "B"]), max_size=2).map(lambda parts: ("Nordhafen", *parts))
MAILS = st.sampled_from([f"{letter}@nordhafen.example" for letter in "abcdefgh"])
NUMBERS = st.sampled_from([None, "N1", "N2", "N3", "N4", "N5"])


@st.composite
def companies(draw):
    rows = draw(
        st.lists(st.builds(Row, st.just(0), NUMBERS, NAMES, MAILS, PATHS, st.none() | st.booleans()), max_size=6)
    )
    rows = {row.email: row for row in rows}.values()
    numbered = {row.employee_id or row.email: row for row in rows}.values()
    return [replace(row, line=line) for line, row in enumerate(numbered, 2)]


@settings(max_examples=300)
@given(companies(), companies(), st.sets(st.sampled_from(["n1", "a@nordhafen.example", "hana"])), st.integers(0, 3))
def test_everybody_is_in_one_place_and_a_second_import_finds_nothing_to_do(before, after, mentioned, gone):
    people = [known(row.line, row, left_on=TODAY if n < gone else None) for n, row in enumerate(before)]
    roster = Roster(tuple(after), mentioned=frozenset(mentioned))
    change = diff(roster, people)
    told = [one.person.id for one in change.moved + change.changed + change.rejoined]
    told += [person.id for person in change.unchanged + change.left + change.held + change.by_hand]
    assert len(told) == len(set(told))
    assert {person.id for person in people if not person.left_on} <= set(told)
    later, teams = apply(roster, people)
    assert len({person.email for person in later}) == len(later)
    numbers = [person.employee_id for person in later if person.employee_id]
    assert len(set(numbers)) == len(numbers)
    again = diff(roster, later, teams)
    assert again.nothing
    assert {fault.line for fault in again.faults} == {fault.line for fault in change.faults}
