"""A test has one clock: whatever moves it moves what files say of their age; and `make dates` knows its days."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

import dev
from pulse.base import clock

LONG_AGO = datetime(2021, 2, 28, 23, 59, tzinfo=UTC)


def age(path) -> timedelta:
    return clock.now() - clock.touched(path)


def near(found: timedelta, wanted: timedelta) -> bool:
    return abs(found - wanted) < timedelta(minutes=1)


@pytest.mark.parametrize("runs", [True, False])
def test_files_age_by_the_tests_clock(tmp_path, runs):
    (old := tmp_path / "old").write_text("1")
    with time_machine.travel(LONG_AGO, tick=runs) as moving:
        (there := tmp_path / "there").write_text("2")
        assert near(age(there), timedelta())
        moving.shift(3600)
        (later := tmp_path / "later").write_text("3")
        assert near(age(there), timedelta(hours=1))
        moving.move_to(LONG_AGO + timedelta(days=3), tick=runs)
        assert near(age(there), timedelta(days=3))
        assert near(age(later), timedelta(days=3, hours=-1))
    assert near(age(old), timedelta())


def test_the_days_on_which_calendars_go_wrong_lie_ahead():
    assert [moment for moment, _why in dev.other_days(date(2026, 11, 30))] == [
        "2028-02-29 12:00:00",
        "2027-03-28 01:58:00",
        "2027-10-31 02:58:00",
        "2026-12-31 23:58:00",
        "2029-11-30 12:00:00",
    ]


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2099, 12, 31), date(2027, 3, 28)])
def test_on_any_day_there_are_five_of_them(today):
    moments = [datetime.fromisoformat(moment) for moment, _why in dev.other_days(today)]
    assert len(moments) == 5
    assert all(moment.date() >= today for moment in moments)
