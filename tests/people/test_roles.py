"""Who is HR or an administrator is said on their page, after a look at what it means, or by a command."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from pulse.people import queries
from pulse.people.commands import give_role


def role_of(who) -> str:
    db.session.expire_all()
    return queries.person(who.id).role


def test_hr_is_named_after_a_look_at_what_that_means(signed_in, cast):
    browser = signed_in(cast.ada)
    page = browser.get(f"/people/{cast.omar.uid}").text
    assert f"/people/{cast.omar.uid}/role/hr" in page
    asked = browser.get(f"/people/{cast.omar.uid}/role/hr").text
    assert "They see the results of the whole company" in asked
    assert role_of(cast.omar) == "employee"
    assert browser.post(f"/people/{cast.omar.uid}/role/hr").status_code == 303
    assert role_of(cast.omar) == "hr"
    assert browser.post(f"/people/{cast.omar.uid}/role/employee").status_code == 303
    assert role_of(cast.omar) == "employee"
    trail = [(entry.did, entry.detail["role"]) for entry in db.session.scalars(select(Entry).order_by(Entry.id))]
    assert trail == [("gave-role", "hr"), ("gave-role", "employee")]


@pytest.mark.parametrize(
    ("by", "who", "role", "status"),
    [
        ("hana", "omar", "admin", 422),
        ("hana", "ada", "employee", 422),
        ("hana", "hana", "employee", 422),
        ("ada", "ada", "hr", 422),
        ("ada", "omar", "king", 404),
        ("lea", "omar", "hr", 403),
    ],
)
def test_a_role_that_may_not_be_given_is_refused(signed_in, cast, by, who, role, status):
    before = getattr(cast, who).role
    browser, url = signed_in(getattr(cast, by)), f"/people/{getattr(cast, who).uid}/role/{role}"
    assert [browser.get(url).status_code, browser.post(url).status_code] == [status, status]
    assert role_of(getattr(cast, who)) == before


def test_no_form_gives_a_role_on_the_way(signed_in, cast):
    browser = signed_in(cast.ada)
    given = {"name": "Omar Haddad", "email": "omar@acme.example", "team": cast.support.id, "role": "hr"}
    assert browser.post(f"/people/{cast.omar.uid}/edit", data=given).status_code == 303
    assert role_of(cast.omar) == "employee"
    assert browser.post("/people/new", data=given | {"email": "new@acme.example"}).status_code == 303
    assert queries.person_by_email("new@acme.example").role == "employee"


def test_a_lead_whom_the_form_moves_leads_the_new_team_only_where_that_is_said(signed_in, cast):
    browser, url = signed_in(cast.hana), f"/people/{cast.lea.uid}/edit"
    given = {"name": "Lea Lindqvist", "email": "lea@acme.example", "team": cast.finance.id, "is_lead": "y"}
    asked = browser.post(url, data=given)
    assert asked.status_code == 422
    assert "They lead Acme › Operations › Support today." in asked.text
    assert 'name="leads_there"' in asked.text
    assert queries.person(cast.lea.id).team_id == cast.support.id
    assert browser.post(url, data=given | {"leads_there": "y"}).status_code == 303
    lea = queries.person(cast.lea.id)
    assert (lea.team_id, lea.is_lead) == (cast.finance.id, True)


def test_a_command_names_hr_and_administrators_whatever_the_case(app, cast):
    done = CliRunner().invoke(give_role, ["OMAR@Acme.example", "hr"])
    assert (done.exit_code, role_of(cast.omar)) == (0, "hr")
    assert "employee -> hr" in done.output
    assert CliRunner().invoke(give_role, ["omar@acme.example", "admin"]).exit_code == 0
    assert role_of(cast.omar) == "admin"
    assert CliRunner().invoke(give_role, ["omar@acme.example", "king"]).exit_code == 2
    assert CliRunner().invoke(give_role, ["nobody@acme.example", "hr"]).exit_code == 1
