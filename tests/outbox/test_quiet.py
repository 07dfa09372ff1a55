"""Quiet hours and the beginning of a week: by the clock on the reader's wall, whatever the season and the zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pulse.outbox.quiet import Hours, free_from, is_quiet, next_week

BERLIN, TOKYO, KOLKATA, APIA, CAIRO = map(
    ZoneInfo, ("Europe/Berlin", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Apia", "Africa/Cairo")
)
USUAL, WEEKEND = Hours(), frozenset({5, 6})
NIGHTS_ONLY = Hours(weekends=False)


def wall(zone: ZoneInfo, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "free"),
    [
        ("2026-07-01 12:00", "2026-07-01 12:00"),  # Wednesday noon
        ("2026-07-01 19:59", "2026-07-01 19:59"),
        ("2026-07-01 20:00", "2026-07-02 07:00"),
        ("2026-07-02 06:59", "2026-07-02 07:00"),
        ("2026-07-02 07:00", "2026-07-02 07:00"),
        ("2026-07-03 20:00", "2026-07-06 07:00"),  # Friday evening to Monday morning
        ("2026-07-04 12:00", "2026-07-06 07:00"),
        ("2026-07-05 23:59", "2026-07-06 07:00"),
    ],
)
def test_what_falls_due_in_quiet_hours_goes_at_their_end(moment, free):
    assert free_from(USUAL, BERLIN, WEEKEND, wall(BERLIN, moment)) == wall(BERLIN, free)


def test_the_same_moment_is_quiet_for_one_and_not_for_another():
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)  # 14:00 in Berlin, 21:00 in Tokyo, 17:30 in Kolkata
    assert [is_quiet(USUAL, zone, WEEKEND, noon) for zone in (BERLIN, TOKYO, KOLKATA)] == [False, True, False]
    assert free_from(USUAL, TOKYO, WEEKEND, noon) == wall(TOKYO, "2026-07-02 07:00")


@pytest.mark.parametrize(
    ("evening", "hours"),
    [("2026-03-28 22:00", 8), ("2026-10-24 22:00", 10), ("2026-07-01 22:00", 9)],  # clocks change on Sundays at night
)
def test_a_night_in_which_clocks_change_ends_at_seven_on_the_wall_all_the_same(evening, hours):
    went = wall(BERLIN, evening)
    free = free_from(NIGHTS_ONLY, BERLIN, WEEKEND, went)
    assert (free.astimezone(BERLIN).strftime("%H:%M"), free - went) == ("07:00", timedelta(hours=hours))


def test_an_end_that_the_spring_leaves_out_is_an_hour_later():
    until = Hours(22 * 60, 2 * 60 + 30, weekends=False)
    free = free_from(until, BERLIN, WEEKEND, wall(BERLIN, "2026-03-29 01:30"))
    assert free.astimezone(BERLIN).strftime("%H:%M") == "03:30"


def test_an_end_that_comes_twice_in_autumn_ends_twice():
    until = Hours(22 * 60, 2 * 60 + 30, weekends=False)
    first, second = (wall(BERLIN, "2026-10-25 02:30", fold) for fold in (0, 1))
    assert free_from(until, BERLIN, WEEKEND, wall(BERLIN, "2026-10-25 02:10", 0)) == first
    assert free_from(until, BERLIN, WEEKEND, wall(BERLIN, "2026-10-25 02:10", 1)) == second


def test_a_midnight_that_does_not_exist_ends_a_weekend_too():
    no_nights = Hours(0, 0)  # clocks in Cairo skip from 00:00 to 01:00 on Friday 24 April 2026
    free = free_from(no_nights, CAIRO, frozenset({3}), wall(CAIRO, "2026-04-23 12:00"))
    assert free == datetime(2026, 4, 23, 22, tzinfo=UTC)


@pytest.mark.parametrize("hours", [Hours(0, 0, weekends=False), Hours(720, 720, weekends=False)])
def test_the_same_time_twice_is_no_quiet_at_all(hours):
    midnight = wall(BERLIN, "2026-07-04 00:00")
    assert free_from(hours, BERLIN, WEEKEND, midnight) == midnight


def test_quiet_by_day_is_for_those_who_work_at_night():
    day = Hours(8 * 60, 16 * 60, weekends=False)
    assert free_from(day, BERLIN, WEEKEND, wall(BERLIN, "2026-07-01 12:00")) == wall(BERLIN, "2026-07-01 16:00")
    assert not is_quiet(day, BERLIN, WEEKEND, wall(BERLIN, "2026-07-01 02:00"))


def test_a_week_of_weekends_holds_nothing_back():
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert free_from(USUAL, BERLIN, frozenset(range(7)), noon) == noon


@given(
    some.integers(0, 3 * 366 * 24 * 60),
    some.sampled_from([BERLIN, TOKYO, KOLKATA, APIA, CAIRO]),
    some.builds(Hours, some.integers(0, 1439), some.integers(0, 1439), some.booleans()),
    some.frozensets(some.integers(0, 6), max_size=3),
)
def test_nothing_goes_in_quiet_hours_nor_waits_longer_than_a_long_weekend(minute, zone, hours, weekend):
    went = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    free = free_from(hours, zone, weekend, went)
    assert went <= free <= went + timedelta(days=5)
    assert not is_quiet(hours, zone, weekend, free)
    week = next_week(hours, zone, weekend, went)
    assert went < week <= went + timedelta(days=8)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-07-01 12:00", "2026-07-06 07:00"),
        ("2026-07-06 06:59", "2026-07-06 07:00"),
        ("2026-07-06 07:00", "2026-07-13 07:00"),
        ("2026-10-21 12:00", "2026-10-26 07:00"),  # over a change of clocks
    ],
)
def test_the_week_begins_on_monday_when_quiet_hours_end(moment, week):
    assert next_week(USUAL, BERLIN, WEEKEND, wall(BERLIN, moment)) == wall(BERLIN, week)


def test_the_week_begins_after_the_weekend_of_the_company():
    friday_and_saturday = frozenset({4, 5})
    sunday = wall(CAIRO, "2026-07-05 07:00")
    assert next_week(USUAL, CAIRO, friday_and_saturday, wall(CAIRO, "2026-07-01 12:00")) == sunday
