"""Who may read a round's comments is written down when it opens, and the writer is told the same names."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pulse.admin import erasing_actions as admin
from pulse.admin import queries as stored
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.people.models import Person, Role, Team
from pulse.programmes.models import Branch
from pulse.rounds import actions
from pulse.rounds.comment_readers import EVERYWHERE, above, branches, homes
from pulse.rounds.models import CommentReader
from pulse.tallies.cells import Tree
from tests._ground.voting import MONDAY, invitation, make_programme, open_round

OPEN = MONDAY + timedelta(hours=1, minutes=1)
COMPANY = {"acme": None, "ops": "acme", "support": "ops", "field": "ops", "sales": "acme"}


@pytest.mark.parametrize(
    ("asked", "team", "found"),
    [
        (COMPANY, "support", ("support",)),
        (COMPANY, "acme", ("acme",)),
        ({"support": None, "sales": None}, "acme", (EVERYWHERE,)),
        ({"support": None, "sales": None}, "ops", ("support",)),
        ({"support": None}, "sales", ()),
    ],
)
def test_a_lead_reads_the_own_branch_as_far_as_it_was_asked(asked, team, found):
    assert branches(asked, COMPANY, team) == found


def test_a_page_is_cut_to_the_branches_of_then():
    tree = Tree(COMPANY)
    assert homes(tree, ["", "acme", "ops", "support"], ["ops"]) == ["ops", "support"]
    assert homes(tree, ["", "ops"], [EVERYWHERE]) == ["", "ops"]
    assert homes(tree, ["ops"], ["support", "gone"]) == []


def test_whoever_reads_a_home_is_above_it():
    assert above(COMPANY, "support") == ("support", "ops", "acme", EVERYWHERE)
    assert above(COMPANY, EVERYWHERE) == (EVERYWHERE,)
    for home in COMPANY:
        readers = {branch for branch in (*COMPANY, EVERYWHERE) if homes(Tree(COMPANY), [home], [branch])}
        assert readers == set(above(COMPANY, home))


def readers(opened):
    rows = db.session.scalars(select(CommentReader).where(CommentReader.round_id == opened.id))
    return {(row.person_id, row.team_uid) for row in rows}


def test_hr_and_leads_of_the_day_are_written_down_and_nobody_else(app, cast, time_machine):
    time_machine.move_to(OPEN)
    with transaction():
        gone = Person(name="Gone", email="gone@acme.example", role=Role.HR.value, left_on=date(2026, 3, 1))
        soon = Person(name="Soon", email="soon@acme.example", role=Role.HR.value, started_on=date(2026, 3, 9))
        db.session.add_all([gone, soon])
        db.session.get_one(Person, cast.ada.id).is_lead = True
    make_programme()
    opened = open_round(OPEN)
    assert readers(opened) == {(cast.hana.id, EVERYWHERE), (cast.lea.id, cast.support.uid)}


def test_opening_again_after_a_crash_writes_the_same_list(app, cast, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    before = readers(opened)
    with transaction():
        parent = {"p": None, cast.support.uid: "p"}
        actions._name_readers(db.session.merge(opened), parent, OPEN.date())
    assert readers(opened) == before != set()


def test_a_programme_of_one_branch_is_read_by_its_leads_and_those_above(app, cast, time_machine):
    time_machine.move_to(OPEN)
    with transaction():
        olga, paul = cast.people(cast.operations, 2, "chief")
        olga.is_lead = True
        paul.team, paul.is_lead = db.session.get_one(Team, cast.finance.id), True
    make_programme(branches=[Branch(team_id=cast.support.id)])
    opened = open_round(OPEN)
    assert opened.step == "open"
    expected = {(cast.hana.id, EVERYWHERE), (cast.lea.id, cast.support.uid), (olga.id, EVERYWHERE)}
    assert readers(opened) == expected


def test_the_writer_is_told_those_names_and_no_newcomer(app, cast, client, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    with transaction():
        db.session.get_one(Person, cast.omar.id).role = Role.HR.value
    told = client.post("/visit", json={"invite": invitation(opened, cast.omar)}).json
    assert told["readers"] == ["Hana Ivanova", "Lea Lindqvist"]
    finance = people.person_by_email("finance1@acme.example")
    assert client.post("/visit", json={"invite": invitation(opened, finance)}).json["readers"] == ["Hana Ivanova"]


def test_the_erased_are_on_no_list_and_everybody_sees_their_own(app, cast, time_machine):
    time_machine.move_to(OPEN)
    make_programme()
    opened = open_round(OPEN)
    mine = stored.own_data(people.person(cast.lea.id))["may_read_comments"]
    assert mine == [{"round": opened.uid, "branch": cast.support.uid}]
    assert stored.own_data(people.person(cast.omar.id))["may_read_comments"] == []
    with transaction():
        admin.erase_person(people.person(cast.lea.id), by=cast.hana)
    assert readers(opened) == {(cast.hana.id, EVERYWHERE)}
