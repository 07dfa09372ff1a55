"""How long to wait after failed tries."""

from datetime import UTC, datetime, timedelta

from pulse.access.lockout import FORGOTTEN_AFTER, LONGEST_WAIT, Counter, counted, wait

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_the_first_tries_are_free():
    assert [wait(Counter.ACCOUNT, n) for n in range(5)] == [timedelta()] * 5


def test_then_each_costs_twice_the_last_up_to_an_hour():
    minutes = [wait(Counter.ACCOUNT, n).total_seconds() / 60 for n in range(5, 13)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]
    assert wait(Counter.ACCOUNT, 10**6) == LONGEST_WAIT


def test_failures_are_forgotten_after_a_while():
    assert counted(4, NOON, NOON + FORGOTTEN_AFTER) == 0
    assert counted(4, NOON, NOON + FORGOTTEN_AFTER - timedelta(seconds=1)) == 4
