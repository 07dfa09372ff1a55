"""A kind of message of the tests' own, and an application that sends to the post office of the tests."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from jinja2 import ChoiceLoader

from pulse.outbox import kinds, notices
from pulse.outbox.kinds import Kind
from pulse.outbox.notices import Group
from tests._ground.mail import PostOffice
from tests.outbox import sender


@pytest.fixture
def greeting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kind]:
    """A kind called greeting, with its templates."""
    monkeypatch.setattr(kinds, "_known", dict(kinds._known))
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([sender.TEMPLATES, app.jinja_env.loader]))
    return sender.greeting()


@pytest.fixture
def telling(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds of notices: of town halls (at once), of promises (once a week), and of one's own duty."""
    monkeypatch.setattr(notices, "_known", dict(notices._known))
    sender.told("tests-hall", Group.TOWN_HALLS)
    sender.told("tests-promise", Group.PROMISES)
    sender.told("tests-duty", Group.PROMISES, duty=True)


@pytest.fixture
def by_smtp(app: Flask, smtp: PostOffice) -> PostOffice:
    """The post office, with the application set to send there."""
    given = app.extensions["pulse.settings"]
    app.extensions["pulse.settings"] = replace(given, mail="smtp", smtp_host=smtp.host, smtp_port=smtp.port)
    return smtp


@pytest.fixture
def inside(app: Flask) -> None:
    """Let tests reach a chat on this machine."""
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], chat_inside=True)
