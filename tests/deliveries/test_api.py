"""Help desks push ratings: all of a request or nothing, once for each key, with a token made for it."""

import threading
from contextvars import Context

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import func, select

from pulse.access import tokens
from pulse.access.models import Token
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers.models import Delivery, Figure, Measure, Rating
from pulse.deliveries.models import Push
from pulse.people.models import Person
from tests.deliveries.files import count

ADDRESS = "/api/v1/customers/ratings"
GOOD = [
    {"id": "Z1", "team": "Nordhafen/Operations/Dispatch", "at": "2026-05-04", "score": 4},
    {"id": "Z2", "team": "Customer Care", "at": "2026-05-04T23:30:00+02:00", "score": 5},
]


@pytest.fixture
def measure(hana) -> str:
    with transaction():
        made = Measure(name="Satisfaction", kind="satisfaction", low=1, high=5)
        db.session.add(made)
    return made.uid


@pytest.fixture
def token(hana):
    def making(writes=True, person=None):
        with transaction():
            whose = db.session.get(Person, (person or hana).id)
            return tokens.make(whose, "help desk", now=clock.now(), writes_ratings=writes)

    return making


@pytest.fixture
def push(client, token, measure):
    sent = token()

    def pushing(ratings, key="first", code=200, token=sent, measure=measure):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        answer = client.post(ADDRESS, json={"measure": measure, "ratings": ratings}, headers=headers)
        assert answer.status_code == code, answer.text
        return answer.get_json()

    return pushing


def test_ratings_that_are_pushed_land_and_count(push):
    assert push(GOOD) == {"landed": 2, "known": 0, "differing": []}
    assert (count(Rating), count(Figure), count(Delivery)) == (2, 2, 1)
    assert push([GOOD[0] | {"score": 1}], key="second") == {"landed": 0, "known": 1, "differing": [0]}
    assert {each.mean for each in db.session.scalars(select(Figure))} == {75.0, 100.0}


def test_the_same_request_gets_the_same_answer_and_another_one_with_its_key_is_refused(push):
    first = push(GOOD)
    assert push(GOOD) == first
    assert push(GOOD, key="other") == {"landed": 0, "known": 2, "differing": []}
    assert "key" in push(GOOD[:1], code=409)["error"]
    assert count(Rating) == 2


def test_one_wrong_rating_keeps_all_of_them_out_and_each_is_named(push):
    wrong = [
        GOOD[0],
        GOOD[1] | {"score": 6},
        GOOD[1] | {"team": "Nobody"},
        GOOD[1] | {"at": "yesterday"},
        GOOD[1] | {"at": "2031-01-01"},
        GOOD[1] | {"id": "\u0007"},
    ]
    answer = push(wrong, code=422)
    assert [(each["row"], each["field"]) for each in answer["rows"]] == [
        (1, "score"),
        (2, "team"),
        (3, "at"),
        (4, "at"),
        (5, "id"),
    ]
    assert answer["rows"][0]["error"] == "“6” lies outside the scale 1–5."
    assert count(Rating) == count(Push) == count(Delivery) == 0
    assert push(GOOD) == {"landed": 2, "known": 0, "differing": []}


def test_only_a_token_that_was_made_for_it_pushes(client, push, token, hanas, measure):
    assert "only reads" in push(GOOD, code=403, token=token(writes=False))["error"]
    with transaction():
        lead = db.session.scalars(select(Person).where(Person.is_lead)).first()
    assert push(GOOD, code=403, token=token(person=lead)) == {"error": "Forbidden"}
    body = {"measure": measure, "ratings": GOOD}
    assert client.post(ADDRESS, json=body, headers={"Idempotency-Key": "a"}).status_code == 401
    assert hanas.post(ADDRESS, json=body, headers={"Idempotency-Key": "a"}).status_code == 401
    assert count(Rating) == 0


def test_a_token_pushes_only_where_that_was_chosen(hanas):
    hanas.post("/me/tokens", data={"name": "reads"})
    hanas.post("/me/tokens", data={"name": "pushes", "writes_ratings": "y"})
    assert dict(db.session.execute(select(Token.name, Token.writes_ratings)).all()) == {"reads": False, "pushes": True}


def test_what_is_missing_or_too_much_is_said(push, client, token, measure):
    assert "Idempotency-Key" in str(
        client.post(ADDRESS, json={}, headers={"Authorization": f"Bearer {token()}"}).get_json()
    )
    assert "fields" in push([], code=422)
    assert "fields" in push([GOOD[0] | {"id": f"T{n}"} for n in range(1001)], code=422)
    assert push(GOOD, code=404, measure="nothing") == {"error": "Not Found"}


def test_of_two_equal_requests_at_once_one_lands_and_both_hear_the_same(app, push, token, measure):
    sent, answers, ready = token(), [], threading.Barrier(2)

    def pushing():
        headers = {"Authorization": f"Bearer {sent}", "Idempotency-Key": "race"}
        ready.wait()
        answer = app.test_client().post(ADDRESS, json={"measure": measure, "ratings": GOOD}, headers=headers)
        answers.append((answer.status_code, answer.get_json()))

    both = [threading.Thread(target=Context().run, args=[pushing]) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert answers == [(200, {"landed": 2, "known": 0, "differing": []})] * 2
    assert (count(Rating), db.session.scalar(select(func.sum(Figure.n)))) == (2, 2)


def test_too_many_pushes_must_wait(push, time_machine):
    time_machine.move_to(clock.now(), tick=False)  # sixty pushes may take a slow machine more than their minute
    for number in range(60):
        push(GOOD, key=str(number))
    push(GOOD, key="more", code=429)


@pytest.mark.one_database
def test_pushes_keep_to_the_document(app, token, measure):
    sent = {"Authorization": f"Bearer {token()}"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", lambda *call: Context().run(app, *call))
    with app.test_request_context():
        validate(app.test_client().get("/api/openapi.json").get_json())
    app.config["RATELIMIT_ENABLED"] = False
    checked = settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    for operation in schema.include(path_regex="customers").get_all_operations():

        @checked
        @given(case=operation.ok().as_strategy())
        def run(case):
            if case.method.upper() == "POST" and isinstance(case.body, dict):
                case.body["measure"] = measure
            case.call_and_validate(headers=sent, excluded_checks=[positive_data_acceptance])  # no schema knows teams

        run()
