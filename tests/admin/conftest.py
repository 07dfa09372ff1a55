"""An open round, and a second installation to restore it into, with the keys of the first or with none."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from pulse.base.db import db
from pulse.base.settings import settings
from tests._ground.application import Browser, application, dispose, settings_for
from tests._ground.databases import Urls
from tests._ground.voting import make_programme, open_round
from tests.admin.backups import OPENING

Elsewhere = Callable[..., AbstractContextManager[Flask]]


@contextmanager
def installed(instance: Path, urls: Urls, key_directory: str) -> Iterator[Flask]:
    """Enter an installation on empty databases."""
    made = application(replace(settings_for(instance, urls), key_directory=key_directory))
    made.testing = True
    made.test_client_class = Browser
    made.config["WTF_CSRF_ENABLED"] = False
    with made.app_context():
        yield made
    dispose(made)


@pytest.fixture
def opened(app, cast, time_machine):
    time_machine.move_to(OPENING)
    make_programme()
    found = open_round(OPENING)
    db.session.remove()  # what a test has only read must not hold a lock
    return found


@pytest.fixture
def elsewhere(app: Flask, fresh_urls: Urls, tmp_path: Path) -> Elsewhere:
    """Another installation on the same kind of databases: `with elsewhere(keys=True):`."""

    def enter(*, keys: bool) -> AbstractContextManager[Flask]:
        directory = settings().key_directory if keys else str(tmp_path / "other-keys")
        return installed(tmp_path / "elsewhere", fresh_urls, directory)

    return enter


@pytest.fixture
def sqlite_elsewhere(app: Flask, tmp_path: Path) -> Elsewhere:
    """Another installation on SQLite, with the same keys."""
    place = tmp_path / "small"
    place.mkdir()
    urls = Urls(*(f"sqlite:///{place / name}.sqlite" for name in Urls._fields))
    return lambda: installed(place, urls, settings().key_directory)
