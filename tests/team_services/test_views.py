"""Saying whom a team serves: by HR or who leads there, never itself, always in the trail."""

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people.models import Team
from pulse.team_services import actions, queries


def page(team):
    return f"/people/teams/{team.uid}/serves"


def pairs():
    db.session.rollback()
    return {(each.server.name, each.served.name) for each in queries.services()}


def trail():
    db.session.rollback()
    return [(entry.did, entry.detail) for entry in db.session.scalars(select(Entry).order_by(Entry.id))]


def test_hr_says_whom_a_team_serves_and_takes_it_back(acme, signed_in):
    hana = signed_in(acme.hana)
    assert hana.post(page(acme.finance), data={"served": acme.operations.uid}).status_code == 303
    assert pairs() == {("Finance", "Operations")}
    body = hana.get(page(acme.finance)).text
    assert "Operations" in body
    assert "Finance" in hana.get(page(acme.operations)).text
    (service,) = queries.services()
    assert hana.post(f"{page(acme.finance)}/undo", data={"service": service.uid}).status_code == 303
    assert pairs() == set()
    assert [did for did, _ in trail()][-2:] == ["serves", "serves-no-more"]
    assert trail()[-1][1] == {"served": acme.operations.uid}


def test_a_lead_says_it_of_the_own_team_alone(acme, signed_in):
    lea = signed_in(acme.lea)
    assert lea.post(page(acme.support), data={"served": acme.finance.uid}).status_code == 303
    assert pairs() == {("Support", "Finance")}
    assert lea.get(page(acme.finance)).status_code == 403
    assert lea.post(page(acme.finance), data={"served": acme.support.uid}).status_code == 403


@pytest.mark.parametrize("who", ["omar", "ada"])
def test_nobody_else_may(acme, signed_in, who):
    assert signed_in(getattr(acme, who)).get(page(acme.support)).status_code == 403


def test_what_another_team_recorded_is_not_taken_back_here(acme, signed_in):
    with transaction():
        made = actions.serve(acme.finance, acme.support, by=acme.hana)
        uid = made.uid
    assert signed_in(acme.lea).post(f"{page(acme.support)}/undo", data={"service": uid}).status_code == 404
    assert pairs() == {("Finance", "Support")}


@pytest.mark.parametrize("served", ["operations", "support"])
def test_a_team_serves_neither_itself_nor_one_below(acme, signed_in, served):
    other = getattr(acme, served)
    answer = signed_in(acme.hana).post(page(acme.operations), data={"served": other.uid})
    assert answer.status_code == 422
    with pytest.raises(Refusal, match="cannot serve itself"):
        actions.serve(acme.operations, db.session.merge(other), by=None)


def test_a_team_may_serve_the_whole_company_it_is_part_of(acme):
    with transaction():
        actions.serve(acme.finance, acme.company, by=acme.hana)
    with pytest.raises(Refusal, match="already"):
        actions.serve(acme.finance, acme.company, by=acme.hana)


def test_hr_chooses_who_can_be_named(acme, signed_in):
    hana = signed_in(acme.hana)
    assert hana.post("/programmes/named-teams", data={"teams": [acme.finance.uid, acme.field.uid]}).status_code == 303
    db.session.rollback()
    assert [team.name for team in queries.nameable()] == ["Field", "Finance"]
    assert hana.get("/programmes/named-teams").text.count(" checked") == 2
    assert hana.post("/programmes/named-teams", data={"csrf_token": "as a browser sends"}).status_code == 303
    db.session.rollback()
    assert queries.nameable() == []
    assert [did for did, _ in trail()] == ["chose-nameable-teams"] * 2
    assert signed_in(acme.lea).get("/programmes/named-teams").status_code == 403


def test_no_more_than_forty_can_be_named(acme, signed_in):
    with transaction():
        teams = [Team(name=f"Team {number}", parent=acme.finance) for number in range(41)]
        db.session.add_all(teams)
        db.session.flush()
        uids = [team.uid for team in teams]
    answer = signed_in(acme.hana).post("/programmes/named-teams", data={"teams": uids})
    assert answer.status_code == 422
    assert "At most 40 teams" in answer.text
    assert queries.nameable() == []
