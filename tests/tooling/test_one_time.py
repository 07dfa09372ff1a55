"""A test that tells a fixed time and opens pages in real time is refused."""

from datetime import UTC, datetime

import pytest

from pulse.base import clock
from tests._ground.one_time import mixed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def act(*, now: datetime) -> datetime:
    return now


def helped() -> datetime:
    return act(now=NOON)


def directly(signed_in):
    act(now=NOON)


def by_a_helper(client):
    helped()


def in_real_time(client):
    act(now=clock.now())


class Item:
    """As much of a test as is looked at."""

    class _fixtureinfo:  # noqa: N801
        name2fixturedefs: dict = {}  # noqa: RUF012

    def __init__(self, function, *fixtures):
        self.function, self.fixturenames = function, fixtures


@pytest.mark.parametrize(
    ("function", "fixtures", "found"),
    [
        (directly, ("signed_in",), ["directly"]),
        (by_a_helper, ("client",), ["helped"]),
        (in_real_time, ("client",), []),
        (directly, ("signed_in", "time_machine"), []),
        (directly, (), []),
    ],
)
def test_two_clocks_are_seen(function, fixtures, found):
    assert mixed(Item(function, *fixtures)) == found
