"""When and where a town hall is, as it is typed: local time and a zone, a link of one kind."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class HallPlan:
    """What can be changed of a town hall."""

    title: str
    starts_at: datetime
    minutes: int
    timezone: str
    place: str = ""
    call_link: str = ""
    words: str = ""


def moment(day: date, at: time, zone: str) -> datetime | None:
    """Return a local time in UTC; None where clocks skip it. Of an hour that comes twice it is the first."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    found = local.astimezone(UTC)
    return found if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def is_call_link(text: str) -> bool:
    """Tell whether a text is an address that a browser opens over https, without a password in it."""
    try:
        parts = urlsplit(text)
        known = parts.scheme == "https" and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        return False
    return known and text.isprintable() and not any(sign in text for sign in " \"'<>\\^`{|}")
