"""What people are told: at once, in the mail of their week or not at all; never in quiet hours, never twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from pulse.admin import erasing_actions as admin
from pulse.base.db import db
from pulse.base.settings import settings
from pulse.base.transactions import transaction
from pulse.outbox import actions, jobs, queries
from pulse.outbox.models import Message, Notice, QuietHours, Wished
from pulse.outbox.notices import Group, NoticeWish
from pulse.outbox.quiet import Hours
from pulse.people import queries as people

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)  # a Wednesday; 14:00 in Berlin
MONDAY = datetime(2026, 7, 6, 5, tzinfo=UTC)  # 07:00 in Berlin


def notify(kind, *whom, now=NOON, about="promise:1", **arguments):
    with transaction():
        actions.notify(kind, [each.id for each in whom], {"words": "Said.", **arguments}, about=about, now=now)


def wish(person, group, chosen):
    with transaction():
        actions.wish(person, {group: chosen})


def rows(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def counts() -> tuple[int, int]:
    """Return how many mails and how many sentences of the week wait."""
    with transaction():
        return rows(Message), rows(Notice)


def text(letter) -> str:
    return letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("kind", "mails", "kept"), [("tests-hall", 1, 0), ("tests-promise", 0, 1), ("tests-duty", 1, 0)]
)
def test_whoever_has_not_chosen_hears_as_usual(telling, cast, kind, mails, kept):
    notify(kind, cast.omar)
    assert counts() == (mails, kept)


@pytest.mark.parametrize(
    ("chosen", "kind", "expected"),
    [
        (NoticeWish.AT_ONCE, "tests-promise", (1, 0)),
        (NoticeWish.WEEKLY, "tests-promise", (0, 1)),
        (NoticeWish.NEVER, "tests-promise", (0, 0)),
        (NoticeWish.WEEKLY, "tests-duty", (1, 0)),
        (NoticeWish.NEVER, "tests-duty", (0, 0)),
    ],
)
def test_a_wish_is_heeded_and_a_duty_waits_for_no_week(telling, cast, chosen, kind, expected):
    wish(cast.omar, Group.PROMISES, chosen)
    notify(kind, cast.omar)
    assert counts() == expected


def test_each_person_is_asked_what_they_wish(telling, cast):
    wish(cast.omar, Group.TOWN_HALLS, NoticeWish.NEVER)
    wish(cast.lea, Group.TOWN_HALLS, NoticeWish.WEEKLY)
    notify("tests-hall", cast.omar, cast.lea, cast.hana, cast.hana)
    assert counts() == (1, 1)


def test_nobody_who_left_is_told(telling, cast):
    with transaction():
        people.person(cast.omar.id).left_on = NOON.date()
    notify("tests-hall", cast.omar)
    assert counts() == (0, 0)


def test_an_unknown_kind_is_a_fault_of_the_house(telling, cast):
    with pytest.raises(KeyError):
        notify("tests-unknown", cast.omar)


def test_the_same_about_the_same_is_told_once_while_it_waits(telling, cast):
    for kind in ("tests-hall", "tests-promise"):
        notify(kind, cast.omar)
        notify(kind, cast.omar)
    assert counts() == (1, 1)
    notify("tests-hall", cast.omar, words="Said otherwise.")
    notify("tests-hall", cast.omar, about="promise:2")
    notify("tests-promise", cast.omar, words="Said otherwise.")
    assert counts() == (3, 2)


def test_the_same_may_be_said_again_another_day_and_is_another_mail(telling, by_smtp, cast):
    for day in (0, 1):
        now = NOON + timedelta(days=day)
        notify("tests-hall", cast.omar, now=now)
        assert jobs.deliver(now).sent == 1
    first, second = by_smtp.to("omar@acme.example")
    assert first["Message-ID"] != second["Message-ID"]


def test_a_mail_says_the_sentence_links_the_page_and_can_be_stopped_with_one_press(telling, by_smtp, cast):
    notify("tests-hall", cast.omar, words="Lea calls a town hall.", uid="7")
    jobs.deliver(NOON)
    letter = by_smtp.to("omar@acme.example")[0]
    assert letter["Subject"] == "Lea calls a town hall."
    assert "http://127.0.0.1:8000/promises/7" in text(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"http://127.0.0.1:8000/notices/stop/{cast.omar.uid}-town-halls-" in letter["List-Unsubscribe"]


def test_markup_in_a_sentence_stays_words(telling, by_smtp, cast):
    notify("tests-hall", cast.omar, words="<img src=x onerror=alert(1)>\r\nBcc: everybody@acme.example")
    jobs.deliver(NOON)
    letter = by_smtp.to("omar@acme.example")[0]
    assert "<img" not in letter.get_body(("html",)).get_content()
    assert letter["Bcc"] is None


def test_what_has_no_reason_any_more_is_not_sent(telling, by_smtp, cast):
    notify("tests-hall", cast.omar, moot="yes")
    assert jobs.deliver(NOON).sent == 0
    assert counts() == (0, 0)


def test_a_wish_holds_for_what_waits_already(telling, by_smtp, cast):
    notify("tests-hall", cast.omar)
    wish(cast.omar, Group.TOWN_HALLS, NoticeWish.NEVER)
    jobs.deliver(NOON)
    assert (by_smtp.letters, counts()) == ([], (0, 0))


def test_a_kind_that_a_newer_release_dropped_is_forgotten(telling, by_smtp, cast, monkeypatch):
    notify("tests-hall", cast.omar)
    monkeypatch.setattr("pulse.outbox.notices._known", {})
    assert jobs.deliver(NOON).failed == 0
    assert counts() == (0, 0)


def test_in_quiet_hours_a_mail_waits_for_their_end(telling, by_smtp, cast):
    evening = NOON.replace(hour=18)  # 20:00 in Berlin
    notify("tests-hall", cast.omar, now=evening)
    assert jobs.deliver(evening).sent == 0
    morning = datetime(2026, 7, 2, 5, tzinfo=UTC)
    assert jobs.deliver(morning - timedelta(seconds=1)).claimed == 0
    assert jobs.deliver(morning).sent == 1


def test_quiet_hours_are_those_of_the_readers_own_wall(telling, by_smtp, cast):
    with transaction():
        people.person(cast.omar.id).timezone = "Asia/Tokyo"  # 21:00 at noon in UTC
        actions.rest(people.person(cast.lea.id), Hours(13 * 60, 15 * 60, weekends=False))
    notify("tests-hall", cast.omar, cast.lea, cast.hana)
    jobs.deliver(NOON)
    assert [letter["To"] for letter in by_smtp.letters] == [f"{cast.hana.name} <hana@acme.example>"]
    with transaction():
        due = dict(db.session.execute(select(Message.person_id, Message.due_at).where(Message.sent_at.is_(None))).all())
    assert due == {cast.omar.id: NOON + timedelta(hours=10), cast.lea.id: NOON + timedelta(hours=1)}


def test_a_try_after_a_failure_is_held_back_too_and_costs_no_try(telling, by_smtp, cast):
    late = NOON.replace(hour=17, minute=57)  # 19:57 in Berlin
    notify("tests-hall", cast.omar, now=late)
    by_smtp.answer = "451 Later, please"
    assert jobs.deliver(late).failed == 1
    by_smtp.answer = "250 OK"
    assert jobs.deliver(late + timedelta(minutes=5)).sent == 0
    with transaction():
        message = db.session.scalars(select(Message)).one()
        assert (message.attempts, message.due_at) == (1, datetime(2026, 7, 2, 5, tzinfo=UTC))
    assert jobs.deliver(datetime(2026, 7, 2, 5, tzinfo=UTC)).sent == 1


def test_what_somebody_waits_for_is_not_held_back(greeting, by_smtp, cast):
    night = NOON.replace(hour=22)
    with transaction():
        actions.post("sign-in-link", cast.omar, {"next": "/"}, due_at=night)
        actions.post("greeting", cast.omar, due_at=night)
    assert jobs.deliver(night).sent == 2


def test_what_is_kept_for_the_week_is_due_when_the_readers_week_begins(telling, cast):
    with transaction():
        people.person(cast.lea.id).timezone = "Asia/Tokyo"
        actions.rest(people.person(cast.hana.id), Hours(0, 0, weekends=False))
    notify("tests-promise", cast.omar, cast.lea, cast.hana)
    due = dict(db.session.execute(select(Notice.person_id, Notice.due_at)).all())
    assert due == {
        cast.omar.id: MONDAY,
        cast.lea.id: datetime(2026, 7, 5, 22, tzinfo=UTC),
        cast.hana.id: datetime(2026, 7, 5, 22, tzinfo=UTC),
    }


def test_the_weekend_is_the_companys(telling, cast):
    current_app.extensions["pulse.settings"] = replace(settings(), weekend="fri,sat")
    notify("tests-promise", cast.omar)
    assert db.session.scalar(select(Notice.due_at)) == datetime(2026, 7, 5, 5, tzinfo=UTC)


def test_what_is_taken_back_is_told_to_nobody(telling, by_smtp, cast):
    notify("tests-hall", cast.omar)
    notify("tests-promise", cast.omar)
    with transaction():
        actions.drop("promise:1")
    assert counts() == (0, 0)


def test_many_are_told_in_a_fixed_number_of_statements(telling, cast):
    with transaction():
        everybody = [person.id for person in people.members()]

    def statements(count):
        seen = []
        listen = lambda *given: seen.append(given[2])  # noqa: E731
        db.event.listen(db.engine, "before_cursor_execute", listen)
        with transaction():
            actions.notify("tests-hall", everybody[:count], {"words": str(count)}, about="hall:1", now=NOON)
        db.event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    assert statements(2) == statements(len(everybody))


def test_nothing_stays_of_somebody_who_is_erased(telling, cast):
    wish(cast.omar, Group.THANKS, NoticeWish.NEVER)
    with transaction():
        actions.rest(cast.omar, Hours(0, 0))
    notify("tests-hall", cast.omar, cast.lea)
    notify("tests-promise", cast.omar, cast.lea)
    with transaction():
        admin.erase_person(people.person(cast.omar.id), by=None)
    for model in (Message, Notice, Wished, QuietHours):
        assert db.session.scalar(select(func.count()).where(model.person_id == cast.omar.id)) == 0
    assert counts() == (1, 1)


def test_one_sees_what_is_stored_of_ones_wishes(telling, cast):
    wish(cast.omar, Group.THANKS, NoticeWish.NEVER)
    notify("tests-promise", cast.omar, words="Kept for Monday.")
    mine = queries.export(cast.omar)["notices"]
    assert mine["wishes"] == {"town-halls": "at once", "promises": "weekly", "roadblocks": "weekly", "thanks": "never"}
    assert mine["quiet_hours"] == {"starts": 1200, "ends": 420, "weekends": True}
    assert "Kept for Monday." in str(mine["waiting"])
