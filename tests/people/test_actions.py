"""Importing rosters into real databases, and changing people and teams by hand."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest import raises
from sqlalchemy import select

from pulse.access import actions as access
from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people import actions, queries
from pulse.people.models import Person, RosterDraft, Team

DATA = Path(__file__).parent.parent / "data"
NOON = datetime(2026, 8, 5, 12, tzinfo=UTC)
TODAY = NOON.date()
HEADER = "employee_id,name,email,team,lead,role,language,timezone,start_date\n"


def bring(raw: bytes | str, **more):
    """Import a file as the command line does."""
    with transaction():
        return actions.import_roster(raw.encode() if isinstance(raw, str) else raw, **{"by": None, "now": NOON, **more})


def look(raw: bytes | str, by=None, **more):
    given = raw.encode() if isinstance(raw, str) else raw
    return actions.compare(given, by=by, today=TODAY, **more)


def rows(*lines: str) -> str:
    return HEADER + "\n".join(lines)


def row(number: int, team: str, **other: str) -> str:
    said = {"name": f"Person Number {number}", "email": f"p{number}@acme.example", "lead": "no", "role": ""} | other
    return f"P{number},{said['name']},{said['email']},{team},{said['lead']},{said['role']},,,"


def everybody() -> list[tuple]:
    """Return all that is stored about people and teams, but for their ids."""
    paths = queries.every_path()
    wanted = select(Person).order_by(Person.email)
    people = [
        (p.email, p.name, p.employee_id, p.role, p.is_lead, p.locale, p.timezone, p.left_on, paths.get(p.team_id))
        for p in db.session.scalars(wanted)
    ]
    return people + [(t.uid, t.name, t.parent_id, t.closed_on) for t in db.session.scalars(select(Team))]


def person(email: str) -> Person:
    found = queries.person_by_email(email)
    assert found is not None
    return found


def open_tree() -> set[tuple[str, ...]]:
    return set(queries.open_paths().values())


def test_the_clean_roster_lands_whole_on_the_command_line(app):
    found = bring((DATA / "roster.csv").read_bytes())
    assert (len(found.added), found.faults) == (183, ())
    assert db.session.query(Person).count() == 183
    assert person("n1168@nordhafen.example").role == "admin"
    assert {path[0] for path in open_tree()} == {"Nordhafen"}


def test_the_clean_roster_again_changes_nothing(app):
    bring((DATA / "roster.csv").read_bytes())
    before = everybody()
    again = bring((DATA / "roster.csv").read_bytes())
    assert again.nothing
    assert len(again.unchanged) == 183
    assert everybody() == before


def test_the_later_roster_is_exactly_its_difference(app):
    bring((DATA / "roster.csv").read_bytes())
    found = bring((DATA / "roster-later.csv").read_bytes())
    counts = [len(part) for part in (found.added, found.moved, found.changed, found.left, found.rejoined)]
    assert counts == [11, 9, 1, 12, 0]
    assert (queries.headcount(), queries.headcount(gone=True)) == (182, 12)
    assert bring((DATA / "roster-later.csv").read_bytes()).nothing


def test_of_the_messy_roster_each_row_lands_or_is_named(app):
    roster, found = look((DATA / "roster-messy.csv").read_bytes())
    bring((DATA / "roster-messy.csv").read_bytes())
    stored = set(db.session.scalars(select(Person.email)))
    assert {one.email for one in roster.rows} - {fault.value for fault in found.faults} <= stored
    named = {fault.line for fault in found.faults}
    assert len(stored) + len(named) == 86
    assert len(stored) == 70


def test_who_imports_as_hr_makes_no_administrator(app, cast):
    _roster, found = look((DATA / "roster.csv").read_bytes(), by=cast.hana)
    assert [(fault.line, fault.code) for fault in found.faults] == [(169, "role_admin")]
    _roster, found = look((DATA / "roster.csv").read_bytes(), by=cast.ada)
    assert found.faults == ()


def test_hr_may_make_hr(app, cast):
    _roster, found = look(rows(row(1, "Acme", role="hr")), by=cast.hana)
    assert found.faults == ()


def test_hr_does_not_become_administrator_by_taking_ones_address(app):
    bring(rows(row(1, "Acme", role="admin"), row(2, "Acme", role="hr")))
    hr = person("p2@acme.example")
    stolen = row(2, "Acme", role="admin", email="p1@acme.example")
    for pushed_aside in (row(1, "Acme", email="gone@acme.example"), row(3, "Acme")):
        roster, found = look(rows(pushed_aside, stolen), by=hr)
        assert {"admin_mail", "role_admin", "email_taken"} & {fault.code for fault in found.faults}
        with transaction():
            actions.land(roster, found, by=hr, now=NOON, many_leavers=True)
        assert (person("p1@acme.example").employee_id, person("p2@acme.example").role) == ("P1", "hr")


def test_an_administrator_may_change_an_administrators_address(app):
    bring(rows(row(1, "Acme", role="admin")))
    assert bring(rows(row(1, "Acme", email="new@acme.example"))).faults == ()
    assert person("new@acme.example").role == "admin"


def test_a_rename_below_a_renamed_company_keeps_both_teams(app):
    bring(rows(row(1, "Acme/Sales"), row(2, "Acme/Sales"), row(3, "Acme/Ops")))
    uids = {team.name: team.uid for team in queries.open_teams()}
    later = rows(row(1, "Group/Growth"), row(2, "Group/Growth"), row(3, "Group/Ops"))
    _roster, first = look(later)
    assert first.renamed == ((("Acme",), ("Group",)),)
    [suggested] = first.suggested
    assert (suggested.old, suggested.new) == (("Acme", "Sales"), ("Group", "Growth"))
    found = bring(later, renames={suggested.old: suggested.new})
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
    bring(rows(row(1, "Group/Ops/Field"), row(2, "Group"), row(3, "Group/Ops/Field"), row(4, "Group/Ops/Night")))
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


def test_two_people_may_swap_addresses_and_numbers(app):
    bring(rows(row(1, "Acme"), row(2, "Acme")))
    bring(rows(row(1, "Acme", email="p2@acme.example"), row(2, "Acme", email="p1@acme.example")))
    assert (person("p2@acme.example").employee_id, person("p1@acme.example").employee_id) == ("P1", "P2")


def test_what_people_chose_themselves_survives_an_import(app):
    raw = HEADER + "P1,Lea Diaz,lea@acme.example,Acme,no,,fr,Europe/Berlin,\nP2,Omar Nowak,o@acme.example,Acme,no,,fr,,"
    bring(raw)
    with transaction():
        access.set_profile(person("lea@acme.example"), locale="ar", timezone="Asia/Tokyo")
    bring(raw.replace("Lea Diaz", "Lea Diaz-Roth").replace(",fr,", ",de,"))
    lea, omar = person("lea@acme.example"), person("o@acme.example")
    assert (lea.name, lea.locale, lea.timezone) == ("Lea Diaz-Roth", "ar", "Asia/Tokyo")
    assert omar.locale == "de"


def test_whoever_saves_a_profile_without_a_choice_has_not_chosen(app):
    bring(HEADER + "P1,Lea Diaz,lea@acme.example,Acme,no,,fr,Europe/Berlin,")
    with transaction():
        access.set_profile(person("lea@acme.example"), locale="en", timezone="Europe/Berlin")
    lea = person("lea@acme.example")
    assert (lea.locale, lea.chose_locale, lea.chose_timezone) == ("fr", False, False)


def test_many_leavers_must_be_confirmed(app):
    bring(rows(*(row(number, "Acme") for number in range(20))))
    before = everybody()
    with raises(Refusal, match="one in five"):
        bring(rows(*(row(number, "Acme") for number in range(15))))
    assert everybody() == before
    assert len(bring(rows(*(row(number, "Acme") for number in range(15))), many_leavers=True).left) == 5


def test_a_file_of_faults_alone_changes_nothing(app):
    bring(rows(row(1, "Acme")))
    before = everybody()
    with raises(Refusal, match="nothing was changed"):
        bring("name,email,team\nLea,nonsense,Acme")
    assert everybody() == before


def test_an_import_that_breaks_in_the_middle_leaves_nothing(app, monkeypatch):
    bring(rows(row(1, "Acme/Old"), row(2, "Acme")))
    before = everybody()
    hire = actions._hire

    def breaks(new, team_of):
        hire(new, team_of)
        db.session.flush()
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "_hire", breaks)
    with raises(RuntimeError):
        bring(rows(row(1, "Acme/New", name="Somebody Else"), row(3, "Acme/Other")))
    assert everybody() == before


def test_whoever_comes_back_is_the_same_person(app):
    bring(rows(row(1, "Acme"), row(2, "Acme/Ops", lead="yes")))
    uid = person("p2@acme.example").uid
    bring(rows(row(1, "Acme")))
    assert (person("p2@acme.example").left_on, person("p2@acme.example").is_lead) == (TODAY, False)
    found = bring(rows(row(1, "Acme"), row(2, "Acme/Ops")))
    assert [change.person.email for change in found.rejoined] == ["p2@acme.example"]
    assert (person("p2@acme.example").uid, person("p2@acme.example").left_on) == (uid, None)


def test_a_team_that_everybody_left_is_closed_with_those_above_it(app):
    bring(rows(row(1, "Acme"), row(2, "Acme/Ops/Field")))
    bring(rows(row(1, "Acme"), row(2, "Acme")))
    assert open_tree() == {("Acme",)}


def test_the_trail_of_an_import_holds_counts_and_no_names(app):
    bring(rows(row(1, "Acme")))
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.did, entry.detail["added"]) == ("imported-roster", 1)
    assert "Person" not in str(entry.detail)


def test_a_new_person_never_gets_the_number_of_an_erased_one(app):
    bring(rows(row(1, "Acme"), row(2, "Acme")))
    last = person("p2@acme.example").id
    with transaction():
        actions.forget(person("p2@acme.example"))
    bring(rows(row(1, "Acme"), row(3, "Acme")))
    assert person("p3@acme.example").id > last


def test_uploaded_files_are_forgotten_after_a_day(app, cast):
    with transaction():
        actions.keep_draft(b"x", "old.csv", by=cast.hana, now=datetime(2026, 8, 4, 12, tzinfo=UTC))
        actions.keep_draft(b"x", "yesterday.csv", by=cast.hana, now=datetime(2026, 8, 4, 12, 1, tzinfo=UTC))
    with transaction():
        actions.keep_draft(b"x", "new.csv", by=cast.hana, now=NOON)
    assert sorted(db.session.scalars(select(RosterDraft.filename))) == ["new.csv", "yesterday.csv"]


def test_a_team_is_renamed_and_moved_with_its_uid(app, cast):
    with transaction():
        support, finance = queries.team(cast.support.uid), queries.team(cast.finance.uid)
        actions.change_team(support, by=cast.hana, name="Care", parent=finance)
    assert ("Acme", "Finance", "Care") in open_tree()
    assert queries.team(cast.support.uid).name == "Care"


@pytest.mark.parametrize(
    ("team", "name", "parent", "why"),
    [
        ("support", "FIELD", "operations", "same place"),
        ("operations", "Operations", "support", "below itself"),
        ("operations", "Operations", "operations", "below itself"),
        ("operations", "Operations", None, "at the top"),
        ("company", "Acme", "support", "at the top"),
    ],
)
def test_a_tree_stays_a_tree(app, cast, team, name, parent, why):
    above = queries.team(getattr(cast, parent).uid) if parent else None
    with raises(Refusal, match=why):
        actions.change_team(queries.team(getattr(cast, team).uid), by=cast.hana, name=name, parent=above)


def test_only_an_empty_team_is_closed(app, cast):
    for uid in (cast.support.uid, cast.operations.uid):
        with raises(Refusal, match="without people"):
            actions.close_team(queries.team(uid), by=cast.hana, today=TODAY)
    with raises(Refusal, match="company"):
        actions.close_team(queries.team(cast.company.uid), by=cast.hana, today=TODAY)
    with transaction():
        for one in queries.members([cast.field.id]):
            actions.mark_left(one, by=cast.hana, today=TODAY)
        actions.close_team(queries.team(cast.field.uid), by=cast.hana, today=TODAY)
    assert ("Acme", "Operations", "Field") not in open_tree()


def test_nobody_is_moved_below_a_closed_team(app, cast):
    with transaction():
        queries.team(cast.finance.uid).closed_on = date(2026, 1, 1)
    with raises(Refusal, match="closed"):
        actions.change_team(
            queries.team(cast.support.uid), by=cast.hana, name="Support", parent=queries.team(cast.finance.uid)
        )


def test_hr_neither_makes_nor_unmakes_nor_removes_an_administrator(app, cast):
    with raises(Refusal, match="administrator"):
        actions.change(cast.omar, by=cast.hana, role="admin")
    with raises(Refusal, match="administrator"):
        actions.change(cast.ada, by=cast.hana, role="employee")
    with raises(Refusal, match="administrator"):
        actions.mark_left(cast.ada, by=cast.hana, today=TODAY)
    actions.change(cast.omar, by=cast.ada, role="admin")
    assert cast.omar.role == "admin"


def test_nobody_changes_their_own_role_or_removes_themselves(app, cast):
    with raises(Refusal, match="own role"):
        actions.change(cast.ada, by=cast.ada, role="hr")
    with raises(Refusal, match="yourself"):
        actions.mark_left(cast.hana, by=cast.hana, today=TODAY)


def test_a_change_by_hand_leaves_field_names_and_no_values_in_the_trail(app, cast):
    with transaction():
        actions.change(db.session.merge(cast.omar), by=cast.hana, name="Omar Farouk", is_lead=False)
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.did, entry.detail) == ("changed-person", {"fields": ["name"]})


def test_whoever_left_is_taken_back_only_to_an_open_team(app, cast):
    with transaction():
        omar = db.session.merge(cast.omar)
        actions.mark_left(omar, by=cast.hana, today=TODAY)
        assert omar.left_on == TODAY
        actions.take_back(omar, by=cast.hana)
        assert omar.left_on is None
        actions.mark_left(omar, by=cast.hana, today=TODAY)
        omar.team.closed_on = TODAY
        with raises(Refusal, match="closed"):
            actions.take_back(omar, by=cast.hana)
