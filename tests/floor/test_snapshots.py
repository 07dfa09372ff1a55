"""What everybody in a hall sees: made at most once a second, the same for all, and nothing that must not be shown."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.floor import tally
from pulse.townhalls import snapshot_queries
from pulse.townhalls.models import NamedQuestion
from pulse.townhalls.showing import Fate, HallQuestion, shown
from tests._ground.halls import handle

ASKED = (
    HallQuestion("a", "Why?", 0, 12),
    HallQuestion("b", "How?", 1, 7),
    HallQuestion("c", "When?", 2),
    HallQuestion("d", "Who?", 3),
)


@pytest.fixture
def seen(crowd, monkeypatch):
    monkeypatch.setattr(snapshot_queries, "LASTS", timedelta())
    return lambda: crowd[0].look().get_json()


def path(hall):
    return f"/halls/{hall.uid}/snapshot.json"


def test_what_has_not_changed_is_not_sent_again(crowd, hall):
    first = crowd[0].look()
    again = crowd[0].plain.get(
        path(hall), headers={"Hall-Key": snapshot_queries.key(hall.uid), "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert not any("Set-Cookie" in each.headers for each in (first, again))


@pytest.mark.parametrize("given", ["", "x" * 32, "ü"])
def test_without_the_key_nothing_is_told(app, hall, given):
    reply = app.test_client(use_cookies=False).get(path(hall), headers={"Hall-Key": given})
    assert reply.status_code == 403


def test_another_halls_key_does_not_do(app, hall):
    reply = app.test_client(use_cookies=False).get(path(hall), headers={"Hall-Key": snapshot_queries.key("other")})
    assert reply.status_code == 403


def test_it_is_made_at_most_once_a_second(crowd, hall, monkeypatch, time_machine):
    made, look = [], snapshot_queries.look
    monkeypatch.setattr(snapshot_queries, "look", lambda uid: made.append(uid) or look(uid))
    time_machine.move_to(clock.now(), tick=False)
    for _ in range(5):
        crowd[0].look()
    assert len(made) == 1
    time_machine.shift(1)
    crowd[0].look()
    assert len(made) == 2


def test_it_costs_four_statements_whatever_there_is(crowd, hall, monkeypatch):
    for each in crowd[:4]:
        handle(hall, each.ask("Why?").get_json()["id"], "queued")
    monkeypatch.setattr(snapshot_queries, "LASTS", timedelta())
    crowd[0].look()
    said = []
    engines = [db.engines[side] for side in (None, "ballots")]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    crowd[0].look()
    assert sum(each.startswith("SELECT") for each in said) == 4


def test_a_declined_question_leaves_its_reason_alone(crowd, hall, seen):
    asked = crowd[0].ask("Who is <b>that</b>?").get_json()
    assert seen()["questions"] == [asked | {"state": "new", "text": "Who is <b>that</b>?"}]
    handle(hall, asked["id"], "declined", reason="It names a person.")
    assert seen()["questions"] == [asked | {"state": "declined", "reason": "It names a person."}]


def test_a_question_under_a_name_stands_beside_the_others(crowd, hall, seen, support):
    with transaction():
        asked = NamedQuestion(hall_id=hall.id, person_id=support[0].id, text="Mine?", asked_at=clock.now())
        db.session.add(asked)
    assert seen()["questions"] == [{"id": asked.id, "state": "new", "text": "Mine?", "by": support[0].name}]


def test_how_many_entered_is_told_as_a_class(crowd, seen):
    assert (seen()["entered"], seen()["needed"], seen()["floor"]) == ([8, 19], 0, "open")
    classes = [tally.crowd(count) for count in range(3000)]
    assert all(low <= count <= high for count, (low, high) in enumerate(classes))
    assert all(one == other or one[1] + 1 == other[0] for one, other in pairwise(classes))
    assert tally.crowd(7) == (7, 7)


def ids(questions):
    return [each["id"] for each in questions]


def test_most_votes_come_first_and_few_tell_no_order():
    assert ids(shown(ASKED, {}, 20)) == ["a", "b", "c", "d"]
    assert ids(shown(ASKED[::-1], {}, 20)) == ["a", "b", "c", "d"]


def test_merged_questions_stand_under_the_one_they_were_merged_into():
    fates = {"b": Fate("queued", merged_into="a"), "c": Fate("new", merged_into="b")}
    found = shown(ASKED, fates, 20)
    assert ids(found) == ["a", "d"]
    assert (found[0]["parts"], found[0]["votes"]) == (["b", "c"], [12, 20])


def test_what_was_merged_in_a_ring_or_into_nothing_is_still_shown():
    fates = {"a": Fate("new", merged_into="b"), "b": Fate("new", merged_into="a"), "c": Fate("new", merged_into="gone")}
    assert set(ids(shown(ASKED, fates, 20))) == {"a", "b", "c", "d"}


def test_a_hall_that_is_not_there_is_not_found(app):
    reply = app.test_client(use_cookies=False).get(
        "/halls/none/snapshot.json", headers={"Hall-Key": snapshot_queries.key("none")}
    )
    assert reply.status_code == 404
