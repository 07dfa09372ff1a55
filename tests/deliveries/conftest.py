"""A company that was imported before, and Hana of HR at her browser."""

import pytest

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import actions as people
from pulse.people.models import Person
from tests.deliveries.files import DATA


@pytest.fixture
def hana(app, time_machine) -> Person:
    time_machine.move_to("2026-11-22T10:00:00Z")
    with transaction():
        made = Person(name="Hana Ivanova", email="hana@nordhafen.example", role="hr", locale="en")
        db.session.add(made)
        people.import_roster((DATA / "roster.csv").read_bytes(), by=None, now=clock.now())
    return made


@pytest.fixture
def hanas(hana, signed_in):
    return signed_in(hana)
