"""Marks on charts: who may make them, where they are drawn, and that they go away again."""

from datetime import date

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.reports import actions, charts
from pulse.reports.marks import Event as Drawn
from pulse.reports.marks import Line, Reading
from pulse.reports.models import Event, EventKind
from tests.reports.filling import BEGAN, fill
from tests.reports.test_queries import counted

DAY = BEGAN.date().replace(day=22)  # between the second and the third round
FORM = {"kind": "town hall", "day": DAY.isoformat(), "words": "Plans for spring"}


@pytest.fixture
def filled(app):
    """Twenty teams with seven rounds; Lea leads the second, Omar works there."""
    made = fill(20, rounds=7)
    with transaction():
        for name, lead in (("Lea", True), ("Omar", False)):
            person = Person(name=name, email=f"{name}@filled.example".lower(), team_id=2, is_lead=lead, locale="en")
            person.role = Role.EMPLOYEE.value
            db.session.add(person)
    return made


def person(name):
    return db.session.scalars(select(Person).where(Person.name == name)).one()


def address(filled, team, more=""):
    return f"/results/teams/{filled.teams[team]}{more}"


def test_hr_marks_any_team_and_every_chart_of_it_shows_the_mark(filled, signed_in):
    browser = signed_in(filled.hana)
    assert browser.post(address(filled, 4, "/events"), data=FORM).status_code == 303
    page = browser.get(address(filled, 4)).text
    assert page.count('class="event-line"') == 4  # three dimensions and who took part
    assert "Town hall: Plans for spring" in page
    assert "Plans for spring" not in browser.get(address(filled, 5)).text
    assert {entry.did for entry in db.session.scalars(select(Entry))} == {"marked"}


def test_a_mark_of_a_team_is_drawn_on_all_below_it_with_its_name(filled, signed_in):
    browser = signed_in(filled.hana)
    browser.post(address(filled, 1, "/events"), data=FORM)
    assert "Town hall: Plans for spring (in Team 1)" in browser.get(address(filled, 7)).text


def test_a_leader_marks_their_branch_and_nothing_else(filled, signed_in):
    lea = signed_in(person("Lea"))
    codes = [lea.post(address(filled, team, "/events"), data=FORM).status_code for team in (0, 1, 2, 7)]
    assert codes == [403, 303, 403, 303]


def test_an_employee_sees_marks_and_makes_none(filled, signed_in):
    signed_in(filled.hana).post(address(filled, 1, "/events"), data=FORM)
    omar = signed_in(person("Omar"))
    assert omar.get(address(filled, 1, "/events")).status_code == 403
    page = omar.get(address(filled, 1)).text
    assert "Plans for spring" in page
    assert "/events" not in page


def test_a_mark_is_removed_from_its_own_team_only(filled, signed_in):
    browser = signed_in(filled.hana)
    browser.post(address(filled, 1, "/events"), data=FORM)
    uid = db.session.scalars(select(Event.uid)).one()
    assert browser.post(address(filled, 2, "/events/remove"), data={"event": uid}).status_code == 404
    assert browser.post(address(filled, 1, "/events/remove"), data={"event": uid}).status_code == 303
    assert "Plans for spring" not in browser.get(address(filled, 1)).text


def test_what_happened_outside_the_rounds_is_listed_and_not_drawn(filled, signed_in):
    browser = signed_in(filled.hana)
    browser.post(address(filled, 1, "/events"), data={**FORM, "day": "2024-06-01"})
    assert "Plans for spring" in browser.get(address(filled, 1, "/events")).text
    assert "Plans for spring" not in browser.get(address(filled, 1)).text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": "other", "words": " "}, "Say in a few words"),
        ({"day": "1999-12-31"}, "Choose a day"),
        ({"words": "x" * 81}, "80"),
        ({"kind": "revolution"}, "Not a valid choice"),
    ],
)
def test_a_mark_that_says_nothing_is_refused(filled, signed_in, wrong, why):
    answer = signed_in(filled.hana).post(address(filled, 1, "/events"), data={**FORM, **wrong})
    assert answer.status_code == 422
    assert why in answer.text


def test_charts_bear_a_hundred_marks_of_a_team_and_no_more(filled):
    with transaction():
        team = db.session.scalars(select(Team).where(Team.uid == filled.teams[1])).one()
        day = {"day": date(2025, 2, 1), "kind": EventKind.NEW_LEAD, "words": "", "by": None, "now": clock.now()}
        for _ in range(actions.MOST):
            actions.mark(team, **day)
        with pytest.raises(Refusal, match="as many marks"):
            actions.mark(team, **day)


def test_a_page_takes_as_many_statements_with_forty_marks_as_with_one(filled, signed_in):
    browser, found = signed_in(filled.hana), []
    for marks in (1, 39):
        with transaction():
            for number in range(marks):
                db.session.add(Event(team_uid=filled.teams[number % 2], day=DAY, kind="new lead", made_at=clock.now()))
        browser.get(address(filled, 1))
        with counted() as seen:
            assert browser.get(address(filled, 1)).status_code == 200
        found.append(len(seen))
    assert found[0] == found[1]


def test_many_marks_are_numbers_on_the_chart_and_named_below_it():
    line = Line("x", (Reading(50),) * 11)
    few = charts.trend(["r"] * 11, line, events=[Drawn(at, "Move", words="Moved") for at in (1, 6)]).marks
    many = charts.trend(["r"] * 11, line, events=[Drawn(at, "Move", words="Moved") for at in (1, 3, 6, 9)]).marks
    assert [mark.name for mark in few] == ["Move", "Move"]
    assert [(mark.name, mark.told, mark.row) for mark in many] == [("", "Moved", 0)] * 4
