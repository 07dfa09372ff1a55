"""Logs: route names and classes of errors, never an address, a query or a token."""

import io
import json

import pytest
import structlog

from pulse.base import logs


@pytest.fixture
def lines():
    """What is logged, as it is in production."""
    stream = io.StringIO()
    logs.configure(stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()


def test_an_answer_is_logged_by_its_route_alone(client, lines):
    client.get("/sign-in?next=/secret", headers={"X-Forwarded-For": "203.0.113.9"})
    (line,) = lines()
    assert (line["route"], line["method"], line["status"]) == ("access.sign_in", "GET", 200)
    assert "secret" not in str(line)
    assert "127.0.0.1" not in str(line)
    assert "203.0.113.9" not in str(line)


def test_an_address_that_leads_nowhere_is_not_logged(client, lines):
    client.get("/p/some-token")
    assert "some-token" not in str(lines())


def test_a_crash_is_logged_by_its_class_and_place(scratch, cast, lines):
    scratch.test_client().get("/scratch/crashed?token=secret")
    crash = next(line for line in lines() if line["event"] == "crashed")
    assert (crash["error"], crash["route"]) == ("ZeroDivisionError", "scratch.crashed")
    assert crash["where"].startswith("conftest.py:")
    assert "omar@acme.example" not in str(lines())
    assert "secret" not in str(lines())


def test_nothing_but_our_own_line_is_written_of_a_crash(scratch, cast, lines, capfd):
    scratch.test_client().get("/scratch/crashed")
    written = "".join(capfd.readouterr())
    assert "Traceback" not in written


@pytest.mark.parametrize("route", sorted(logs.QUIET))
def test_on_the_ways_of_a_ballot_only_the_class_is_logged(lines, route):
    logs.crashed(route, ValueError("body of a ballot"))
    (line,) = lines()
    assert set(line) == {"at", "error", "event", "level", "route"}


def test_casting_is_not_logged(client, lines):
    client.post("/ballot", json={})
    assert lines() == []
