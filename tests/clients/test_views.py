"""Who reads which accounts, what pages show from how many answers, and what HR does there."""

from datetime import date

import pytest
from sqlalchemy import event, func, select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.clients import jobs
from pulse.clients.models import Account, Contact, Reply, StageChange
from pulse.clients.queries import export
from pulse.people.models import Person
from tests.clients.asked import AFTER, GOOD, MONDAY, NOON, account, everybody, opened, unit


@pytest.fixture
def two(cast):
    """Northwind, served by Support and looked after by Omar; Southwind, served by Field."""
    found = account(unit(cast), owner=cast.omar), account(unit(cast, "Field", cast.field), "Southwind")
    db.session.remove()
    return found


READERS = {
    "hana": ("Northwind", "Southwind"),
    "lea": ("Northwind",),
    "omar": ("Northwind",),
    "ada": (),
}


@pytest.mark.parametrize("who", READERS)
def test_hr_reads_all_accounts_leaders_those_of_their_units_owners_their_own(cast, two, signed_in, who):
    reader = signed_in(getattr(cast, who))
    listed = reader.get("/customers/accounts")
    assert listed.status_code == (200 if READERS[who] else 403)
    for one in two:
        reads = one.name in READERS[who]
        assert (one.name in listed.text) == reads
        assert reader.get(f"/customers/accounts/{one.uid}").status_code == (200 if reads else 403)
        mine = reads and who != "lea"
        assert reader.post(f"/customers/accounts/{one.uid}/stage", data={"stage": "friend"}).status_code == (
            303 if mine else 403
        )


def test_nobody_reads_accounts_without_signing_in(two, client):
    assert client.get("/customers/accounts").location.startswith("/sign-in")
    assert client.get(f"/customers/accounts/{two[0].uid}").location.startswith("/sign-in")


def test_an_owner_who_leads_nobody_finds_the_way(cast, two, signed_in):
    assert "Your customers" in signed_in(cast.omar).get("/").text
    other = db.session.scalars(select(Person).where(Person.email == "support3@acme.example")).one()
    page = signed_in(other)
    assert "Your customers" not in page.get("/").text
    assert page.get("/customers/accounts").status_code == 403


def test_the_owner_says_how_close_a_customer_is_and_it_is_kept_when(cast, two, signed_in, time_machine):
    time_machine.move_to(NOON)
    omar = signed_in(cast.omar)
    for stage in ("friend", "friend", "partner"):
        omar.post(f"/customers/accounts/{two[0].uid}/stage", data={"stage": stage})
    assert omar.post(f"/customers/accounts/{two[0].uid}/stage", data={"stage": "enemy"}).status_code == 422
    rows = db.session.execute(select(StageChange.stage, StageChange.on, StageChange.by_person_id)).all()
    assert [tuple(row) for row in rows] == [("friend", MONDAY, cast.omar.id), ("partner", MONDAY, cast.omar.id)]
    assert "Omar Haddad" in omar.get(f"/customers/accounts/{two[0].uid}").text


def test_what_is_stored_about_an_owner_names_their_customers(cast, two, signed_in):
    signed_in(cast.omar).post(f"/customers/accounts/{two[0].uid}/stage", data={"stage": "friend"})
    told = export(db.session.merge(cast.omar))["customers"]
    assert told["looks after"] == ["Northwind"]
    assert [one["stage"] for one in told["stages"]] == ["friend"]


def test_an_account_stays_when_its_owner_is_erased(cast, two):
    with transaction():
        db.session.delete(db.session.get_one(Person, cast.omar.id))
    assert [one.owner_id for one in db.session.scalars(select(Account).where(Account.name == "Northwind"))] == [None]


MANAGED = [
    "/customers/accounts/new",
    "/customers/accounts/import",
    "/customers/surveys",
    "/customers/surveys/new",
    "/customers/contacts/long-unasked",
]


@pytest.mark.parametrize("path", MANAGED)
def test_only_hr_manages(cast, two, signed_in, path):
    assert [signed_in(who).get(path).status_code for who in (cast.hana, cast.lea, cast.omar, cast.ada)] == [
        200,
        403,
        403,
        403,
    ]


def test_hr_makes_and_changes_accounts_and_contacts_by_hand(cast, signed_in):
    whose, hana = unit(cast), signed_in(cast.hana)
    given = {"name": "  Eastwind ", "unit": whose.uid, "owner": "LEA@acme.example"}
    page = hana.post("/customers/accounts/new", data=given)
    assert page.status_code == 303
    assert hana.post("/customers/accounts/new", data=given).status_code == 422
    assert (
        hana.post("/customers/accounts/new", data=given | {"name": "X", "owner": "no@acme.example"}).status_code == 422
    )
    who = {"name": "Ida", "email": "Ida@East.example", "level": "decider", "locale": "de"}
    assert hana.post(page.location + "/contacts/new", data=who).status_code == 303
    assert hana.post(page.location + "/contacts/new", data=who).status_code == 422
    assert hana.post(page.location + "/contacts/new", data=who | {"email": "nothing"}).status_code == 422
    found = db.session.scalars(select(Contact)).one()
    assert (found.email, found.level, found.account.name) == ("ida@east.example", "decider", "Eastwind")
    assert found.account.owner.name == "Lea Lindqvist"
    gone = f"/customers/contacts/{found.uid}/erase"
    assert hana.post(page.location + "/remove").status_code == 422
    assert hana.post(gone).status_code == 303
    assert hana.post(page.location + "/remove").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def close(client, wave, time_machine, **said):
    """Let everybody answer, and close the wave."""
    time_machine.move_to(NOON)
    for address, code in everybody(wave).items():
        level = "decider" if address.startswith("decider") else "user"
        client.post(f"/ask/{code}", data=GOOD | {"comment": f"From {address}"} | said.get(level, {}))
    db.session.rollback()
    jobs.advance(AFTER)
    time_machine.move_to(AFTER)


@pytest.mark.parametrize(("asked", "split"), [((6, 5), True), ((6, 4), False), ((4, 0), None)])
def test_without_names_groups_are_shown_from_five_answers_on(cast, client, signed_in, time_machine, asked, split):
    (users, deciders), whose = asked, unit(cast)
    account(whose, users=users, deciders=deciders)
    close(client, opened(), time_machine, decider={"satisfaction": "1"})
    page = signed_in(cast.lea).get(f"/customers/pulse/{whose.uid}").text
    assert ("Too few answers" in page) == (split is None)
    assert ("From user1" in page) == (split is not None)
    assert ("Question" in page) == bool(split)
    assert ("clearly less satisfied" in page) == bool(split)
    assert "Northwind user" not in page
    assert signed_in(cast.hana).get("/customers/pulse").status_code == 200


def test_with_names_answers_stand_beside_them_at_once(cast, client, signed_in, time_machine):
    found = account(unit(cast))
    wave = opened(named=True)
    time_machine.move_to(NOON)
    client.post(f"/ask/{everybody(wave)['user1@northwind.example']}", data=GOOD | {"comment": "Call me"})
    db.session.rollback()
    page = signed_in(cast.lea).get(f"/customers/accounts/{found.uid}").text
    assert "Call me" in page
    assert "1 of 3 answered" in page


def test_answers_without_names_are_not_shown_before_the_wave_closes(cast, client, signed_in, time_machine):
    whose = unit(cast)
    found = account(whose, users=8)
    wave = opened()
    time_machine.move_to(NOON)
    for code in everybody(wave).values():
        client.post(f"/ask/{code}", data=GOOD | {"comment": "Hush"})
    db.session.rollback()
    hana = signed_in(cast.hana)
    assert hana.get(f"/customers/pulse/{whose.uid}").status_code == 404
    assert "Hush" not in hana.get(f"/customers/accounts/{found.uid}").text


def test_an_account_at_risk_is_named_with_its_reason_and_one_click_from_evidence(cast, client, signed_in, time_machine):
    found = account(unit(cast), owner=cast.omar)
    close(client, opened(named=True), time_machine, decider={"satisfaction": "1"}, user={"satisfaction": "5"})
    for who, path in (
        (cast.hana, "/customers/pulse"),
        (cast.omar, "/customers/accounts"),
        (cast.lea, "/customers/pulse"),
    ):
        page = signed_in(who).get(path).text
        assert "Those who decide are at 0, those who use the service at 100." in page
        assert f"/customers/accounts/{found.uid}#why" in page


def test_a_leader_reads_no_other_units_answers(cast, client, signed_in, time_machine):
    whose = unit(cast, "Field", cast.field)
    account(whose, users=6)
    close(client, opened(), time_machine)
    lea = signed_in(cast.lea)
    assert lea.get(f"/customers/pulse/{whose.uid}").status_code == 403
    assert "Field" not in lea.get("/customers/pulse").text.partition("<main")[2]


def test_erasing_a_contact_takes_answers_with_the_name_along(cast, client, signed_in, time_machine):
    place = f"/customers/accounts/{account(unit(cast)).uid}"
    close(client, opened(named=True), time_machine)
    found = db.session.scalars(select(Contact).where(Contact.level == "decider")).one()
    hana = signed_in(cast.hana)
    told = hana.get(f"/customers/contacts/{found.uid}/stored.json").text
    assert "From decider1@northwind.example" in told
    assert hana.post(f"/customers/contacts/{found.uid}/erase").status_code == 303
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Reply)) == 2
    assert "decider1" not in hana.get(place).text


def test_contacts_nobody_asked_for_two_years_are_named_to_be_erased(cast, signed_in, time_machine):
    time_machine.move_to(NOON)
    account(unit(cast), users=1, deciders=1)
    with transaction():
        db.session.scalars(select(Contact).where(Contact.level == "user")).one().asked_on = date(2027, 1, 1)
    hana = signed_in(cast.hana)
    time_machine.move_to(NOON.replace(year=2028, month=7))
    hana = signed_in(cast.hana)
    page = hana.get("/customers/contacts/long-unasked").text
    assert "Northwind decider 1" in page
    assert "Northwind user 1" not in page
    every = [one.uid for one in db.session.scalars(select(Contact))]
    assert hana.post("/customers/contacts/long-unasked", data={"contact": every}).status_code == 303
    assert [one.level for one in db.session.scalars(select(Contact))] == ["user"]
    assert hana.post("/customers/contacts/long-unasked", data={}).status_code == 422


def test_pages_run_as_many_statements_for_many_accounts_as_for_few(cast, client, signed_in, statements_of):
    whose, hana = unit(cast), signed_in(cast.hana)
    account(whose)
    paths = ("/customers/accounts", "/customers/pulse")
    few = [statements_of(lambda path=path: hana.get(path)) for path in paths]
    for n in range(8):
        account(whose, f"Wind {n}")
    assert [statements_of(lambda path=path: hana.get(path)) for path in paths] == few


@pytest.fixture
def statements_of(app):
    """Count the statements that something runs."""
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))

    def count(act):
        seen.clear()
        assert act().status_code == 200
        return len([one for one in seen if not one.startswith(("BEGIN", "PRAGMA"))])

    return count
