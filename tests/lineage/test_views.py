"""HR records that teams follow older ones; nobody else does."""

from datetime import date

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.lineage import queries
from pulse.lineage.links import Link
from pulse.people import queries as people_queries
from pulse.people.models import Team
from tests.people.rosters import import_all

MAY = date(2026, 5, 3)
FORM = {"on": "2026-05-03", "part": "whole"}


@pytest.fixture
def older(cast):
    """Two closed teams beside Support."""
    with transaction():
        made = [Team(name=name, parent=cast.operations, closed_on=MAY) for name in ("Phones", "Counter")]
        db.session.add_all(made)
    return made


@pytest.fixture
def post(cast, signed_in):
    def posting(team, older, who="hana", **changes):
        address = f"/people/teams/{team.uid}/follows"
        return signed_in(getattr(cast, who)).post(address, data={**FORM, "follows": older.uid, **changes})

    return posting


def recorded():
    db.session.remove()
    return queries.links()


def test_hr_records_a_merger_and_reads_it_on_the_page(cast, older, post, signed_in):
    assert [post(cast.support, each).status_code for each in older] == [303, 303]
    assert set(recorded()) == {Link(cast.support.uid, each.uid, MAY) for each in older}
    page = signed_in(cast.hana).get(f"/people/teams/{cast.support.uid}/follows").text
    assert "Follows Counter since" in page
    assert "Follows Phones since" in page
    assert {entry.did for entry in db.session.scalars(select(Entry))} >= {"followed"}


def test_what_was_recorded_can_be_taken_back(cast, older, post, signed_in):
    post(cast.support, older[0])
    uid = queries.successions(cast.support)[0][0].uid
    address = f"/people/teams/{cast.support.uid}/follows/undo"
    assert signed_in(cast.hana).post(address, data={"succession": uid}).status_code == 303
    assert recorded() == []
    assert signed_in(cast.hana).post(address, data={"succession": uid}).status_code == 404


@pytest.mark.parametrize("who", ["lea", "omar"])
def test_leaders_and_employees_record_nothing(cast, older, post, who):
    assert post(cast.support, older[0], who).status_code == 403
    assert recorded() == []


def test_a_team_that_is_still_there_can_only_have_given_a_part(cast, post):
    assert "only a part of it can be here" in post(cast.support, cast.field).text
    assert post(cast.support, cast.field, part="part").status_code == 303


def test_two_teams_do_not_both_follow_the_whole_of_one(cast, older, post):
    post(cast.support, older[0])
    assert "Another team follows that one" in post(cast.field, older[0]).text
    assert "Another team follows that one" in post(cast.field, older[0], part="part").text
    assert "recorded already" in post(cast.support, older[0]).text


def test_no_team_follows_itself_through_another_or_on_a_day_to_come(cast, older, post, time_machine):
    time_machine.move_to("2026-06-01T09:00Z")
    post(older[0], older[1])
    assert "cannot follow itself" in post(older[1], older[0]).text
    assert "still to come" in post(cast.support, older[0], on="2026-06-02").text


def test_an_import_offers_what_seems_to_go_on_and_records_nothing_by_itself(cast, signed_in):
    browser = signed_in(cast.hana)
    with transaction():
        cast.people(db.session.merge(cast.support), 5, "phone")
    lines = [
        f"{one.name},{one.email},{'Acme/Operations/Helpline' if one.team.name == 'Support' else _path(one.team)}"
        for one in _everybody()
    ]
    answer = import_all(browser, "\n".join(["name,email,team", *lines]) + "\n")
    assert "/people/teams/changes?offer=" in answer.location
    page = browser.get(answer.location).text
    assert "Helpline follows Support" in page
    assert recorded() == []
    helpline = db.session.scalar(select(Team).where(Team.name == "Helpline"))
    action = f"/people/teams/{helpline.uid}/follows?{answer.location.partition('?')[2]}"
    kept = browser.post(action, data={"follows": cast.support.uid, "on": str(date(2020, 1, 1)), "part": "whole"})
    assert "/people/teams/changes?offer=" in kept.location
    assert "recorded" in browser.get(kept.location).text
    assert [link.team for link in recorded()] == [helpline.uid]


def _everybody():
    return [one for one in people_queries.members() if one.team is not None]


def _path(team):
    return team.name if team.parent is None else f"{_path(team.parent)}/{team.name}"
