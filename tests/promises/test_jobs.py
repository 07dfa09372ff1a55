"""What happens to promises by itself: they turn red the day after their date, where their owner is; owners are told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import notices
from pulse.promises import actions, jobs
from pulse.promises.terms import Deed, State
from pulse.reports.models import Event
from pulse.rounds import actions as rounds
from tests.promises.promising import DUE, NOON, found, heard, kinds, promised, say

MIDNIGHT = {
    "Pacific/Auckland": datetime(2026, 3, 20, 11, tzinfo=UTC),  # UTC+13
    "Europe/Berlin": datetime(2026, 3, 20, 23, tzinfo=UTC),
    "UTC": datetime(2026, 3, 21, 0, tzinfo=UTC),
    "America/Los_Angeles": datetime(2026, 3, 21, 7, tzinfo=UTC),  # summer time since 8 March
}


@pytest.fixture
def told(monkeypatch):
    """Collect what rooms below are told, in the words they would use."""
    heard: list[tuple[str, object, str]] = []

    def notify(kind, person_ids, arguments, *, about, now):
        heard.extend((kind, person_id, arguments.get("deed", "")) for person_id in sorted(person_ids))

    monkeypatch.setattr("pulse.outbox.actions.notify", notify)
    monkeypatch.setattr(
        "pulse.outbox.actions.announce",
        lambda kind, team_ids, arguments, *, about, now: heard.append(("announce", *team_ids, arguments["deed"])),
    )
    return heard


def owned(cast, zone: str) -> str:
    with transaction():
        cast.omar.timezone = zone
        db.session.merge(cast.omar)
    return promised(cast.support, cast.lea, owner=cast.omar).uid


@pytest.mark.parametrize("zone", MIDNIGHT)
def test_it_turns_red_by_itself_at_midnight_where_its_owner_is(app, cast, signed_in, time_machine, zone):
    uid, midnight = owned(cast, zone), MIDNIGHT[zone]
    before, after = midnight - timedelta(minutes=1), midnight + timedelta(minutes=1)
    time_machine.move_to(before, tick=False)
    jobs.advance(before)
    assert kinds(uid) == ["made"]
    assert "Past due" not in signed_in(cast.hana).get(f"/promises/{uid}").text
    time_machine.move_to(after, tick=False)
    assert "nobody has said what became of it" in signed_in(cast.hana).get(f"/promises/{uid}").text  # before any job
    assert kinds(uid) == ["made"]
    jobs.advance(after)
    jobs.advance(after)
    assert kinds(uid) == ["made", "broken"]
    assert found(uid).state == State.BROKEN


def test_without_an_owner_the_company_s_time_zone_counts(app, cast):
    uid = owned(cast, "America/Los_Angeles")
    with transaction():
        db.session.delete(db.session.merge(cast.omar))
    midnight = datetime(2026, 3, 21, tzinfo=ZoneInfo(settings().timezone))
    jobs.advance(midnight - timedelta(minutes=1))
    assert kinds(uid) == ["made"]
    jobs.advance(midnight + timedelta(minutes=1))
    assert kinds(uid) == ["made", "broken"]


def test_what_was_settled_or_put_off_in_time_is_not_broken(app, cast):
    uids = [promised(cast.support, cast.lea).uid for _ in range(3)]
    say(uids[0], Deed.KEPT, cast.lea)
    say(uids[1], Deed.DROPPED, cast.lea)
    jobs.advance(NOON + timedelta(days=60))
    assert [found(uid).state for uid in uids] == ["kept", "dropped", "broken"]


def test_owners_are_reminded_a_week_and_a_day_before_and_told_when_it_is_late(app, cast, told):
    uid = promised(cast.support, cast.lea).uid
    told.clear()
    for day in range(25):
        jobs.advance(NOON + timedelta(days=day))
        jobs.advance(NOON + timedelta(days=day, hours=3))
    lea = cast.lea.id
    assert told == [("promise-due", lea, ""), ("promise-due", lea, ""), ("promise-yours-urgent", lea, "broken")]
    assert kinds(uid) == ["made", "broken"]


def test_days_of_reminders_are_seven_and_one(app, cast, told):
    promised(cast.support, cast.lea)
    days = []
    for day in range(19):
        told.clear()
        jobs.advance(NOON + timedelta(days=day))
        days += [(DUE - (NOON + timedelta(days=day)).date()).days for _ in told]
    assert days == [7, 1]


def test_who_promises_for_next_week_is_not_reminded_the_same_day(app, cast, told):
    promised(cast.support, cast.lea, due=(NOON + timedelta(days=5)).date())
    told.clear()
    jobs.advance(NOON + timedelta(hours=1))
    assert told == []


def test_followers_and_channels_are_told_and_nobody_of_what_they_did_themselves(app, cast, told):
    uid = promised(cast.support, cast.lea).uid
    assert told == [("announce", cast.support.id, "made")]
    with transaction():
        for person in (cast.omar, cast.hana, cast.lea):
            actions.follow(found(uid), person)
    told.clear()
    say(uid, Deed.PROGRESS, cast.hana)
    assert told == [("promise-changed", cast.omar.id, "progress"), ("promise-yours", cast.lea.id, "progress")]
    told.clear()
    say(uid, Deed.KEPT, cast.lea)
    changed = [("promise-changed", person.id, "kept") for person in (cast.omar, cast.hana)]
    assert told == [*changed, ("announce", cast.support.id, "kept")]


@pytest.mark.parametrize("deed", [deed for deed in Deed if deed is not Deed.BROKEN])
def test_a_notice_says_in_a_sentence_what_was_done(app, cast, deed):
    uid = promised(cast.support, cast.lea).uid
    arguments = {"promise": uid, "deed": deed.value, "due": "2026-03-20"}
    with app.test_request_context(), force_locale("en"):
        changed = notices.named("promise-changed").words(None, arguments)
        assert changed is not None
        assert "A second van by spring" in changed[0]
        assert changed[1] == f"/promises/{uid}"
        assert notices.named("promise-yours").words(cast.lea, arguments) is not None
        assert notices.named("promise-yours").words(cast.omar, arguments) is None  # it is not theirs any more


def test_a_reminder_is_not_sent_once_it_has_no_reason(app, cast):
    uid = promised(cast.support, cast.lea).uid
    arguments = {"promise": uid, "due": "2026-03-20"}
    words = notices.named("promise-due").words
    with app.test_request_context(), force_locale("en"):
        said = words(cast.lea, arguments)
        assert said is not None
        assert "due on Mar 20, 2026" in said[0]
        assert words(cast.omar, arguments) is None
        assert words(cast.lea, arguments | {"due": "2026-03-19"}) is None
    say(uid, Deed.KEPT, cast.lea)
    with app.test_request_context(), force_locale("en"):
        assert words(cast.lea, arguments) is None


def test_charts_and_first_screens_are_told(app, cast, monkeypatch):
    lines: list[tuple[str, str]] = []
    monkeypatch.setattr(
        rounds,
        "tell",
        lambda name, team_uid, *, said, did, became, day: lines.append((became.value, day.isoformat())),
    )
    uid = promised(cast.support, cast.lea, said="Vans!").uid
    say(uid, Deed.KEPT, cast.lea, now=NOON + timedelta(days=3))
    marks = db.session.scalars(select(Event).order_by(Event.id)).all()
    assert [(mark.kind, mark.day.day, mark.team_uid) for mark in marks] == [
        ("promise", 2, cast.support.uid),
        ("promise kept", 5, cast.support.uid),
    ]
    assert lines == [("promised", "2026-03-20"), ("kept", "2026-03-05")]


def test_a_team_is_asked_once_it_is_kept_and_no_more_when_it_is_open_again(app, cast, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr("pulse.programmes.actions.ask_once", lambda name, team, words, *, now: asked.append("ask"))
    monkeypatch.setattr("pulse.programmes.actions.ask_no_more", lambda name: asked.append("no more"))
    uid = promised(cast.support, cast.lea).uid
    say(uid, Deed.PROGRESS, cast.lea)
    assert asked == []
    say(uid, Deed.PARTLY, cast.lea)
    say(uid, Deed.REOPENED, cast.lea)
    say(uid, Deed.KEPT, cast.lea)
    assert asked == ["ask", "no more", "ask"]


@pytest.mark.parametrize(("yes", "state"), [(4, State.REOPENED), (5, State.KEPT), (9, State.KEPT), (0, State.REOPENED)])
def test_the_team_s_word_opens_a_kept_promise_again_by_the_rule(app, cast, yes, state):
    uid = promised(cast.support, cast.lea).uid
    say(uid, Deed.KEPT, cast.lea)
    one = heard(uid, yes, 10 - yes, 0, now=NOON + timedelta(days=30))
    assert one.state == state
    assert one.word is not None
    assert one.word["yes"] == [yes, yes]
    if state is State.REOPENED:
        assert (one.due - (NOON + timedelta(days=30)).date()).days == 14
        jobs.advance(NOON + timedelta(days=46))
        assert found(uid).state == State.BROKEN


def test_a_team_s_word_on_what_was_dropped_meanwhile_opens_nothing(app, cast):
    uid = promised(cast.support, cast.lea).uid
    say(uid, Deed.DROPPED, cast.lea)
    assert heard(uid, 0, 0, 10).state == State.DROPPED
