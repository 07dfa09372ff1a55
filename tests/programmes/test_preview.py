"""The next rounds of a rhythm, and the ways it may begin."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.base.locale import local_day
from pulse.programmes.preview import at_once, coming, from_next, next_opening
from pulse.programmes.recurrence import Rhythm, Unit, due, keys, occurrences

WEEKLY = Rhythm(Unit.WEEKS, 1, 1, time(9), "Europe/Berlin", date(2026, 1, 1), 7)
MONDAY = datetime(2026, 8, 24, 12, 0, tzinfo=UTC)

rhythms = st.builds(
    lambda unit, every, weekday, hour, open_days, nth: Rhythm(
        unit, every, weekday, time(hour), "Europe/Berlin", date(2026, 1, 1), open_days, nth
    ),
    st.sampled_from(Unit),
    st.integers(1, 6),
    st.integers(0, 6),
    st.integers(0, 23),
    st.integers(1, 7),
    st.sampled_from([1, 2, 3, 4, -1]),
)
moments = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(rhythms, moments)
def test_without_holidays_what_comes_is_what_the_calendar_says(rhythm, now):
    ahead = [each.occurrence for each in coming(rhythm, {}, now) if each.occurrence.opens_at > now]
    later = [o for o in occurrences(rhythm, local_day(now, "UTC") - timedelta(days=1), 6) if o.opens_at > now]
    assert ahead == later[: len(ahead)]
    assert len(ahead) >= 3


@given(rhythms, moments)
def test_a_rhythm_begun_on_its_next_date_keeps_its_step_and_opens_nothing_now(rhythm, now):
    begun = from_next(rhythm, now)
    assert due(begun, None, now) is None
    after = local_day(now, "UTC") - timedelta(days=1)
    expected = [o.key for o in occurrences(rhythm, after, 8) if o.opens_at > now]
    assert [o.key for o in occurrences(begun, after, 5)] == expected[:5]


@given(rhythms, moments)
def test_a_rhythm_begun_at_once_has_a_round_that_is_due(rhythm, now):
    begun = at_once(rhythm, now)
    if begun is None:
        assert rhythm.open_days == 1  # its one day has half gone by
        return
    first = due(begun, None, now)
    assert first is not None
    second = occurrences(begun, first.key, 1)[0]
    assert first.closes_at <= second.opens_at
    assert second.key in keys(rhythm, first.key, 3)
    assert due(begun, first.key, now) is None
    assert 2 * (first.closes_at - first.opens_at) >= timedelta(days=rhythm.open_days) - timedelta(hours=2)


def test_a_round_that_is_due_comes_first():
    tuesday = datetime(2026, 8, 25, 12, 0, tzinfo=UTC)
    assert [each.key.day for each in coming(WEEKLY, {}, tuesday)] == [25, 1, 8, 15]
    assert [each.key.day for each in coming(WEEKLY, {}, tuesday, since=date(2026, 8, 25))] == [1, 8, 15, 22]


def test_a_holiday_moves_a_round_and_lends_its_name():
    names = {date(2026, 8, 25): "Fair"}
    first = coming(replace(WEEKLY, holidays=frozenset(names)), names, MONDAY)[0]
    assert (first.moved, first.holiday, first.cut) == (True, "Fair", True)
    assert first.occurrence.opens_on == date(2026, 8, 26)


def test_a_round_moved_past_today_is_still_to_come():
    names = {date(2026, 8, 25): "Fair", date(2026, 8, 26): "Fair"}
    rhythm = replace(WEEKLY, holidays=frozenset(names))
    wednesday = datetime(2026, 8, 26, 12, 0, tzinfo=UTC)
    assert next_opening(rhythm, wednesday).opens_on == date(2026, 8, 27)


def test_a_date_lost_to_holidays_stays_in_the_list():
    names = {date(2026, 8, 25) + timedelta(days=n): "Fair" for n in range(7)}
    ahead = coming(replace(WEEKLY, holidays=frozenset(names)), names, MONDAY)
    assert [(each.key.day, each.occurrence is None) for each in ahead] == [
        (25, True), (1, False), (8, False), (15, False), (22, False),
    ]  # fmt: skip


def test_holidays_for_ever_end_the_search():
    names = dict.fromkeys((date(2026, 1, 1) + timedelta(days=n) for n in range(900)), "")
    assert all(each.occurrence is None for each in coming(replace(WEEKLY, holidays=frozenset(names)), names, MONDAY))


@pytest.mark.parametrize(("now", "opens_on"), [(12, 24), (5, 23)])
def test_a_first_round_is_dated_on_the_last_day_whose_hour_has_come(now, opens_on):
    begun = at_once(WEEKLY, MONDAY.replace(hour=now))
    assert begun.first_on == date(2026, 8, opens_on)


def test_at_the_end_of_the_calendar_nothing_begins():
    last = datetime(2200, 12, 31, 23, 0, tzinfo=UTC)
    assert from_next(WEEKLY, last) is None
    assert at_once(WEEKLY, last) is None
    assert next_opening(WEEKLY, last + timedelta(days=400)) is None
