"""A town hall as a calendar entry (RFC 5545), published to whoever is invited."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

MAKER = "-//Pulse//Town halls//EN"


@dataclass(frozen=True)
class Meeting:
    """What a calendar entry says; `uid` never changes, `sequence` rises with every change people are told of."""

    uid: str
    title: str
    words: str
    starts_at: datetime
    minutes: int
    place: str
    page: str
    sequence: int
    revised_at: datetime
    cancelled: bool = False


def calendar(meeting: Meeting) -> bytes:
    """Return a calendar with this one entry, in UTC: escaped, folded at 75 octets, lines ended by CRLF."""
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(_event(meeting))
    return bytes(made.to_ical())


def _event(meeting: Meeting) -> Event:
    event = Event()
    starts = meeting.starts_at.astimezone(UTC)
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.revised_at.astimezone(UTC))
    event.add("last-modified", meeting.revised_at.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.minutes))
    event.add("summary", meeting.title)
    event.add("description", meeting.words)
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", meeting.page)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event
