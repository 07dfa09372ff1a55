"""A live hall of Support, and the eight of its members who entered first."""

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.people.models import Person
from tests._ground.halls import guests, make_hall


@pytest.fixture
def support(cast):
    wanted = select(Person).where(Person.team_id == cast.support.id, Person.is_lead.is_(False)).order_by(Person.id)
    found = list(db.session.scalars(wanted))
    db.session.remove()
    return found


@pytest.fixture
def hall(cast, support):
    return make_hall(cast.support)


@pytest.fixture
def crowd(app, hall, support):
    """Eight guests: the floor is open."""
    return guests(app, hall, support[:8])
