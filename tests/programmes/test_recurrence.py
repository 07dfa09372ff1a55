"""When rounds open, remind and close."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st
from pytest import mark, raises

from pulse.programmes.recurrence import (
    LAST,
    LEAST_OPEN,
    Fault,
    Pace,
    Rhythm,
    RhythmError,
    Unit,
    counted,
    due,
    evenly,
    least_open,
    moment,
    occurrences,
)

# Names that are files beside the zones, not zones a person would choose.
ZONES = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
BERLIN = "Europe/Berlin"
DAY = timedelta(days=1)


def rhythm(**changed):
    parts = {
        "unit": Unit.WEEKS,
        "every": 1,
        "weekday": 1,
        "at": time(9, 0),
        "zone": BERLIN,
        "starts_on": date(2026, 1, 1),
        "open_days": 5,
    }
    return Rhythm(**(parts | changed))


def keys(rhythm, count, after=date(2025, 12, 31)):
    return [occurrence.key.isoformat() for occurrence in occurrences(rhythm, after, count)]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@st.composite
def rhythms(draw):
    unit = draw(st.sampled_from(Unit))
    every = draw(st.integers(1, 6))
    open_days = draw(st.integers(1, every * (7 if unit is Unit.WEEKS else 28)))
    start = draw(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
    near = st.integers(0, 400).map(lambda days: start + timedelta(days=days))
    offsets = st.sets(st.integers(1, open_days - 1), max_size=2) if open_days > 1 else st.just(set())
    return Rhythm(
        unit=unit,
        every=every,
        weekday=draw(st.integers(0, 6)),
        at=time(draw(st.integers(0, 23)), draw(st.sampled_from((0, 1, 15, 30, 59)))),
        zone=draw(st.sampled_from(ZONES)),
        starts_on=start,
        open_days=open_days,
        nth=draw(st.sampled_from((1, 2, 3, 4, LAST))),
        reminders=tuple(sorted(draw(offsets))),
        holidays=draw(st.frozensets(near, max_size=30)),
    )


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


@mark.parametrize(
    ("changed", "fault"),
    [
        ({"every": 0}, Fault.EVERY),
        ({"every": 53}, Fault.EVERY),
        ({"unit": Unit.MONTHS, "every": 13}, Fault.EVERY),
        ({"weekday": 7}, Fault.WEEKDAY),
        ({"nth": 5}, Fault.NTH),
        ({"nth": 0}, Fault.NTH),
        ({"at": time(9, 0, 1)}, Fault.TIME),
        ({"at": time(9, 0, tzinfo=UTC)}, Fault.TIME),
        ({"starts_on": date(9999, 12, 31)}, Fault.STARTS_ON),
        ({"starts_on": date(1999, 12, 31)}, Fault.STARTS_ON),
        ({"open_days": 0}, Fault.OPEN_DAYS),
        ({"open_days": 8}, Fault.OVERLAP),
        ({"unit": Unit.MONTHS, "open_days": 29}, Fault.OVERLAP),
        ({"reminders": (5,)}, Fault.REMINDERS),
        ({"reminders": (0,)}, Fault.REMINDERS),
        ({"reminders": (2, 1)}, Fault.REMINDERS),
        ({"reminders": (1, 1)}, Fault.REMINDERS),
        ({"reminders": (1, 2, 3)}, Fault.REMINDERS),
        ({"weekend": frozenset(range(7))}, Fault.WEEKEND),
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
