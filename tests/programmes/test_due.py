"""Which round is due: when a holiday moved it, when the server was down, when it was dealt with."""

from datetime import date, time, timedelta

from pulse.programmes.recurrence import (
    LEAST_OPEN,
    due,
    occurrences,
)
from tests.programmes.rhythms import keys, rhythm, utc


def test_a_round_due_on_a_holiday_opens_on_the_next_working_day_under_its_own_key():
    christmas = frozenset({date(2026, 12, 25), date(2026, 12, 26)})
    moved = occurrences(rhythm(weekday=4, open_days=4, holidays=christmas), date(2026, 12, 20), 1)[0]
    assert moved.key == date(2026, 12, 25)
    assert moved.opens_on == date(2026, 12, 28)
    assert moved.opens_at == utc("2026-12-28 08:00")


def test_the_days_off_of_a_week_can_be_others():
    friday_off = rhythm(weekday=3, holidays=frozenset({date(2026, 1, 8)}), weekend=frozenset({4, 5}))
    assert occurrences(friday_off, date(2026, 1, 7), 1)[0].opens_on == date(2026, 1, 11)


def test_a_moved_round_closes_early_rather_than_run_into_the_next():
    moved, following = occurrences(rhythm(open_days=7, holidays=frozenset({date(2026, 1, 6)})), date(2026, 1, 1), 2)
    assert moved.opens_on == date(2026, 1, 7)
    assert moved.closes_at == following.opens_at


def test_a_round_that_closes_early_loses_the_reminders_after_its_end():
    week = frozenset(date(2026, 1, 6) + timedelta(days=days) for days in range(4))
    moved = occurrences(rhythm(open_days=6, reminders=(1, 5), holidays=week), date(2026, 1, 1), 1)[0]
    assert (moved.opens_on, moved.reminds_at) == (date(2026, 1, 12), ())


def test_a_round_whose_whole_week_is_a_holiday_is_left_out():
    week = frozenset(date(2026, 1, 6) + timedelta(days=days) for days in range(7))
    assert keys(rhythm(holidays=week), 2) == ["2026-01-13", "2026-01-20"]


def test_nothing_is_due_before_the_first_hour():
    assert due(rhythm(), None, utc("2026-01-06 07:59")) is None


def test_a_round_is_due_at_its_hour():
    assert due(rhythm(), None, utc("2026-01-06 08:00")).key == date(2026, 1, 6)


def test_a_round_dealt_with_is_not_due_again():
    assert due(rhythm(), date(2026, 1, 6), utc("2026-01-06 08:00")) is None


def test_after_downtime_only_the_newest_round_opens_late_with_its_planned_close():
    late = due(rhythm(), date(2026, 1, 6), utc("2026-02-04 12:00"))
    assert late == occurrences(rhythm(), date(2026, 2, 2), 1)[0]


def test_after_downtime_a_round_with_less_than_a_day_left_is_skipped():
    closes = occurrences(rhythm(), date(2026, 1, 1), 1)[0].closes_at
    assert due(rhythm(), None, closes - LEAST_OPEN).key == date(2026, 1, 6)
    assert due(rhythm(), None, closes - LEAST_OPEN + timedelta(seconds=1)) is None
    assert due(rhythm(), None, closes + timedelta(hours=1)) is None


def test_a_round_of_one_day_opens_although_the_tick_came_late():
    assert due(rhythm(open_days=1), None, utc("2026-01-06 08:01")) is not None
    assert due(rhythm(open_days=1), None, utc("2026-01-06 20:01")) is None


def test_a_moved_round_is_not_due_on_its_holiday():
    moved = rhythm(holidays=frozenset({date(2026, 1, 6)}))
    assert due(moved, None, utc("2026-01-06 12:00")) is None
    assert due(moved, None, utc("2026-01-07 08:00")).key == date(2026, 1, 6)


def test_a_round_is_still_due_on_the_next_ones_day_until_that_ones_hour():
    days = frozenset(date(2026, 1, 6) + timedelta(days=days) for days in range(6))
    moved = rhythm(at=time(23, 0), open_days=7, holidays=days)
    assert due(moved, None, utc("2026-01-13 01:00")).key == date(2026, 1, 6)
    assert due(moved, None, utc("2026-01-13 22:00")).key == date(2026, 1, 13)


def test_a_round_that_opens_at_the_end_of_a_gap_on_the_next_day_is_due_then():
    # Nuuk jumps from Saturday 23:00 to Sunday 00:00: the Saturday's 23:30 is Sunday's first moment.
    saturday = rhythm(zone="America/Nuuk", weekday=5, at=time(23, 30))
    opened = due(saturday, date(2026, 3, 21), utc("2026-03-29 01:00"))
    assert (opened.key, opened.opens_at) == (date(2026, 3, 28), utc("2026-03-29 01:00"))
