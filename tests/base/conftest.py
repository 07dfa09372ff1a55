"""A room of the tests' own, with pages that succeed, refuse and crash."""

import re

import pytest
from flask import Flask

from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.base.may import May
from pulse.base.routes import Answer, Room
from pulse.people import queries as people
from pulse.people.models import Person
from tests._ground import writers


def rename(name: str) -> None:
    """Write something that a test can look for."""
    db.session.query(Person).filter_by(email="omar@acme.example").update({"name": name})


@pytest.fixture
def scratch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with a room called scratch; crashes are answered as on a server.

    Its pages write where no page may, to see that nothing of it stays: who watches over that looks away.
    """
    monkeypatch.setattr(writers, "WRITES", re.compile("(?!)"))
    room = Room("scratch", __name__)

    @room.page("/scratch/<name>/<int:status>", may=May.ANYONE, methods=("GET", "POST"))
    def answered(name: str, status: int) -> Answer:
        rename(name)
        return name, status

    @room.page("/scratch/refused", may=May.ANYONE, methods=("POST",))
    def refused() -> Answer:
        rename("Refused")
        raise Refusal("This cannot be done on a Sunday.")

    @room.page("/scratch/crashed", may=May.ANYONE, methods=("GET", "POST"))
    def crashed() -> Answer:
        rename("Crashed")
        raise ZeroDivisionError("omar@acme.example")

    @room.page("/scratch/conflict", may=May.ANYONE, methods=("POST",))
    def conflict() -> Answer:
        raise Conflict("collected")

    @room.page("/scratch/hr", may=May.READ_ROUNDS)
    def for_hr() -> Answer:
        return "for HR"

    @room.page("/scratch/team/<uid>", may=May.READ_COMMENTS, about=people.team)
    def about_a_team(uid: str) -> Answer:
        return uid

    app.register_blueprint(room)
    app.testing = False
    return app
