"""Pauses between tries."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from pulse.outbox.backoff import next_try

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_each_pause_is_twice_the_last():
    pauses = [next_try(tries, NOON) - NOON for tries in range(1, 10)]
    assert pauses[0] == timedelta(minutes=5)
    assert all(later == 2 * sooner for sooner, later in pairwise(pauses))


def test_ten_tries_take_about_two_days():
    assert sum((next_try(tries, NOON) - NOON for tries in range(1, 10)), timedelta()) < timedelta(days=2)
    assert next_try(10, NOON) is None
