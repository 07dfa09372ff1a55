"""Pauses between tries."""

from datetime import UTC, datetime, timedelta

from pulse.outbox.backoff import LASTS, next_try, pause

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def minutes(length):
    return length.total_seconds() / 60


def test_each_pause_of_a_mail_is_twice_the_last_up_to_an_hour():
    assert [minutes(next_try(tries, NOON) - NOON) for tries in range(1, 8)] == [5, 10, 20, 40, 60, 60, 60]


def test_a_mail_is_given_up_after_two_weeks_of_refusals():
    pauses = []
    while (again := next_try(len(pauses) + 1, NOON)) is not None:
        pauses.append(again - NOON)
    assert LASTS <= sum(pauses, timedelta()) < LASTS + timedelta(hours=2)


def test_what_goes_with_its_round_is_never_given_up_for_tries():
    assert next_try(10_000, NOON, None) == NOON + timedelta(hours=1)


def test_a_mail_server_is_left_alone_for_a_quarter_of_an_hour_at_most():
    assert [minutes(pause(failures)) for failures in (1, 2, 3, 4, 5, 6, 1000)] == [1, 2, 4, 8, 15, 15, 15]
