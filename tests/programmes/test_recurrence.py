"""When rounds open, remind and close."""

from datetime import UTC, date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from pytest import mark, raises

from pulse.programmes.recurrence import (
    LAST,
    Pace,
    Rhythm,
    RhythmError,
    RhythmFault,
    Unit,
    counted,
    due,
    least_open,
    occurrences,
)
from tests.programmes.rhythms import BERLIN, DAY, keys, rhythm, rhythms


@given(rhythms())
def test_rounds_come_one_after_the_other_in_every_zone(rhythm):
    found = occurrences(rhythm, rhythm.starts_on - DAY, 12)
    assert len(found) == 12
    for earlier, later in pairwise(found):
        assert earlier.key < later.key
        assert earlier.opens_on < later.key
        assert earlier.closes_at <= later.opens_at
    for occurrence in found:
        moments = [occurrence.opens_at, *occurrence.reminds_at, occurrence.closes_at]
        assert all(before < after for before, after in pairwise(moments))
        assert all(one.tzinfo is UTC for one in moments)


@given(rhythms())
def test_every_moment_has_the_local_hour_unless_the_clock_jumps_over_it(rhythm):
    zone = ZoneInfo(rhythm.zone)
    for occurrence in occurrences(rhythm, rhythm.starts_on - DAY, 12):
        for one in (occurrence.opens_at, *occurrence.reminds_at, occurrence.closes_at):
            local = one.astimezone(zone)
            if local.time() != rhythm.at:
                before = (one - timedelta(seconds=1)).astimezone(zone)
                assert before.utcoffset() < local.utcoffset()
                assert before.replace(tzinfo=None).time() < rhythm.at or local.date() != before.date()
            assert local.fold == 0


@given(rhythms())
def test_every_round_lies_on_its_weekday_not_before_the_start(rhythm):
    for occurrence in occurrences(rhythm, rhythm.starts_on - DAY, 6):
        assert occurrence.key >= rhythm.starts_on
        assert occurrence.key.weekday() == rhythm.weekday


@given(rhythms(), st.integers(0, 60))
def test_where_one_begins_to_count_changes_no_round(rhythm, later):
    whole = occurrences(rhythm, rhythm.starts_on - DAY, 20)
    after = rhythm.starts_on + timedelta(days=later)
    rest = tuple(occurrence for occurrence in whole if occurrence.key > after)
    assert occurrences(rhythm, after, len(rest)) == rest


@given(rhythms())
def test_keys_survive_a_change_of_holidays(rhythm):
    free = Rhythm(**{**rhythm.__dict__, "holidays": frozenset()})
    kept = {occurrence.key for occurrence in occurrences(free, rhythm.starts_on - DAY, 40)}
    assert {occurrence.key for occurrence in occurrences(rhythm, rhythm.starts_on - DAY, 8)} <= kept


@given(rhythms())
def test_a_moved_round_opens_on_a_working_day(rhythm):
    for occurrence in occurrences(rhythm, rhythm.starts_on - DAY, 12):
        if occurrence.opens_on != occurrence.key:
            assert occurrence.key in rhythm.holidays
            assert occurrence.opens_on.weekday() < 5
        assert occurrence.opens_on not in rhythm.holidays


@given(rhythms(), st.integers(0, 20 * 24 * 60))
def test_what_is_due_is_one_of_the_rounds_and_has_time_left(rhythm, minutes):
    planned = occurrences(rhythm, rhythm.starts_on - DAY, 20)
    now = planned[0].opens_at - DAY + timedelta(minutes=minutes)
    still_open = [
        one for one in planned if one.opens_at <= now < one.closes_at and one.closes_at - now >= least_open(one)
    ]
    assert due(rhythm, None, now) == (still_open[0] if still_open else None)


@mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ["2026-01-06", "2026-01-13", "2026-01-20"]),
        ({"every": 2}, ["2026-01-06", "2026-01-20", "2026-02-03"]),
        ({"every": 5}, ["2026-01-06", "2026-02-10", "2026-03-17"]),
        ({"unit": Unit.MONTHS}, ["2026-01-06", "2026-02-03", "2026-03-03"]),
        ({"unit": Unit.MONTHS, "nth": 3}, ["2026-01-20", "2026-02-17", "2026-03-17"]),
        ({"unit": Unit.MONTHS, "nth": LAST}, ["2026-01-27", "2026-02-24", "2026-03-31"]),
        ({"unit": Unit.MONTHS, "every": 3}, ["2026-01-06", "2026-04-07", "2026-07-07"]),
        ({"unit": Unit.MONTHS, "every": 3, "starts_on": date(2026, 1, 7)}, ["2026-02-03", "2026-05-05", "2026-08-04"]),
        ({"unit": Unit.MONTHS, "starts_on": date(2026, 11, 20)}, ["2026-12-01", "2027-01-05", "2027-02-02"]),
    ],
)
def test_rhythms_fall_on_these_days(changed, expected):
    assert keys(rhythm(**changed), 3) == expected


@mark.parametrize(
    ("pace", "unit", "every"),
    [
        (Pace.WEEKLY, Unit.WEEKS, 1),
        (Pace.TWO_WEEKLY, Unit.WEEKS, 2),
        (Pace.WEEKS, Unit.WEEKS, 7),
        (Pace.MONTHLY, Unit.MONTHS, 1),
        (Pace.QUARTERLY, Unit.MONTHS, 3),
    ],
)
def test_a_pace_stands_for_so_many_weeks_or_months(pace, unit, every):
    assert counted(pace, weeks=7) == (unit, every)


@mark.parametrize(("weekday", "expected"), [(0, 28), (1, 29), (2, 30), (3, 31), (4, 25), (5, 26), (6, 27)])
def test_the_last_weekday_of_a_december_is_found(weekday, expected):
    monthly = rhythm(unit=Unit.MONTHS, nth=LAST, weekday=weekday, starts_on=date(2026, 12, 1))
    assert occurrences(monthly, date(2026, 11, 30), 1)[0].key == date(2026, 12, expected)


def test_a_day_on_which_the_rhythm_starts_counts():
    assert keys(rhythm(starts_on=date(2026, 1, 6)), 1) == ["2026-01-06"]


def test_the_calendar_has_an_end():
    assert len(occurrences(rhythm(starts_on=date(2200, 12, 20)), date(2200, 1, 1), 10)) == 2


@mark.parametrize(
    ("changed", "fault"),
    [
        ({"every": 0}, RhythmFault.EVERY),
        ({"every": 53}, RhythmFault.EVERY),
        ({"unit": Unit.MONTHS, "every": 13}, RhythmFault.EVERY),
        ({"weekday": 7}, RhythmFault.WEEKDAY),
        ({"nth": 5}, RhythmFault.NTH),
        ({"nth": 0}, RhythmFault.NTH),
        ({"at": time(9, 0, 1)}, RhythmFault.TIME),
        ({"at": time(9, 0, tzinfo=UTC)}, RhythmFault.TIME),
        ({"starts_on": date(9999, 12, 31)}, RhythmFault.STARTS_ON),
        ({"starts_on": date(1999, 12, 31)}, RhythmFault.STARTS_ON),
        ({"open_days": 0}, RhythmFault.OPEN_DAYS),
        ({"open_days": 8}, RhythmFault.OVERLAP),
        ({"unit": Unit.MONTHS, "open_days": 29}, RhythmFault.OVERLAP),
        ({"reminders": (5,)}, RhythmFault.REMINDERS),
        ({"reminders": (0,)}, RhythmFault.REMINDERS),
        ({"reminders": (2, 1)}, RhythmFault.REMINDERS),
        ({"reminders": (1, 1)}, RhythmFault.REMINDERS),
        ({"reminders": (1, 2, 3)}, RhythmFault.REMINDERS),
        ({"weekend": frozenset(range(7))}, RhythmFault.WEEKEND),
    ],
)
def test_a_rhythm_that_cannot_be_kept_is_refused_with_its_fault(changed, fault):
    with raises(RhythmError) as error:
        rhythm(**changed)
    assert error.value.code is fault


@mark.parametrize(
    "zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "tzdata.zi", "x" * 5000, "a\0b", "\ud800"]
)
def test_a_zone_nobody_knows_is_refused(zone):
    with raises(RhythmError, match="zone"):
        rhythm(zone=zone)


@mark.parametrize("zone", [BERLIN, "America/Argentina/Buenos_Aires", "UTC", "Asia/Kathmandu"])
def test_a_known_zone_is_taken(zone):
    assert rhythm(zone=zone).zone == zone
