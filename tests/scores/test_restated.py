"""A round that an older program has sealed and scored is scored anew when its databases are brought up to date."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, update

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import queries as people
from pulse.questions.models import Question
from pulse.rounds import jobs as rounds
from pulse.rounds.models import Round
from pulse.scores import jobs, queries
from pulse.scores.models import Answered, Conclusion, Mark, Restated
from pulse.tallies import layout
from pulse.tallies import queries as tables
from tests._ground.voting import MONDAY, make_programme, open_round, vote

OPENS = MONDAY + timedelta(hours=1, minutes=1)


@contextmanager
def older_library(patched):
    """The library as it was before it called anything sensitive."""
    with transaction():
        db.session.execute(update(Question).values(sensitive=False))
    with patched.context() as inside:
        inside.setattr(layout, "sensitive", frozenset)
        yield


def hold(client, now):
    """Hold one round in which everybody says the same on respect, and the opposite of having been talked down to."""
    opened = open_round(now)
    for person in people.members():
        vote(client, opened, person, 5)
    rounds.advance(opened.closes_at)
    jobs.compute()
    return opened


def again():
    """Run the revision over what is there, then what the next tick does."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    downgrade(revision="0025")
    upgrade()
    jobs.compute()


def score(opened, dimension):
    wanted = select(Mark).where(Mark.round_id == opened, Mark.dimension == dimension, Mark.gap == "")
    return {mark.team_uid: mark.score for mark in db.session.scalars(wanted)}


def answered(opened, code):
    return [
        row for row in db.session.scalars(select(Answered).where(Answered.round_id == opened)) if row.question == code
    ]


@pytest.fixture
def restated(app, cast, client, time_machine, monkeypatch):
    time_machine.move_to(OPENS, tick=False)
    make_programme(anchors=["T1", "R1", "R8"], rotation=[], extras=[])
    with older_library(monkeypatch):
        opened = hold(client, OPENS)
        db.session.expire_all()
        before = {"respect": score(opened.id, "respect"), "trust": score(opened.id, "trust")}
        assert any(not row.gap for row in answered(opened.id, "R8"))
        uid, number = opened.uid, opened.id
    again()
    return before, uid, number


def test_respect_is_that_of_what_is_left_and_trust_as_it_was(restated):
    before, _uid, opened = restated
    assert score(opened, "trust") == before["trust"]
    assert score(opened, "respect") == before["trust"]  # R1 was answered as T1 was
    assert before["respect"] != before["trust"]


def test_nothing_is_left_of_small_groups_and_the_tables_are_whole(restated):
    _before, uid, opened = restated
    assert answered(opened, "R8")
    assert [row for row in answered(opened, "R8") if not row.gap] == []
    assert tables.keeps_back(uid)
    assert tables.differences(uid) == ()
    assert not [cell for cell in tables.cells(uid) if cell.question == "R8"]


def test_it_is_written_down_which_round_was_computed_anew_and_without_what(restated):
    _before, _uid, opened = restated
    assert queries.restated([opened, opened + 1]) == {opened: ["R8"]}
    marked = db.session.scalars(select(Question.code).where(Question.sensitive)).all()
    assert sorted(marked) == ["O2", "O3", "R8"]


def test_a_round_that_asked_nothing_of_the_kind_is_left_alone(app, cast, client, time_machine, monkeypatch):
    time_machine.move_to(OPENS, tick=False)
    make_programme(anchors=["T1", "R1"], rotation=[], extras=[])
    with older_library(monkeypatch):
        opened = hold(client, OPENS)
        with transaction():
            db.session.execute(update(Mark).values(change=7.5))
            number = opened.id
    again()
    assert set(db.session.scalars(select(Mark.change).where(Mark.round_id == number))) == {7.5}
    assert db.session.scalars(select(Restated)).all() == []
    assert db.session.scalars(select(Conclusion.round_id)).all() == [number]
    assert db.session.get(Round, number) is not None
