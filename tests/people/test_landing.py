"""Importing rosters into real databases: who lands, who changes, who leaves, and what is refused."""

from datetime import UTC, datetime

import pytest
from pytest import raises
from sqlalchemy import select

from pulse.access import actions as access
from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people import actions, queries
from pulse.people.actions import Wishes
from pulse.people.guards import Guard
from pulse.people.models import Person, Role, RosterDraft
from tests.people.imported import HEADER, NOON, TODAY, bring, everybody, look, open_tree, person, row, rows
from tests.people.rosters import DATA

MEANT = Wishes(accepted=tuple(Guard))


@pytest.fixture(autouse=True)
def noon(time_machine):
    """Land files on one day."""
    time_machine.move_to(NOON)


def named(email: str, role: Role) -> None:
    """Give a role as the command does."""
    with transaction():
        actions.give_role(person(email), role, by=None)


def test_the_clean_roster_lands_whole_on_the_command_line(app):
    found = bring((DATA / "roster.csv").read_bytes())
    assert (len(found.added), found.faults) == (183, ())
    assert db.session.query(Person).count() == 183
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
    assert len(stored) == 76


def test_hr_does_not_become_administrator_by_taking_ones_address(app):
    bring(rows(row(1, "Acme"), row(2, "Acme")))
    named("p1@acme.example", Role.ADMIN)
    named("p2@acme.example", Role.HR)
    hr = person("p2@acme.example")
    stolen = row(2, "Acme", email="p1@acme.example")
    for pushed_aside in (row(1, "Acme", email="gone@acme.example"), row(3, "Acme")):
        roster, found = look(rows(pushed_aside, stolen), by=hr)
        assert {"admin_mail", "email_taken"} & {fault.code for fault in found.faults}
        with transaction():
            actions.land(roster, found, by=hr, now=NOON, wishes=MEANT)
        assert (person("p1@acme.example").employee_id, person("p2@acme.example").role) == ("P1", "hr")


def test_an_administrator_may_change_an_administrators_address(app):
    bring(rows(row(1, "Acme")))
    named("p1@acme.example", Role.ADMIN)
    assert bring(rows(row(1, "Acme", email="new@acme.example"))).faults == ()
    assert person("new@acme.example").role == "admin"


def test_two_people_may_swap_addresses_and_numbers(app):
    bring(rows(row(1, "Acme"), row(2, "Acme")))
    bring(rows(row(1, "Acme", email="p2@acme.example"), row(2, "Acme", email="p1@acme.example")))
    assert (person("p2@acme.example").employee_id, person("p1@acme.example").employee_id) == ("P1", "P2")


def test_what_people_chose_themselves_survives_an_import(app):
    raw = HEADER + "P1,Lea Diaz,lea@acme.example,Acme,no,fr,Europe/Berlin,\nP2,Omar Nowak,o@acme.example,Acme,no,fr,,"
    bring(raw)
    with transaction():
        access.set_profile(person("lea@acme.example"), locale="ar", timezone="Asia/Tokyo")
    bring(raw.replace("Lea Diaz", "Lea Diaz-Roth").replace(",fr,", ",de,"))
    lea, omar = person("lea@acme.example"), person("o@acme.example")
    assert (lea.name, lea.locale, lea.timezone) == ("Lea Diaz-Roth", "ar", "Asia/Tokyo")
    assert omar.locale == "de"


def test_whoever_saves_a_profile_without_a_choice_has_not_chosen(app):
    bring(HEADER + "P1,Lea Diaz,lea@acme.example,Acme,no,fr,Europe/Berlin,")
    with transaction():
        access.set_profile(person("lea@acme.example"), locale="en", timezone="Europe/Berlin")
    lea = person("lea@acme.example")
    assert (lea.locale, lea.chose_locale, lea.chose_timezone) == ("fr", False, False)


def test_a_file_of_faults_alone_changes_nothing(app):
    bring(rows(row(1, "Acme")))
    before = everybody()
    with raises(Refusal, match="nothing was changed"):
        bring("name,email,team\nLea,nonsense,Acme")
    assert everybody() == before


def test_an_import_that_breaks_in_the_middle_leaves_nothing(app, monkeypatch):
    bring(rows(row(1, "Acme/Old"), row(2, "Acme")))
    before = everybody()
    write = actions.apply

    def breaks(found, **more):
        write(found, **more)
        db.session.flush()
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "apply", breaks)
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
