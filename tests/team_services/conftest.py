"""A company whose Finance serves Operations: Support, Field and Operations itself are counted as three groups."""

import pytest

from pulse.base.transactions import transaction
from pulse.team_services import actions
from tests._ground.voting import MONDAY, make_programme, open_round

OPENS = MONDAY.replace(hour=9, minute=1)


@pytest.fixture
def acme(cast, time_machine):
    """The cast, with more people in Operations and Finance, at the hour a round opens."""
    time_machine.move_to(OPENS)
    with transaction():
        cast.people(cast.operations, 9, "operations")
        cast.people(cast.finance, 7, "money")
    return cast


@pytest.fixture
def served(acme):
    """Finance serves Operations with all below it, and a programme asks about it."""
    with transaction():
        actions.serve(acme.finance, acme.operations, by=acme.hana)
    make_programme(inside="served")
    return acme


@pytest.fixture
def opened(served):
    """The round of the week."""
    return open_round(OPENS)
