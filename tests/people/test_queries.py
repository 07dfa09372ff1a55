"""Looking up persons and teams."""

from contextlib import contextmanager
from datetime import date

import pytest
from pytest import raises
from sqlalchemy import event

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.transactions import transaction
from pulse.people import queries
from pulse.people.models import Team


@contextmanager
def statements():
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("uid", ["", "none", "\0", "x" * 5000])
def test_nothing_is_found_under_an_unknown_uid(app, cast, uid):
    for look in (queries.person_by_uid, queries.team, lambda uid: queries.draft(uid, cast.hana)):
        with raises(NotFound):
            look(uid)


def test_branches_cost_the_same_whatever_their_number(app, cast):
    with statements() as few:
        assert len(queries.branches()) == 5
    with transaction():
        db.session.add_all(Team(name=f"Team {n}", parent_id=cast.field.id) for n in range(50))
    with statements() as many:
        assert len(queries.branches()) == 55
    assert len([s for s in few if "SELECT" in s]) == len([s for s in many if "SELECT" in s]) == 2


def test_a_branch_counts_those_below_it_and_not_those_who_left(app, cast):
    with transaction():
        queries.person(cast.omar.id).left_on = date(2026, 1, 1)
    counts = {branch.path[-1]: (branch.own, branch.whole) for branch in queries.branches()}
    assert counts == {"Acme": (0, 20), "Operations": (0, 17), "Support": (9, 9), "Field": (8, 8), "Finance": (3, 3)}


def test_a_closed_team_is_no_branch_and_has_only_itself_below(app, cast):
    with transaction():
        queries.team(cast.field.uid).closed_on = date(2026, 1, 1)
    assert "Field" not in {branch.path[-1] for branch in queries.branches()}
    assert queries.below(queries.team(cast.field.uid)) == [cast.field.id]
    assert set(queries.below(queries.team(cast.operations.uid))) == {cast.operations.id, cast.support.id}


def test_a_page_beyond_the_last_is_the_last(app, cast):
    found = queries.search("number", page=99)
    assert (found.page, found.pages, found.total) == (1, 1, 18)
    assert queries.search("nobody").people == []


def test_a_person_is_found_by_number_only_whole(app, cast):
    with transaction():
        queries.person(cast.omar.id).employee_id = "N1234"
    assert [one.name for one in queries.search("N1234").people] == ["Omar Haddad"]
    assert queries.search("N123").people == []


def test_what_people_chose_is_known(app, cast):
    with transaction():
        queries.person(cast.omar.id).chose_locale = True
    people, teams = queries.known()
    assert {one.name: one.chosen for one in people}["Omar Haddad"] == {"locale"}
    assert ("Acme", "Operations", "Support") in teams
