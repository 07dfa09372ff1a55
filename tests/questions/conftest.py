"""The question library in the database."""

from datetime import UTC, datetime

import pytest

from pulse.base.transactions import transaction
from pulse.questions import actions

NOON = datetime(2026, 8, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def library(app) -> None:
    """The library that ships with Pulse."""
    with transaction():
        actions.stock(NOON)
