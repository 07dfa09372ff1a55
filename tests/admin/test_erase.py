"""Erasing a person: what is stored about them goes, no count and no result moves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest import raises
from sqlalchemy import select, text

from pulse.access import actions as access
from pulse.access.lockout import Counter
from pulse.access.models import Attempt
from pulse.admin import erasing_actions, jobs, queries
from pulse.audit import actions as audit
from pulse.audit.models import Entry
from pulse.ballots import voter
from pulse.ballots.envelopes import BallotText
from pulse.ballots.wire import to_text
from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.outbox import actions as outbox
from pulse.people import queries as people
from pulse.people.models import Person, RosterDraft
from pulse.rounds import jobs as rounds
from pulse.rounds import queries as round_queries
from pulse.rounds.models import Seat, Step
from pulse.tallies import queries as tables
from tests._ground.voting import MONDAY, ballot, collect, invitation, make_programme, open_round, vote

OPEN = MONDAY + timedelta(hours=1, minutes=1)


def everything_stored() -> str:
    """Return every cell of every table on the people side, as text."""
    tables = db.metadata.tables
    return "\n".join(str(row) for name in tables for row in db.session.execute(text(f"SELECT * FROM {name}")))


def erase(person_id: int, by: Person | None = None) -> None:
    with transaction():
        erasing_actions.erase_person(people.person(person_id), by=by)


def test_nothing_that_names_a_person_is_left(app, cast, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    open_round(OPEN)
    with transaction():
        omar = people.person(cast.omar.id)
        uid = omar.uid
        omar.employee_id = "N4711"
        access.set_password(omar, "correct horse battery")
        access.make_link(omar, now=OPEN)
        access.count(Counter.ACCOUNT, omar.email, now=OPEN)
        outbox.post("test", omar)
        db.session.add(RosterDraft(by_person_id=omar.id, filename="Omar.csv", content=b"Omar", made_at=OPEN))
        audit.record("tried", "something", by=omar)
    assert {"Omar", "omar@", "N4711"} <= {word for word in ("Omar", "omar@", "N4711") if word in everything_stored()}
    erase(cast.omar.id, cast.hana)
    left = everything_stored()
    assert [word for word in ("Omar", "Haddad", "omar@", "N4711") if word in left] == []
    assert db.session.scalars(select(Seat).where(Seat.person_id == cast.omar.id)).all() == []
    assert db.session.scalars(select(Attempt)).all() == []
    last = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert (last.did, last.about, last.person_id) == ("erased-person", f"person:{uid}", cast.hana.id)


@pytest.mark.parametrize("answered", [True, False])
def test_a_person_erased_in_mid_round_moves_no_count(app, cast, client, time_machine, answered):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    for person in people.members():
        if person.id != cast.omar.id or answered:
            vote(client, opened, person, 4)
    before = (round_queries.collected(opened.id), db.session.query(Seat).count(), opened.members)
    erase(cast.omar.id, cast.hana)
    after = (round_queries.collected(opened.id), db.session.query(Seat).count(), round_queries.rounds()[0].members)
    assert after == before
    assert db.session.query(Seat).filter(Seat.person_id < 0).count() == 1
    rounds.advance(opened.closes_at)
    sealed = round_queries.rounds()[0]
    assert sealed.step == Step.SEALED.value
    assert tables.facts(sealed.uid).ballots == sealed.collected == before[0]
    assert sealed.members == before[2]


def test_who_collected_before_the_erasure_still_casts_and_who_did_not_is_asked_no_more(app, cast, client, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    token = invitation(opened, cast.omar)
    told = client.post("/visit", json={"invite": token}).json
    held = collect(client, token, told)
    erase(cast.omar.id, cast.hana)
    erase(cast.lea.id, cast.hana)
    assert client.post("/ballot", json=ballot(told, held, BallotText(held.cohort, {}, {}))).status_code == 204
    again = {"invite": invitation(opened, cast.lea), "blinded": to_text(voter.begin().blinded)}
    assert client.post("/credential", json=again).status_code == 410
    assert round_queries.collected(opened.id) == 1


def test_a_newcomer_inherits_neither_session_nor_seat(app, cast, signed_in):
    last = db.session.scalars(select(Person).order_by(Person.id.desc())).first()
    browser = signed_in(last)
    assert browser.get("/me").status_code == 200
    erase(last.id, cast.hana)
    with transaction():
        cast.people(people.team(cast.field.uid), 1, "newcomer")
    assert browser.get("/me").status_code == 303


def test_hr_erases_with_a_page_that_says_what_stays(signed_in, cast):
    browser = signed_in(cast.hana)
    page = browser.get(f"/people/{cast.omar.uid}/erase").text
    assert "What stays" in page
    assert browser.post(f"/people/{cast.omar.uid}/erase").status_code == 303
    assert browser.get(f"/people/{cast.omar.uid}").status_code == 404


def test_nobody_erases_themselves_and_hr_no_administrator(app, cast, signed_in):
    with raises(Refusal, match="yourself"):
        erasing_actions.erase_person(cast.hana, by=cast.hana)
    assert signed_in(cast.hana).post(f"/people/{cast.ada.uid}/erase").status_code == 422
    assert people.person(cast.ada.id)


def test_who_left_long_ago_is_erased_by_the_clock(app, cast):
    now = clock.now()
    with transaction():
        people.person(cast.omar.id).left_on = local_day(now) - timedelta(days=90)
        people.person(cast.lea.id).left_on = local_day(now) - timedelta(days=89)
    assert jobs.erase_leavers(now) == 1
    assert people.person_by_email("omar@acme.example") is None
    assert people.person_by_email("lea@acme.example") is not None


def test_a_host_may_keep_those_who_left(app, cast):
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], forget_people_days=0)
    with transaction():
        people.person(cast.omar.id).left_on = local_day(clock.now()) - timedelta(days=900)
    assert jobs.erase_leavers(clock.now()) == 0
    assert people.person(cast.omar.id)


def test_one_sees_all_that_is_stored_about_oneself(app, cast, client, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    vote(client, opened, people.person(cast.omar.id), 4)
    mine = queries.own_data(people.person(cast.omar.id))
    assert mine["person"]["email"] == "omar@acme.example"
    assert mine["person"]["team"] == "Acme/Operations/Support"
    assert mine["rounds"] == [{"round": opened.uid, "took_part": True}]
    assert queries.own_data(people.person(cast.lea.id))["rounds"] == [{"round": opened.uid, "took_part": False}]
