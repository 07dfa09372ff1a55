"""The link over the nights: chosen beforehand, computed once a night, kept."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.transactions import reading, transaction
from pulse.customers.models import Figure, Measure, UnitTeam
from pulse.linkage import actions, outcome
from pulse.linkage.models import Choice, Expected, Strand, Verdict
from pulse.linkage.queries import gather
from pulse.people.models import Team
from pulse.reports.models import Event, EventKind
from pulse.scores.models import Earlier, Mark
from tests.linkage.filling import fill
from tests.linkage.panels import made

DAY = timedelta(days=1)


@pytest.fixture
def small(app):
    """Nine units of twelve months, with a link."""
    panels = made(units=9, spans=12, beta=0.6, seed=3)
    panels.sentiment[:, 0, 2] = np.nan
    panels.customers[1, 4] = np.nan
    return panels, fill(panels)


def choose(filled, expected=Expected.HIGHER, *, at=None):
    with transaction():
        measure = db.session.get(Measure, filled.measure.id)
        return actions.choose(measure, expected, by=filled.hana, now=at or filled.after)


def verdicts():
    with transaction():
        return list(db.session.scalars(select(Verdict).order_by(Verdict.id)))


def gathered(filled, today=None):
    with reading(db.engine) as connection:
        return gather(connection, filled.measure.id, today or filled.after.date())


def test_what_is_gathered_is_what_was_published(small):
    panels, filled = small
    found = gathered(filled)
    assert not found.quarters
    assert found.panels.periods == panels.periods
    np.testing.assert_allclose(found.panels.sentiment, panels.sentiment)
    np.testing.assert_allclose(found.panels.customers, panels.customers)
    assert not found.panels.events.any()


def test_the_month_that_is_under_way_does_not_count(small):
    panels, filled = small
    found = gathered(filled, today=panels.periods[-1] + 27 * DAY)
    assert found.panels.periods == panels.periods[:-1]


def test_events_of_a_team_and_of_those_above_mark_its_months(small):
    panels, filled = small
    with transaction():
        root = db.session.scalar(select(Team).where(Team.parent_id.is_(None)))
        team = db.session.scalar(select(UnitTeam.team_uid).where(UnitTeam.unit_id == filled.units[4].id))
        for uid, month in ((root.uid, 3), (team, 7)):
            day = panels.periods[month] + 9 * DAY
            db.session.add(Event(team_uid=uid, day=day, kind=EventKind.OTHER.value, words="x", made_at=filled.after))
    marked = gathered(filled).panels.events
    assert marked[:, 3].all()
    assert np.flatnonzero(marked[:, 7]).tolist() == [4]
    assert marked.sum() == 9 + 1


def test_what_a_team_was_before_a_recorded_change_counts(small):
    panels, filled = small
    with transaction():
        uid = db.session.scalar(select(UnitTeam.team_uid).where(UnitTeam.unit_id == filled.units[0].id))
        gone = db.session.scalar(select(Mark.round_id).where(Mark.team_uid == uid, Mark.gap != ""))
        same = {"team_uid": uid, "dimension": "trust", "made_of": ["old"], "n": 7}
        db.session.add(Earlier(round_id=gone, score=44.0, **same))
        db.session.add(Earlier(round_id=gone + 1, score=1.0, **same))  # the team's own score stands
    found = gathered(filled).panels.sentiment[0, 0]
    assert found[2] == 44.0
    assert found[3] == pytest.approx(panels.sentiment[0, 0, 3])


def test_a_unit_above_another_is_left_out(small):
    _, filled = small
    with transaction():
        root = db.session.scalar(select(Team).where(Team.parent_id.is_(None)))
        db.session.add(UnitTeam(team_uid=root.uid, unit_id=filled.units[0].id))
    assert len(gathered(filled).panels.units) == 8


def test_without_figures_there_are_no_panels(app):
    panels = made(units=2, spans=3)
    panels.customers[:] = np.nan
    panels.customers[0, 0] = 50.0
    filled = fill(panels, ratings=9)
    found = gathered(filled)
    assert (found.panels.units, found.panels.periods) == ((), ())
    choose(filled)
    assert actions.compute(filled.after) == 1
    assert verdicts()[0].state == "not enough data"


def test_a_choice_is_computed_at_once_and_then_once_a_night(small):
    _, filled = small
    assert actions.compute(filled.after) == 0
    choose(filled)
    assert actions.compute(filled.after) == 1
    assert actions.compute(filled.after + timedelta(hours=3)) == 0
    found = verdicts()
    assert [each.computed_on for each in found] == [filled.after.date()]
    assert outcome.restored(found[0].outcome).state.value == found[0].state


def test_the_same_data_make_no_new_verdict(small):
    _, filled = small
    choose(filled)
    assert [actions.compute(filled.after + night * DAY) for night in range(3)] == [1, 0, 0]
    with transaction():
        assert db.session.scalar(select(Choice.looked_on)) == (filled.after + 2 * DAY).date()


def test_new_data_make_a_new_verdict_and_the_old_one_stays(small):
    _, filled = small
    choose(filled)
    actions.compute(filled.after)
    with transaction():
        db.session.scalar(select(Figure).limit(1)).mean += 1
    assert actions.compute(filled.after + DAY) == 1
    old, new = verdicts()
    assert old.input_hash != new.input_hash
    with transaction():
        assert set(db.session.scalars(select(Strand.verdict_id))) == {new.id}
        assert db.session.scalar(select(func.count()).select_from(Strand)) == 9


def test_what_a_night_computes_can_be_computed_again_to_the_last_digit(small):
    _, filled = small
    choose(filled)
    actions.compute(filled.after)
    found = gathered(filled)
    assert verdicts()[0].outcome == outcome.stored(outcome.outcome(found.panels, quarters=found.quarters))


def test_a_process_that_dies_over_it_is_followed_by_another(small, monkeypatch):
    _, filled = small
    choose(filled)
    monkeypatch.setattr(actions.outcome, "outcome", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.compute(filled.after)
    monkeypatch.undo()
    assert actions.compute(filled.after + actions.LEASE / 2) == 0  # it may still be at it
    assert actions.compute(filled.after + actions.LEASE) == 1


def test_what_breaks_every_time_is_given_up_for_the_night(small, monkeypatch):
    _, filled = small
    choose(filled)
    monkeypatch.setattr(actions.outcome, "outcome", lambda *_, **__: 1 / 0)
    for attempt in range(actions.TRIES):
        with pytest.raises(ZeroDivisionError):
            actions.compute(filled.after + attempt * actions.LEASE)
    assert actions.compute(filled.after + actions.TRIES * actions.LEASE) == 0
    with transaction():
        assert db.session.scalar(select(Choice)).failed
    monkeypatch.undo()
    assert actions.compute(filled.after + DAY) == 1
    with transaction():
        assert not db.session.scalar(select(Choice)).failed


def test_two_processes_do_not_compute_the_same_choice(small, monkeypatch):
    _, filled = small
    choose(filled)
    inside = []
    real = actions.outcome.outcome

    def slow(*given, **more):
        inside.append(actions.compute(filled.after))
        return real(*given, **more)

    monkeypatch.setattr(actions.outcome, "outcome", slow)
    assert (actions.compute(filled.after), inside) == (1, [0])


def test_who_comes_too_late_with_a_result_stores_nothing(small, monkeypatch):
    _, filled = small
    choose(filled)
    real, first = actions.outcome.outcome, []

    def late(*given, **more):
        if not first:
            first.append(True)
            first.append(actions.compute(filled.after + actions.LEASE))
        return real(*given, **more)

    monkeypatch.setattr(actions.outcome, "outcome", late)
    assert actions.compute(filled.after) == 0
    assert first == [True, 1]
    assert len(verdicts()) == 1


def test_a_choice_that_ends_while_it_is_computed_gets_no_verdict(small, monkeypatch):
    _, filled = small
    choose(filled)
    real = actions.outcome.outcome

    def interrupted(*given, **more):
        choose(filled, Expected.LOWER)
        return real(*given, **more)

    monkeypatch.setattr(actions.outcome, "outcome", interrupted)
    assert actions.compute(filled.after) == 0
    assert verdicts() == []


def test_changing_the_choice_ends_the_record_and_begins_another(small):
    _, filled = small
    choose(filled)
    actions.compute(filled.after)
    choose(filled, Expected.LOWER, at=filled.after + DAY)
    with transaction():
        old, new = db.session.scalars(select(Choice).order_by(Choice.id))
        assert (old.running, old.ended_at) == (None, filled.after + DAY)
        assert (new.running, new.ended_at, new.expected) == (True, None, "lower")
        told = [entry.did for entry in db.session.scalars(select(Entry).order_by(Entry.id))]
    assert told == ["chose-link", "ended-link", "chose-link"]
    assert actions.compute(filled.after + DAY) == 1
    assert [each.choice_id for each in verdicts()] == [old.id, new.id]


def test_two_choices_cannot_run_at_once(small):
    _, filled = small
    choose(filled)
    second = {"expected": "higher", "chosen_at": filled.after, "running": True, "measure_id": filled.measure.id}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Choice(**second))


def test_quarters_are_used_where_ratings_are_few(app):
    panels = made(units=9, spans=12)
    filled = fill(panels, ratings=6)
    found = gathered(filled)
    assert found.quarters
    assert len(found.panels.periods) == 4
    assert all((b.month - a.month) % 12 == 3 for a, b in pairwise(found.panels.periods))
    np.testing.assert_allclose(found.panels.customers[:, 0], panels.customers[:, :3].mean(axis=1))
