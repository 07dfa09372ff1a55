"""Days of a round are days of its programme's place; moments told to people are those of their own."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox.messages import letter
from pulse.outbox.models import Message
from pulse.people.models import Person
from pulse.programmes import queries as programmes
from pulse.rounds import jobs, messages, queries
from pulse.rounds.models import CommentReader, Seat
from tests._ground.voting import MONDAY, invitation, make_programme, open_round

FIRST = date(2026, 3, 2)
ZONES = (
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Pacific/Pago_Pago",
)


def start(*people, on):
    with transaction():
        for person in people:
            db.session.merge(person).started_on = on


def invited(opened):
    return set(db.session.scalars(select(Seat.person_id).where(Seat.round_id == opened.id)))


@pytest.mark.parametrize("hour", [10, 18])
@pytest.mark.parametrize("zone", ZONES)
def test_a_start_date_counts_by_the_programmes_own_day(app, cast, time_machine, zone, hour):
    opening = datetime(2026, 3, 2, hour, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    time_machine.move_to(opening, tick=False)
    start(cast.omar, cast.hana, on=FIRST)
    start(cast.lea, on=FIRST + timedelta(days=1))
    programme = make_programme(timezone=zone, hour=hour)
    programme = db.session.merge(programme)
    told = programmes.preview(programmes.terms_of(programme), {}, programme, opening).people
    opened = open_round(opening)
    found = invited(opened)
    assert {cast.omar.id, cast.hana.id} <= found
    assert cast.lea.id not in found
    assert told == len(found) == opened.members == programmes.listed(opening)[0].people
    readers = set(db.session.scalars(select(CommentReader.person_id).where(CommentReader.round_id == opened.id)))
    assert readers == {cast.hana.id}


@pytest.fixture
def denver(app, cast, time_machine):
    """Omar reads in Denver; the programme is Berlin's, and closes on Friday at ten, at two in the night for him."""
    now = MONDAY + timedelta(hours=1, minutes=1)
    time_machine.move_to(now, tick=False)
    with transaction():
        db.session.merge(cast.omar).timezone = "America/Denver"
    make_programme(reminders=2)
    return open_round(now)


@pytest.mark.parametrize(
    "kind", [messages.INVITATION, messages.REMINDER, messages.SECOND_REMINDER], ids=lambda one: one.name
)
def test_mails_promise_no_time_that_is_not_there(denver, cast, kind):
    row = Message(kind=kind.name, arguments={"round": denver.uid}, key="k")
    made = letter(row, kind, db.session.get_one(Person, cast.omar.id))
    subject = made["Subject"].replace("\u202f", " ")
    assert subject.endswith("open until Friday, March 6, 2:00 AM")
    for part in ("plain", "html"):
        body = " ".join(made.get_body((part,)).get_content().replace("\u202f", " ").split())
        assert "Friday, March 6, 2:00 AM (GMT-07:00)" in body


def test_the_first_screen_says_the_readers_own_moments(denver, cast, client):
    words = client.post("/visit", json={"invite": invitation(denver, cast.omar)}).json["words"]
    assert words["closes"].replace("\u202f", " ") == "Friday, March 6, 2:00 AM (GMT-07:00)"
    assert words["next"] == "Monday, March 9"


def test_the_next_round_is_named_by_the_readers_day(app, cast, client, time_machine):
    opening = datetime(2026, 3, 2, 10, 1, tzinfo=ZoneInfo("Pacific/Auckland")).astimezone(UTC)
    time_machine.move_to(opening, tick=False)
    make_programme(timezone="Pacific/Auckland")
    opened = open_round(opening)
    words = client.post("/visit", json={"invite": invitation(opened, cast.omar)}).json["words"]
    assert words["next"] == "Sunday, March 8"  # in Berlin, where Omar is


@pytest.mark.parametrize("reader", ["Europe/Berlin", "Pacific/Auckland"])
def test_programme_pages_say_whose_hour_they_mean_where_it_is_not_the_readers(
    app, cast, signed_in, time_machine, reader
):
    time_machine.move_to(MONDAY, tick=False)
    with transaction():
        db.session.merge(cast.hana).timezone = reader
    make_programme(timezone="Pacific/Auckland")
    page = signed_in(cast.hana).get("/programmes").text
    assert ("(GMT+13:00)" in page) is (reader != "Pacific/Auckland")


def test_counts_of_days_turn_at_the_programmes_midnight(app, cast, time_machine):
    opening = datetime(2026, 3, 2, 10, 1, tzinfo=ZoneInfo("Pacific/Auckland")).astimezone(UTC)
    time_machine.move_to(opening, tick=False)
    make_programme(timezone="Pacific/Auckland")
    opened = open_round(opening)
    midnight = datetime(2026, 3, 3, 0, 0, tzinfo=ZoneInfo("Pacific/Auckland")).astimezone(UTC)
    assert opened.id not in queries.due(midnight - timedelta(minutes=1))
    assert opened.id in queries.due(midnight)
    jobs.advance(midnight)
    assert opened.id not in queries.due(midnight + timedelta(hours=23))
    assert db.session.scalar(select(func.count()).where(Seat.round_id == opened.id)) == opened.members
