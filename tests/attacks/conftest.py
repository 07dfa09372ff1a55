"""The crowd whose votes are attacked, and Omar in it."""

import pytest

from tests.attacks._crowd import OPENS, gather

VOTERS = 16  # enough for a division into cells of five


@pytest.fixture
def crowd(app, time_machine):
    time_machine.move_to(OPENS, tick=False)
    return gather(app, VOTERS)


@pytest.fixture
def omar(crowd):
    return crowd.people[0].id
