"""At which moments a round opens, closes and reminds, by the clocks of its zone."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st
from pytest import mark

from pulse.programmes.recurrence import (
    evenly,
    moment,
    occurrences,
)
from tests.programmes.rhythms import BERLIN, rhythm, utc


@mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # Autumn: 02:30 comes twice, the first counts. Spring: 02:30 does not come, 03:00 summer time is the end.
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25 00:30"),
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29 01:00"),
        (BERLIN, date(2026, 3, 29), time(2, 7), "2026-03-29 01:00"),
        (BERLIN, date(2026, 3, 29), time(2, 0), "2026-03-29 01:00"),
        (BERLIN, date(2026, 3, 29), time(3, 0), "2026-03-29 01:00"),
        (BERLIN, date(2026, 3, 29), time(1, 59), "2026-03-29 00:59"),
        # Cairo springs forward at midnight: 00:30 on that Friday does not exist.
        ("Africa/Cairo", date(2024, 4, 26), time(0, 30), "2024-04-25 22:00"),
        ("Africa/Cairo", date(2024, 4, 26), time(1, 0), "2024-04-25 22:00"),
        # Sao Paulo gave up summer time in 2019; 2018 began it at midnight.
        ("America/Sao_Paulo", date(2026, 11, 1), time(0, 30), "2026-11-01 03:30"),
        ("America/Sao_Paulo", date(2018, 11, 4), time(0, 30), "2018-11-04 03:00"),
        ("Asia/Kolkata", date(2026, 5, 5), time(9, 0), "2026-05-05 03:30"),
        ("Pacific/Apia", date(2026, 5, 5), time(9, 0), "2026-05-04 20:00"),
        # Samoa left out the whole of 30 December 2011.
        ("Pacific/Apia", date(2011, 12, 30), time(9, 0), "2011-12-30 10:00"),
        # Lord Howe moves by half an hour only.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03 15:30"),
    ],
)
def test_a_local_time_has_one_moment(zone, day, at, expected):
    assert moment(day, at, zone) == utc(expected)


def test_a_weekly_round_keeps_its_hour_and_key_across_both_changes_of_the_clock():
    night = rhythm(weekday=6, at=time(2, 30))
    spring = occurrences(night, date(2026, 3, 21), 3)
    autumn = occurrences(night, date(2026, 10, 17), 3)
    assert [one.opens_at for one in spring] == [
        utc("2026-03-22 01:30"),
        utc("2026-03-29 01:00"),
        utc("2026-04-05 00:30"),
    ]
    assert [one.opens_at for one in autumn] == [
        utc("2026-10-18 00:30"),
        utc("2026-10-25 00:30"),
        utc("2026-11-01 01:30"),
    ]
    assert [one.key.day for one in (*spring, *autumn)] == [22, 29, 5, 18, 25, 1]


def test_a_round_closes_at_the_same_local_hour():
    over_the_change = occurrences(rhythm(open_days=7), date(2026, 3, 23), 1)[0]
    assert over_the_change.opens_at == utc("2026-03-24 08:00")
    assert over_the_change.closes_at == utc("2026-03-31 07:00")


def test_a_round_may_close_the_moment_the_next_one_opens():
    first, second = occurrences(rhythm(open_days=7), date(2026, 1, 1), 2)
    assert first.closes_at == second.opens_at


def test_reminders_come_at_the_opening_hour():
    reminded = occurrences(rhythm(open_days=7, reminders=(2, 5)), date(2026, 3, 23), 1)[0]
    assert reminded.reminds_at == (utc("2026-03-26 08:00"), utc("2026-03-29 07:00"))


@mark.parametrize(
    ("count", "open_days", "expected"),
    [
        (0, 5, ()),
        (1, 1, ()),
        (1, 2, (1,)),
        (1, 5, (2,)),
        (2, 2, (1,)),
        (2, 3, (1, 2)),
        (2, 5, (1, 3)),
        (2, 7, (2, 4)),
        (9, 9, (3, 6)),
    ],
)
def test_reminders_are_spread_evenly(count, open_days, expected):
    assert evenly(count, open_days) == expected


@given(st.integers(0, 2), st.integers(1, 60))
def test_spread_reminders_fit_every_rhythm(count, open_days):
    assert rhythm(every=52, open_days=open_days, reminders=evenly(count, open_days))
