"""When somebody wants no mail that can wait, and when their week begins: pure arithmetic of days and zones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 24 * 60


@dataclass(frozen=True)
class Hours:
    """Minutes of the day between which somebody wants quiet, past midnight when `starts` is the later; and weekends.

    starts = ends: no night is quiet.
    """

    starts: int = 20 * 60
    ends: int = 7 * 60
    weekends: bool = True


USUAL: Final = Hours()


def is_quiet(hours: Hours, zone: ZoneInfo, weekend: frozenset[int], moment: datetime) -> bool:
    """Say whether a moment lies in somebody's quiet hours, by the clock on their wall."""
    local = moment.astimezone(zone)
    if hours.weekends and local.weekday() in weekend:
        return True
    minute = local.hour * 60 + local.minute
    return (minute - hours.starts) % DAY < (hours.ends - hours.starts) % DAY


def free_from(hours: Hours, zone: ZoneInfo, weekend: frozenset[int], moment: datetime) -> datetime:
    """Return the moment itself, or the end of the quiet hours it lies in."""
    if not is_quiet(hours, zone, weekend, moment):
        return moment
    today = moment.astimezone(zone).date()
    ends = (end for days in range(9) for end in _ends(hours, zone, today + timedelta(days=days)))
    # A week of weekends has no end: the settings refuse it, and so nothing is held back by it.
    return next((end for end in ends if end > moment and not is_quiet(hours, zone, weekend, end)), moment)


def next_week(hours: Hours, zone: ZoneInfo, weekend: frozenset[int], moment: datetime) -> datetime:
    """Return when the mail of somebody's week may go: the first free moment of the next first working day."""
    today = moment.astimezone(zone).date()
    first = next((day for day in range(7) if day not in weekend and (day - 1) % 7 in weekend), 0)
    monday = today + timedelta(days=(first - today.weekday()) % 7)
    begins = free_from(hours, zone, weekend, _at(monday, 0, zone))
    if begins > moment:
        return begins
    return free_from(hours, zone, weekend, _at(monday + timedelta(days=7), 0, zone))


def _ends(hours: Hours, zone: ZoneInfo, day: date) -> list[datetime]:
    """Return when quiet may end on a day: at midnight after a weekend, or in the morning, which may strike twice."""
    return sorted({_at(day, minute, zone, fold) for minute in (0, hours.ends) for fold in (0, 1)})


def _at(day: date, minute: int, zone: ZoneInfo, fold: int = 0) -> datetime:
    wall = datetime.combine(day, time(minute // 60, minute % 60, fold=fold), zone)
    return wall.astimezone(UTC)
