"""The crowd whose votes are attacked, Omar in it, and instances that are brought back after each crash."""

from contextlib import ExitStack, contextmanager
from functools import partial

import pytest
import time_machine

from tests.attacks._crashes import Saved
from tests.attacks._crowd import OPENS, gather, running

VOTERS = 16  # enough for a division into cells of five


@pytest.fixture
def crowd(app, time_machine):
    time_machine.move_to(OPENS, tick=False)
    return gather(app, VOTERS)


@pytest.fixture
def omar(crowd):
    return crowd.people[0].id


class Instances:
    """Instances at rest, each made once for all tests and brought back for each crash."""

    def __init__(self, databases, migrated, tmp_path_factory):
        self.databases, self.migrated, self.directories = databases, migrated, tmp_path_factory
        self.open = ExitStack()
        self.made: dict[str, tuple[Saved, object]] = {}

    def __call__(self, prepare):
        """Return what was prepared, and a way to have the application as it was then."""
        name = prepare.__name__
        if name not in self.made:
            urls = self.databases.copy_of(self.migrated)
            self.open.callback(self.databases.drop, urls)
            app = self.open.enter_context(running(urls, self.directories.mktemp(name)))
            found = prepare(app)
            self.made[name] = Saved(self.databases, app), found
        saved, found = self.made[name]
        return partial(self._again, saved), found

    @contextmanager
    def _again(self, saved):
        saved.back()
        with saved.app.app_context():
            yield saved.app


@pytest.fixture(scope="module")
def instances(databases, migrated, tmp_path_factory):
    made = Instances(databases, migrated, tmp_path_factory)
    with time_machine.travel(OPENS, tick=False), made.open:
        yield made
