"""Logs: route names and classes of errors, never an address, a query or a token."""

import io
import json
import logging
import sys

import pytest
import structlog

from pulse.base import logs


@pytest.fixture
def lines():
    """What is logged, as it is in production."""
    stream = io.StringIO()
    logs.configure(stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


class Recording(io.StringIO):
    """A stream that remembers each write by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        """Remember what is written."""
        self.pieces.append(text)
        return super().write(text)


@pytest.fixture
def recording():
    """A stream on which everything is logged."""
    stream = Recording()
    logs.configure(stream=stream)
    return stream


SPEAKERS = {
    "our own": lambda: structlog.get_logger("pulse").info("ticked", rounds=3),
    "a crash": lambda: logs.crashed("home.home", ValueError("secret")),
    "what nobody caught": lambda: sys.excepthook(ValueError, ValueError("secret"), None),
    "a library": lambda: logging.getLogger("elsewhere").error("lost the connection"),
}


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_a_line_is_written_in_one_piece_so_that_lines_of_two_processes_never_meet(recording, speaker):
    for _ in range(2):
        SPEAKERS[speaker]()
    assert len(recording.pieces) == 2
    assert all(json.loads(piece)["event"] and piece.index("\n") == len(piece) - 1 for piece in recording.pieces)


def test_a_logger_that_prints_writes_a_line_in_two_pieces(recording):
    """The control: what the recording stream is there to see."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(recording))
    SPEAKERS["our own"]()
    assert len(recording.pieces) == 2


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
