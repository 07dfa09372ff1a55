"""Rhythms to count with, and moments as they are written."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

from hypothesis import strategies as st

from pulse.programmes.recurrence import (
    LAST,
    Rhythm,
    Unit,
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
