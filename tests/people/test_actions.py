"""Changing people and teams by hand."""

from datetime import date

import pytest
from pytest import raises
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people import actions, queries
from pulse.people.models import Role
from tests.people.imported import TODAY, open_tree


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
        actions.give_role(cast.omar, Role.ADMIN, by=cast.hana)
    with raises(Refusal, match="administrator"):
        actions.give_role(cast.ada, Role.EMPLOYEE, by=cast.hana)
    with raises(Refusal, match="administrator"):
        actions.mark_left(cast.ada, by=cast.hana, today=TODAY)
    actions.give_role(cast.omar, Role.ADMIN, by=cast.ada)
    assert cast.omar.role == "admin"


def test_nobody_changes_their_own_role_or_removes_themselves(app, cast):
    with raises(Refusal, match="own role"):
        actions.give_role(cast.ada, Role.HR, by=cast.ada)
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
