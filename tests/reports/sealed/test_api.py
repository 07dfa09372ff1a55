"""The interface for programs: what pages show, as JSON, to the owner of a token and to nobody else."""

from contextvars import Context
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from sqlalchemy import func, select

from pulse.access import tokens
from pulse.access.models import Token
from pulse.audit.models import Look
from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.scores.models import Mark


@pytest.fixture
def token(company):
    """Make a token for somebody."""

    def making(who):
        with transaction():
            return tokens.make(db.session.get(Person, getattr(company, who).id), "a report", now=clock.now())

    return making


@pytest.fixture
def ask(client, token):
    def asking(who, address, code=200):
        answer = client.get(address, headers={"Authorization": f"Bearer {token(who)}"})
        assert answer.status_code == code
        assert answer.is_json
        return answer.get_json()

    return asking


def results(company, more=""):
    return f"/api/v1/rounds/{company.round.uid}/results{more}"


def test_a_program_reads_the_branch_of_its_owner(ask, company):
    assert {team["name"] for team in ask("hana", "/api/v1/teams")} == company.team.keys()
    assert {team["name"] for team in ask("lea", "/api/v1/teams")} == {"Support"}
    uids = {row["team_uid"] for row in ask("olga", results(company))["results"]}
    assert uids == {company.team[name].uid for name in ("Operations", "Support", "Field", "Night")}
    assert ask("lea", results(company, f"?team={company.team['Sales'].uid}"), 404) == {"error": "Not Found"}
    assert [each["uid"] for each in ask("lea", "/api/v1/rounds")] == [company.round.uid]
    assert ask("lea", f"/api/v1/rounds/{company.round.uid}")["opened"] == company.round.opens_at.date().isoformat()


def test_results_are_those_that_were_stored_and_hidden_ones_have_no_number(ask, company):
    marks = {(mark.team_uid, mark.dimension): mark for mark in db.session.scalars(select(Mark))}
    found = [row for row in ask("hana", results(company))["results"] if row["kind"] == "dimension"]
    assert len(found) == len(marks)
    for row in found:
        mark = marks[row["team_uid"], row["code"]]
        assert row["answers"] == mark.n
        if mark.gap:
            numbers = ("score", "low", "high", "favourable_percent", "least", "most", "of", "change")
            assert (row["hidden"], {row[name] for name in numbers}) == (mark.gap, {None})


def test_without_a_valid_token_there_is_one_shape_of_refusal(client, ask, token, company):
    sent = token("hana")
    with transaction():
        db.session.scalars(select(Token).order_by(Token.id.desc())).first().expires_at = clock.now() - timedelta(days=1)
    for header in ({}, {"Authorization": f"Bearer {sent}"}, {"Authorization": "Bearer nonsense"}):
        answer = client.get("/api/v1/teams", headers=header)
        assert (answer.status_code, list(answer.get_json())) == (401, ["error"])
    assert ask("omar", "/api/v1/teams", 403) == {"error": "Forbidden"}
    assert ask("hana", "/api/v1/nothing", 404) == {"error": "Not Found"}
    assert "fields" in ask("hana", results(company, "?page=x"), 422)


def test_a_token_opens_no_page_for_people(client, token):
    answer = client.get("/results", headers={"Authorization": f"Bearer {token('hana')}"})
    assert answer.status_code == 303


def test_who_lost_a_role_or_left_reads_no_more(client, token, company):
    sent = {"Authorization": f"Bearer {token('lea')}"}
    assert client.get("/api/v1/teams", headers=sent).status_code == 200
    with transaction():
        db.session.get(Person, company.lea.id).is_lead = False
    assert client.get("/api/v1/teams", headers=sent).status_code == 403
    with transaction():
        db.session.get(Person, company.lea.id).left_on = local_day(clock.now())
    assert client.get("/api/v1/teams", headers=sent).status_code == 401


def test_a_call_is_a_look_and_the_day_of_use_is_kept(ask, company):
    ask("lea", "/api/v1/teams")
    looks = db.session.execute(select(Look.page, Look.team_uid, func.count()).group_by(Look.page, Look.team_uid)).all()
    assert looks == [("api", company.team["Support"].uid, 1)]
    assert db.session.scalars(select(Token.last_used_on)).all() == [local_day(clock.now())]


def test_too_many_calls_must_wait(client, token, app):
    sent = {"Authorization": f"Bearer {token('hana')}"}
    codes = [client.get("/api/v1/rounds", headers=sent).status_code for _ in range(122)]
    assert (codes[0], codes[-1]) == (200, 429)


def test_a_token_is_shown_once_and_stored_as_a_digest(company, signed_in, client):
    browser = signed_in(company.lea)
    page = browser.post("/me/tokens", data={"name": "Monday report"}).get_data(as_text=True)
    sent = page.split("<code>")[1].split("</code>")[0]
    assert client.get("/api/v1/teams", headers={"Authorization": f"Bearer {sent}"}).status_code == 200
    assert sent not in browser.get("/me/tokens").get_data(as_text=True)
    (row,) = db.session.scalars(select(Token))
    assert sent not in repr(vars(row))
    assert signed_in(company.olga).post(f"/me/tokens/{row.uid}/revoke").status_code == 404
    assert browser.post(f"/me/tokens/{row.uid}/revoke").status_code == 303
    assert client.get("/api/v1/teams", headers={"Authorization": f"Bearer {sent}"}).status_code == 401
    assert signed_in(company.omar).post("/me/tokens", data={"name": "x"}).status_code == 403


def test_the_document_is_valid_and_explained(client, company, signed_in):
    document = client.get("/api/openapi.json").get_json()
    validate(document)
    assert document["openapi"] == "3.1.0"
    page = signed_in(company.lea).get("/api").get_data(as_text=True)
    assert all(path in page for path in document["paths"])


@pytest.mark.one_database
def test_answers_keep_to_the_document(app, token):
    sent = {"Authorization": f"Bearer {token('hana')}"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", lambda *call: Context().run(app, *call))

    for operation in schema.get_all_operations():
        checked = settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        strategy = operation.ok().as_strategy()

        @checked
        @given(case=strategy)
        def run(case):
            case.call_and_validate(headers=sent)

        run()
