"""Comments are read by those the writer was told of: who came later, or moved on, reads none."""

import pytest
from sqlalchemy import delete, select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Role, Team
from pulse.reports import queries
from pulse.rounds.models import CommentReader
from tests.reports.company import SAID


@pytest.fixture
def opens(company, signed_in):
    """Say how somebody fares at a team's comments: 302 is the pledge, 403 is no."""
    return lambda who, team: signed_in(who).get(company.page(team, "/comments")).status_code


def change(person, **what):
    with transaction():
        found = db.session.get_one(Person, person.id)
        for name, value in what.items():
            setattr(found, name, value)


def team(name):
    return db.session.scalars(select(Team).where(Team.name == name)).one().id


def test_hr_of_today_does_not_read_what_was_written_before(company, opens):
    change(company.sam, role=Role.HR.value)
    assert [opens(company.sam, name) for name in ("Acme", "Sales", "Support")] == [403, 403, 403]


def test_a_lead_of_today_does_not_read_what_was_written_before(company, opens):
    change(company.sam, is_lead=True)
    assert opens(company.sam, "Sales") == 403


@pytest.mark.parametrize("more", ["/comments", "/comments/before"])
def test_somebody_added_later_may_not_even_pledge(company, signed_in, more):
    change(company.sam, role=Role.HR.value)
    browser = signed_in(company.sam)
    assert browser.get(company.page("Sales", more)).status_code == 403
    assert browser.post(company.page("Sales", "/comments/before")).status_code == 403


def test_who_left_hr_reads_no_more(company, opens):
    assert opens(company.hana, "Sales") == 302
    change(company.hana, role=Role.EMPLOYEE.value)
    assert opens(company.hana, "Sales") == 403


def test_who_leads_no_more_reads_no_more(company, opens):
    assert opens(company.lea, "Support") == 302
    change(company.lea, is_lead=False)
    assert opens(company.lea, "Support") == 403


def test_a_lead_who_moved_reads_neither_here_nor_there(company, opens):
    change(company.lea, team_id=team("Sales"))
    assert [opens(company.lea, name) for name in ("Support", "Sales")] == [403, 403]


def test_a_lead_who_rose_still_reads_only_the_branch_of_then(company, signed_in):
    change(company.lea, team_id=team("Operations"))
    assert texts(signed_in(company.olga), company) == [True]
    assert texts(signed_in(company.lea), company) == [False]


def texts(browser, company):
    """Tell whether the page of Operations shows the comment that lies in the cell of Operations."""
    browser.post(company.page("Operations", "/comments/before"))
    answer = browser.get(company.page("Operations", "/comments"))
    assert answer.status_code == 200
    return [SAID in answer.text]


def test_hr_that_became_a_lead_reads_the_branch_led_now(company, opens):
    change(company.hana, role=Role.EMPLOYEE.value, is_lead=True, team_id=team("Sales"))
    assert [opens(company.hana, name) for name in ("Sales", "Support", "Acme")] == [302, 403, 403]


def test_it_is_the_list_of_the_round_that_decides(company, opens):
    with transaction():
        db.session.execute(delete(CommentReader).where(CommentReader.person_id == company.hana.id))
    assert opens(company.hana, "Sales") == 403
    with transaction():
        row = {"round_id": company.round.id, "person_id": company.hana.id, "team_uid": company.team["Sales"].uid}
        db.session.add(CommentReader(**row))
    assert [opens(company.hana, name) for name in ("Sales", "Support")] == [302, 403]
    remarks = queries.remarks(company.round, company.team["Acme"], company.hana)
    assert {remark.home for remark in remarks} == {company.team["Sales"].uid}
