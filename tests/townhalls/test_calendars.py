"""A calendar entry is what RFC 5545 asks for: a strict reader gets back what was put in."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from pulse.base.transactions import transaction
from pulse.townhalls import actions, queries
from pulse.townhalls.calendars import Meeting, calendar
from tests.townhalls.held import NOW, PLAN, announced, drafted

HARD = "Commas, semicolons; back\\slashes,\nline breaks, “quotes” and 🎈 überlang " + "ä🎈" * 60
MEETING = Meeting(
    uid="abc@pulse.example",
    title=HARD.replace("\n", " "),
    words=HARD,
    starts_at=datetime(2026, 4, 9, 10, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    minutes=45,
    place="Room 4; first floor",
    page="https://pulse.example/halls/abc",
    sequence=3,
    revised_at=datetime(2026, 4, 6, 8, 0, tzinfo=UTC),
)


def event_of(raw: bytes):
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    return event


def test_a_reader_gets_back_every_word_and_the_hour_in_utc():
    event = event_of(calendar(MEETING))
    assert (str(event["UID"]), str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (MEETING.uid, MEETING.title, HARD)
    assert (str(event["LOCATION"]), str(event["URL"]), event["SEQUENCE"]) == (MEETING.place, MEETING.page, 3)
    assert (event.start, event.end) == (
        datetime(2026, 4, 9, 8, 0, tzinfo=UTC),
        datetime(2026, 4, 9, 8, 45, tzinfo=UTC),
    )
    assert b"DTSTART:20260409T080000Z" in calendar(MEETING)


def test_the_whole_says_that_it_is_published():
    whole = Calendar.from_ical(calendar(MEETING))
    assert (str(whole["METHOD"]), str(whole["VERSION"]), str(whole["STATUS"]) if "STATUS" in whole else "") == (
        "PUBLISH",
        "2.0",
        "",
    )
    assert str(event_of(calendar(MEETING))["STATUS"]) == "CONFIRMED"
    assert str(event_of(calendar(replace(MEETING, cancelled=True)))["STATUS"]) == "CANCELLED"


def test_lines_end_with_crlf_and_are_folded_at_75_octets_between_characters():
    raw = calendar(MEETING)
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    assert all(line.decode() for line in lines)  # no character is cut in two
    assert re.search(rb"SUMMARY:Commas\\, semicolons\\; back\\\\slashes\\,", raw.replace(b"\r\n ", b""))


def test_whoever_is_invited_takes_the_entry_and_each_change_is_a_newer_one(cast, signed_in, noon):
    hall = announced(cast.support, cast.lea)
    omars = signed_in(cast.omar)
    answer = omars.get(f"/halls/{hall.uid}/hall.ics")
    assert answer.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    first = event_of(answer.data)
    assert (str(first["SUMMARY"]), str(first["LOCATION"]), first["SEQUENCE"]) == (PLAN.title, "Room 4", 0)
    assert "https://call.example/4" in str(first["DESCRIPTION"])
    moved = replace(PLAN, starts_at=PLAN.starts_at + timedelta(hours=1))
    with transaction():
        actions.change(queries.hall(hall.uid), moved, seen=0, by=cast.lea, now=NOW)
    second = event_of(omars.get(f"/halls/{hall.uid}/hall.ics").data)
    assert (second["SEQUENCE"], second["UID"], second.start) == (1, first["UID"], moved.starts_at)
    with transaction():
        actions.call_off(queries.hall(hall.uid), "Under water.", by=cast.lea, now=NOW)
    last = event_of(omars.get(f"/halls/{hall.uid}/hall.ics").data)
    assert (last["SEQUENCE"], str(last["STATUS"]), last["UID"]) == (2, "CANCELLED", first["UID"])
    assert "Under water." in str(last["DESCRIPTION"])


def test_the_entry_of_a_draft_is_for_those_who_make_it(cast, signed_in, noon):
    hall = drafted(cast.support, cast.lea)
    codes = [signed_in(person).get(f"/halls/{hall.uid}/hall.ics").status_code for person in (cast.lea, cast.omar)]
    assert codes == [200, 404]
