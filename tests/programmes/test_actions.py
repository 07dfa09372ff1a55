"""What is done with a programme, without pages: refusals leave nothing behind, and the trail knows it all."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.programmes import actions, queries
from pulse.programmes.terms import Thresholds
from tests.programmes.conftest import MONDAY, rows

pytestmark = pytest.mark.usefixtures("library", "monday")


@pytest.fixture
def drafted(app, cast):
    """The default programme, drafted."""
    with app.test_request_context(), transaction():
        return actions.create(actions.default_terms(MONDAY), by=None)


def trail():
    return [(entry.did, entry.role) for entry in db.session.scalars(select(Entry).order_by(Entry.id))]


def test_the_default_programme_is_ready_to_start(drafted):
    with transaction():
        actions.start(queries.programme(drafted.uid), by=None, now=MONDAY, at_once=True)
    with transaction():
        assert [programme.name for programme in queries.running()] == ["Monthly pulse"]


def test_every_step_is_in_the_trail(drafted, cast):
    steps = [
        lambda p: actions.change(p, replace(queries.terms_of(p), name="Pulse"), by=cast.hana, now=MONDAY),
        lambda p: actions.start(p, by=cast.hana, now=MONDAY),
        lambda p: actions.pause(p, by=cast.hana),
        lambda p: actions.resume(p, by=cast.hana, now=MONDAY),
        lambda p: actions.end(p, by=cast.hana),
    ]
    for step in steps:
        with transaction():
            step(queries.programme(drafted.uid))
    did = ["changed", "started", "paused", "resumed", "ended"]
    assert trail() == [("drafted-programme", "clock"), *((f"{word}-programme", "hr") for word in did)]


def test_the_trail_says_what_a_change_changed(drafted, cast):
    with transaction():
        programme = queries.programme(drafted.uid)
        terms = replace(queries.terms_of(programme), thresholds=Thresholds(6, 9, 10))
        actions.change(programme, terms, by=cast.hana, now=MONDAY)
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert entry.detail == {"min_ballots": 6, "min_cohort": 9}


def test_terms_that_cannot_be_kept_are_refused_without_the_form_too(drafted, cast):
    before = rows()
    for thresholds in (Thresholds(4, 7, 10), Thresholds(5, 7, 9), Thresholds(10, 9, 10)):
        terms = replace(actions.default_terms(MONDAY), thresholds=thresholds)
        with pytest.raises(Refusal), transaction():
            actions.create(terms, by=cast.hana)
    with pytest.raises(Refusal, match="no longer there"), transaction():
        actions.create(replace(actions.default_terms(MONDAY), branches=("nowhere",)), by=cast.hana)
    assert rows() == before


def raised(uid, thresholds):
    """Change nothing but the thresholds."""
    with transaction():
        programme = queries.programme(uid)
        actions.change(programme, replace(queries.terms_of(programme), thresholds=thresholds), by=None, now=MONDAY)


def test_promised_thresholds_are_kept_without_the_form_too(drafted):
    with transaction():
        actions.note_round(queries.programme(drafted.uid), number=1, key=date(2026, 9, 1))
    raised(drafted.uid, Thresholds(6, 7, 10))
    with pytest.raises(Refusal):
        raised(drafted.uid, Thresholds(5, 7, 10))


def test_a_programme_whose_only_branch_was_closed_asks_nobody(drafted, cast):
    with transaction():
        programme = queries.programme(drafted.uid)
        terms = replace(queries.terms_of(programme), branches=(cast.support.uid,))
        actions.change(programme, terms, by=None, now=MONDAY)
    with transaction():
        assert [team.name for team in queries.audience(queries.programme(drafted.uid)).values()] == ["Support"]
        queries.programme(drafted.uid).branches[0].team.closed_on = date(2026, 8, 1)
    with transaction():
        assert queries.audience(queries.programme(drafted.uid)) == {}


def test_a_noted_round_ends_the_beginning(drafted):
    with transaction():
        actions.start(queries.programme(drafted.uid), by=None, now=MONDAY, at_once=True)
    with transaction():
        programme = queries.programme(drafted.uid)
        assert programme.first_on == date(2026, 8, 24)
        actions.note_round(programme, number=1, key=date(2026, 8, 24))
    with transaction():
        programme = queries.programme(drafted.uid)
        assert (programme.held, programme.last_due, programme.first_on) == (1, date(2026, 8, 24), None)
        assert queries.next_round(programme, MONDAY).key == date(2026, 9, 1)
