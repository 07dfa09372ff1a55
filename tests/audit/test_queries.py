"""The trail and the look-log, as they are read."""

from datetime import date

from pulse.audit import actions, queries
from pulse.audit.models import Look
from pulse.base.db import db
from pulse.base.transactions import transaction

TODAY = date(2026, 7, 1)


def look(person, team_uid, on=TODAY, role="hr"):
    with transaction():
        db.session.add(Look(on=on, person_id=person.id, role=role, page="team", team_uid=team_uid))


def test_looks_are_counted_by_role_and_name_nobody(app, cast):
    for person in (cast.hana, cast.hana, cast.ada):
        look(person, "support")
    look(cast.lea, "support", role="leader")
    found = queries.looks(("support",), TODAY)
    assert {(each.role, each.count) for each in found} == {("hr", 3), ("leader", 1)}
    assert not hasattr(found[0], "person_id")


def test_looks_at_other_teams_and_old_ones_are_left_out(app, cast):
    look(cast.hana, "field")
    look(cast.hana, "support", on=date(2025, 1, 1))
    assert queries.looks(("support",), TODAY) == []


def test_the_trail_shows_the_latest_first(app, cast):
    for did in ("first", "second"):
        with transaction():
            actions.record(did, "x", by=cast.hana)
    assert [entry.did for entry in queries.trail()] == ["second", "first"]
    assert [entry.did for entry in queries.trail(before=queries.trail()[0].id)] == ["first"]


def test_one_is_told_what_the_trail_holds_about_oneself_alone(app, cast):
    with transaction():
        actions.record("imported", "roster", by=cast.hana)
        actions.record("imported", "roster", by=cast.ada)
    look(cast.hana, "support")
    found = queries.export(cast.hana)
    assert [each["did"] for each in found["did"]] == ["imported"]
    assert found["looked"] == [{"on": "2026-07-01", "page": "team", "team": "support"}]
