"""The hour at which town halls of tests are planned."""

import pytest

from tests.townhalls.held import NOW


@pytest.fixture
def noon(app, time_machine):
    """Stop the clock on a Monday, 10:00 in Berlin."""
    time_machine.move_to(NOW, tick=False)
