"""A company whose round is open, and the people who visit its pulse page."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from pulse import create_app
from pulse.base.db import db
from pulse.people.models import Person
from tests._ground.application import dispose, settings_for
from tests._ground.serving import served
from tests.journeys._visitors import Company, Visitor, hire, open_pulse


@pytest.fixture(scope="package")
def company(databases, migrated, tmp_path_factory) -> Iterator[Company]:
    """A company of sixty whose round opened yesterday, served once for all tests of this folder."""
    urls = databases.copy_of(migrated)
    app = create_app(settings_for(tmp_path_factory.mktemp("company"), urls, company="Acme Logistics"))
    with app.app_context():
        hire(60)
        uid = open_pulse()
        people = sorted(db.session.scalars(select(Person.id)), reverse=True)
        db.session.remove()
    with served(app) as address:
        yield Company(app, address, uid, people)
    dispose(app)
    databases.drop(urls)


@pytest.fixture
def visitor(browser) -> Iterator[Callable[..., Visitor]]:
    """Open browsers; at the end none of their consoles may hold a message of the page's own."""
    made: list[Visitor] = []

    def make(**dress: object) -> Visitor:
        made.append(Visitor(browser, **dress))
        return made[-1]

    yield make
    faults = [fault for each in made for fault in each.faults()]
    for each in made:
        each.context.close()
    assert faults == []
