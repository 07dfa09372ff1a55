"""The picture of a result before and after a promise: who may see it, what it shows beside, and what it never says."""

import re
from datetime import timedelta

import pytest
from flask import render_template
from sqlalchemy import update

from pulse.audit.models import Look
from pulse.base.db import db
from pulse.base.may import May
from pulse.base.me import me
from pulse.base.routes import Room
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.promises import before_after_pages
from pulse.promises.compared import ComparedFinding
from pulse.promises.models import Promise
from pulse.scores.models import Mark
from tests.reports.filling import BEGAN, fill
from tests.reports.test_queries import counted, grow

ROUNDS = 12
DAY = [(BEGAN + timedelta(weeks=number)).date() for number in range(ROUNDS + 1)]  # of round 1, 2, …
MADE_ON, KEPT_ON = DAY[4] + timedelta(days=1), DAY[7] + timedelta(days=1)


def promised(filled, *, what="trust", team=1, kept=True):
    """Return a promise because of what the third round said of a team."""
    return Promise(
        uid="p",
        source=f"result:{filled.rounds[2]}/{filled.teams[team]}/{what}",
        made_on=MADE_ON,
        settled_on=KEPT_ON if kept else None,
        state="kept" if kept else "made",
    )


@pytest.fixture
def filled(app):
    return fill(20, rounds=ROUNDS)


def hire(filled, team, *, lead=False):
    with transaction():
        at = db.session.query(Team).filter_by(uid=filled.teams[team]).one()
        name, kind = f"Somebody {team}", "lead" if lead else "member"
        person = Person(name=name, email=f"{kind}{team}@filled.example", role=Role.EMPLOYEE.value, locale="en")
        person.team, person.is_lead = at, lead
        db.session.add(person)
    return person


def shown(app, filled, reader, **more):
    with app.test_request_context():
        return before_after_pages.picture(promised(filled, **more), db.session.merge(reader))


def names(picture):
    return sorted(line.name for line in picture.panel.chart.beside)


def show(filled, team=None, round_id=None, **values):
    """Write what a seal would have stored, of a team, in a round."""
    wanted = update(Mark).where(Mark.dimension == "trust")
    if team is not None:
        wanted = wanted.where(Mark.team_uid == filled.teams[team])
    if round_id is not None:
        wanted = wanted.where(Mark.round_id == round_id)
    with transaction():
        db.session.execute(wanted.values(**values))


def test_hr_sees_the_teams_beside_it_that_stood_nearest(app, filled):
    for team, level in enumerate((50, 60, 90, 61, 20, 59, 62)):
        show(filled, team, gap="", score=level, low=level - 5, high=level + 5)
    picture = shown(app, filled, filled.hana)
    assert names(picture) == ["Team 3", "Team 5", "Team 6"]
    assert picture.sisters


def test_a_sister_that_the_gate_hides_is_not_drawn(app, filled):
    for team, level in enumerate((50, 60, 90, 61, 20, 59, 62)):
        show(filled, team, gap="", score=level, low=level - 5, high=level + 5)
    show(filled, 3, gap="too few", score=None, low=None, high=None)
    assert names(shown(app, filled, filled.hana)) == ["Team 2", "Team 5", "Team 6"]


def test_whoever_may_not_read_all_sisters_sees_the_company(app, filled):
    for who in (hire(filled, 1), hire(filled, 1, lead=True)):
        picture = shown(app, filled, who)
        assert names(picture) == ["Team 0"]
        assert not picture.sisters


def test_a_lead_above_sees_the_sisters_and_a_member_below_only_the_company(app, filled):
    assert shown(app, filled, hire(filled, 1, lead=True), team=8).sisters
    assert names(shown(app, filled, hire(filled, 8), team=8)) == ["Team 0"]


def test_who_may_not_read_the_team_sees_no_picture(app, filled):
    assert shown(app, filled, hire(filled, 2)) is None
    assert shown(app, filled, hire(filled, 2, lead=True)) is None
    with transaction():
        ada = Person(name="Ada", email="ada@filled.example", role=Role.ADMIN.value, locale="en")
        db.session.add(ada)
    assert shown(app, filled, ada) is None


@pytest.mark.parametrize(
    "source", ["", "remark:7", "result:nowhere/x/trust", "result:x", "result:{}/{}/O1", "result:{}/{}/R8"]
)
def test_what_came_from_something_else_has_no_picture(app, filled, source):
    with app.test_request_context():
        words = source.format(filled.rounds[2], filled.teams[1]) if "{}" in source else source
        promise = Promise(uid="p", source=words, made_on=MADE_ON, settled_on=None, state="made")
        assert before_after_pages.picture(promise, filled.hana) is None


def test_a_question_stands_for_its_dimension(app, filled):
    assert shown(app, filled, filled.hana, what="R2").dimension == "Respect"


def test_marks_stand_at_its_making_and_at_its_keeping(app, filled):
    made = [mark.name for mark in shown(app, filled, filled.hana).panel.chart.marks]
    assert made == ["Promise made", "Promise kept"]
    assert len(shown(app, filled, filled.hana, kept=False).panel.chart.marks) == 1


def test_the_verdict_is_that_of_the_third_round_after_as_its_seal_stored_it(app, filled):
    show(filled, 1, gap="", score=60, verdict="not clearly changed", change=1.0)
    show(filled, 1, 10, verdict="changed up", change=8.0)
    assert shown(app, filled, filled.hana).compared.finding is ComparedFinding.HIGHER
    show(filled, 1, 10, gap="too few", score=None)
    assert shown(app, filled, filled.hana).compared.finding is ComparedFinding.HIDDEN


@pytest.fixture
def page(app, filled):
    """Put the picture on a page, as the page of a promise does."""
    room = Room("pictured", __name__)

    @room.page("/pictured", may=May.SIGNED_IN)
    def pictured():
        return render_template(
            "promises/_before_after.html", picture=before_after_pages.picture(promised(filled), me())
        )

    app._got_first_request = False
    app.register_blueprint(room)
    return "/pictured"


def test_a_look_at_it_is_entered_in_the_look_log(signed_in, filled, page):
    lead, employee, stranger = hire(filled, 1, lead=True), hire(filled, 1), hire(filled, 2, lead=True)
    for who in (filled.hana, lead, employee, stranger):
        assert signed_in(who).get(page).status_code == 200
    looks = [(look.role, look.page, look.team_uid) for look in db.session.query(Look).order_by(Look.id)]
    assert looks == [("hr", "promise", filled.teams[1]), ("leader", "promise", filled.teams[1])]


def test_no_word_says_what_came_of_it(signed_in, filled, page):
    show(filled, 1, gap="", score=60, low=55, high=65)
    show(filled, 1, 10, verdict="changed up", change=8.0)
    body = signed_in(filled.hana).get(page).get_data(as_text=True)
    assert "8 points higher than in the rounds before: 60 (55–65) in the third" in body
    assert "A picture, not an explanation" in body
    assert not re.search(
        r"because|caus|drive|driv|impact|effect|thanks to|led to|result of|improv", body, re.IGNORECASE
    )


def test_it_takes_as_many_statements_for_many_sisters_as_for_few(app, signed_in, filled, page):
    browser, found = signed_in(filled.hana), []
    for size in (20, 200):
        if size > 20:
            grow(filled, size)
        browser.get(page)
        with counted() as seen:
            browser.get(page)
        found.append(len(seen))
    assert found[0] == found[1] <= 16


def test_a_promise_that_was_never_made_has_no_picture(app, filled):
    with app.test_request_context():
        draft = Promise(uid="p", source=promised(filled).source, made_on=None, settled_on=None, state="draft")
        assert before_after_pages.picture(draft, filled.hana) is None
