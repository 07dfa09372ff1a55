"""A kind of message of the tests' own, and an application that sends to the post office of the tests."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from jinja2 import ChoiceLoader

from pulse.outbox import kinds
from pulse.outbox.kinds import Kind
from tests._ground.mail import PostOffice
from tests.outbox import sender


@pytest.fixture
def greeting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kind]:
    """A kind called greeting, with its templates."""
    monkeypatch.setattr(kinds, "_known", dict(kinds._known))
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([sender.TEMPLATES, app.jinja_env.loader]))
    return sender.greeting()


@pytest.fixture
def by_smtp(app: Flask, smtp: PostOffice) -> PostOffice:
    """The post office, with the application set to send there."""
    given = app.extensions["pulse.settings"]
    app.extensions["pulse.settings"] = replace(given, mail="smtp", smtp_host=smtp.host, smtp_port=smtp.port)
    return smtp
