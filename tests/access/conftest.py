"""Passwords of the cast, and the mailed links."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from pulse.access import actions
from pulse.access.views import limiter
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.jobs import deliver

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def fresh_limits(request):
    """Limits of one test must not hold up the next."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
        limiter.reset()


@pytest.fixture
def with_password(cast):
    """Omar has a password."""
    with transaction():
        actions.set_password(db.session.merge(cast.omar), PASSWORD)
    return cast.omar


@pytest.fixture
def mailed(app: Flask) -> Callable[[], str]:
    """Deliver what is due and return the code of the last link."""

    def read() -> str:
        deliver(clock.now())
        text = (app.extensions["pulse.settings"].instance / "mails.txt").read_text()
        return re.findall(r"/sign-in/link\S*#(\S+)", text)[-1]

    return read
