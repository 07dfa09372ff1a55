"""People whom HR adds, changes, marks as left and takes back by hand."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries
from pulse.people.known import Known
from pulse.people.models import Person
from tests.people.rosters import acme, count, uploaded


def test_a_person_is_changed_by_hand(signed_in, cast):
    browser = signed_in(cast.hana)
    given = {"name": " Omar  Farouk ", "email": "Farouk@Acme.example ", "team": cast.finance.id, "is_lead": "y"}
    more = {"role": "hr", "locale": "pt_br", "timezone": "africa/cairo", "started_on": "2026-03-01"}
    assert browser.post(f"/people/{cast.omar.uid}/edit", data=given | more).status_code == 303
    omar = queries.person(cast.omar.id)
    assert (omar.name, omar.email) == ("Omar Farouk", "farouk@acme.example")
    assert (omar.team_id, omar.is_lead, omar.role) == (cast.finance.id, True, "employee")
    assert (omar.locale, omar.timezone, omar.started_on) == ("pt-BR", "Africa/Cairo", date(2026, 3, 1))


def test_saving_what_the_form_shows_changes_nothing(signed_in, cast):
    browser, before = signed_in(cast.hana), known(cast.omar.id)
    page = browser.get(f"/people/{cast.omar.uid}/edit").text
    given = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1] for name in TYPED}
    given |= {"team": cast.support.id, "role": "employee"}
    assert browser.post(f"/people/{cast.omar.uid}/edit", data=given).status_code == 303
    assert known(cast.omar.id) == before
    assert db.session.scalars(select(Entry)).all() == []


TYPED = ("name", "email", "below", "locale", "timezone", "started_on")


def known(person_id: int) -> Known:
    return next(person for person in queries.known()[0] if person.id == person_id)


WRONG = [
    {"name": ""},
    {"name": "x" * 201},
    {"email": ""},
    {"email": "omar"},
    {"email": "lea@acme.example"},
    {"team": 99999},
    {"team": "x"},
    {"below": "Care//Night"},
    {"below": "x" * 201},
    {"below": "/".join("x" * 20)},
    {"team": 0, "below": "Other"},
    {"team": 0, "is_lead": "y"},
    {"locale": "Klingon"},
    {"timezone": "Mars/Olympus"},
    {"started_on": "yesterday"},
    {"started_on": "03/04/2026"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_change_by_hand_is_named(signed_in, cast, wrong):
    given = {"name": "Omar H.", "email": "omar@acme.example", "team": cast.support.id, "role": "employee"} | wrong
    answer = signed_in(cast.hana).post(f"/people/{cast.omar.uid}/edit", data=given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert queries.person(cast.omar.id).name == "Omar Haddad"


@pytest.mark.parametrize("wrong", [*WRONG, {"team": 0}, {"email": "omar@acme.example"}])
def test_a_wrong_new_person_is_named_and_nobody_is_added(signed_in, cast, wrong):
    given = {"name": "Nuri", "email": "nuri@acme.example", "team": cast.support.id, "role": "employee"} | wrong
    before = (count(), len(queries.open_teams()))
    answer = signed_in(cast.hana).post("/people/new", data=given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (count(), len(queries.open_teams())) == before


def test_a_person_is_added_by_hand_and_the_next_roster_knows_them(signed_in, cast):
    browser = signed_in(cast.hana)
    given = {"name": "Nuri Aslan", "email": "Nuri@acme.example", "team": cast.operations.id, "below": "Care/Night"}
    answer = browser.post("/people/new", data={**given, "role": "employee", "is_lead": "y", "locale": "German"})
    nuri = queries.person_by_email("nuri@acme.example")
    assert answer.location == f"/people/{nuri.uid}"
    assert queries.every_path()[nuri.team_id] == ("Acme", "Operations", "Care", "Night")
    assert (nuri.is_lead, nuri.locale, nuri.timezone, nuri.started_on, nuri.role) == (True, "de", "", None, "employee")
    did = [(entry.did, entry.role) for entry in trail()]
    assert did == [("added-team", "hr"), ("added-team", "hr"), ("added-person", "hr")]
    assert "Nuri" not in str([entry.detail for entry in trail()])
    assert "This list changes nothing" in browser.get(uploaded(browser, acme())).text


def trail() -> list[Entry]:
    db.session.expire_all()
    return list(db.session.scalars(select(Entry).order_by(Entry.id)))


def test_a_new_team_that_is_there_already_is_that_team(signed_in, cast):
    given = {"name": "Nuri", "email": "nuri@acme.example", "team": cast.operations.id, "below": "SUPPORT"}
    assert signed_in(cast.hana).post("/people/new", data={**given, "role": "hr"}).status_code == 303
    nuri = queries.person_by_email("nuri@acme.example")
    assert (nuri.team_id, nuri.role) == (cast.support.id, "employee")


def test_the_first_person_by_hand_makes_the_company(app, signed_in):
    with transaction():
        ada = Person(name="Ada", email="ada@acme.example", role="admin")
        db.session.add(ada)
        db.session.flush()
    given = {"name": "Lea", "email": "lea@acme.example", "team": 0, "below": "Acme/Support", "role": "admin"}
    assert signed_in(ada).post("/people/new", data=given).status_code == 303
    assert queries.root().name == "Acme"
    assert queries.person_by_email("lea@acme.example").role == "employee"


def test_whoever_left_is_taken_back_and_not_added_again(signed_in, cast):
    browser = signed_in(cast.hana)
    browser.post(f"/people/{cast.omar.uid}/left")
    given = {"name": "Omar Haddad", "email": "omar@acme.example", "team": cast.support.id, "role": "employee"}
    answer = browser.post("/people/new", data=given)
    assert answer.status_code == 422
    assert "who has left" in answer.text


def test_hr_gives_no_administrator_another_address(signed_in, cast):
    given = {"name": "Ada Root", "email": "hana.too@acme.example", "team": 0, "role": "admin"}
    answer = signed_in(cast.hana).post(f"/people/{cast.ada.uid}/edit", data=given)
    assert answer.status_code == 422
    assert "may change the address of one" in answer.text
    assert signed_in(cast.ada).post(f"/people/{cast.ada.uid}/edit", data=given).status_code == 303


def test_what_people_chose_themselves_is_not_changed_by_hand(signed_in, cast):
    with transaction():
        omar = queries.person(cast.omar.id)
        omar.locale, omar.chose_locale, omar.timezone, omar.chose_timezone = "ar", True, "Africa/Cairo", True
    given = {"name": "Omar Haddad", "email": "omar@acme.example", "team": cast.support.id, "role": "employee"}
    more = {"locale": "de", "timezone": "Europe/Paris"}
    assert signed_in(cast.hana).post(f"/people/{cast.omar.uid}/edit", data=given | more).status_code == 303
    omar = queries.person(cast.omar.id)
    assert (omar.locale, omar.timezone) == ("ar", "Africa/Cairo")


def test_before_somebody_is_marked_as_left_it_is_said_what_that_does(signed_in, cast):
    page = signed_in(cast.hana).get(f"/people/{cast.lea.uid}/left").text
    assert "no longer lead" in page
    assert "after 90 days" in page
    assert queries.person(cast.lea.id).left_on is None
    assert signed_in(cast.hana).get(f"/people/{cast.ada.uid}/left").status_code == 422


def test_whoever_leaves_is_signed_out_and_may_come_back(signed_in, cast):
    omar, browser = signed_in(cast.omar), signed_in(cast.hana)
    assert omar.get("/me").status_code == 200
    assert browser.post(f"/people/{cast.omar.uid}/left").status_code == 303
    assert omar.get("/me").status_code == 303
    assert "Omar Haddad" in browser.get("/people?who=left").text
    assert browser.post(f"/people/{cast.omar.uid}/back").status_code == 303
    assert omar.get("/me").status_code == 200


TYPING = st.text(max_size=60) | st.sampled_from(["nuri@acme.example", "2026-03-01", "de", "Europe/Berlin", "a/b", "0"])
FORM = st.fixed_dictionaries({}, optional=dict.fromkeys((*TYPED, "team", "role", "is_lead"), TYPING))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=FORM, sound=st.booleans())
def test_whatever_is_typed_of_a_person_nothing_breaks_and_nobody_is_added_by_half(signed_in, cast, typed, sound):
    browser, before = signed_in(cast.hana), (count(), len(queries.open_teams()))
    base = {"name": "N", "email": "n@acme.example", "team": cast.support.id, "role": "employee"} if sound else {}
    answer = browser.post("/people/new", data=base | typed)
    assert answer.status_code in {303, 422}
    assert (count(), len(queries.open_teams())) == before or answer.status_code == 303
    assert count() == before[0] + (answer.status_code == 303)
    assert browser.post(f"/people/{cast.omar.uid}/edit", data=typed).status_code in {303, 422}
