"""The mail of a week: notices and new results together, at most one in seven days, at the end of quiet hours."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from pulse.access import unsubscribe
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.outbox import actions, notices
from pulse.outbox.models import Message, Notice
from pulse.outbox.notices import Group, NoticeKind, NoticeWish
from pulse.outbox.quiet import Hours
from pulse.people import queries as people
from pulse.reports.messages import MOST
from tests._ground.voting import make_programme
from tests.reports.test_digest_queries import CHANGE, SEALED, WEEK, conclude, letters, tell, words

WEDNESDAY = SEALED - timedelta(days=2)
MONDAY = datetime(2026, 3, 9, 6, tzinfo=UTC)  # 07:00 in Berlin, after SEALED


@pytest.fixture
def programme(app, cast, time_machine, monkeypatch):
    """A programme, and a kind of notices that is kept for the week."""
    monkeypatch.setattr(notices, "_known", dict(notices._known))
    notices.register(
        NoticeKind("tests-promise", Group.PROMISES, lambda _person, given: (given["words"], f"/{given['words']}"))
    )
    time_machine.move_to(SEALED, tick=False)
    return make_programme()


def notify(*whom, now=WEDNESDAY, text="Lea kept a promise"):
    with transaction():
        actions.notify("tests-promise", [each.id for each in whom], {"words": text}, about="promise:1", now=now)


def due(person) -> list[datetime]:
    with transaction():
        wanted = select(Message.due_at).where(Message.person_id == person.id, Message.kind == "digest")
        return list(db.session.scalars(wanted.order_by(Message.due_at)))


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Notice)) or 0


def test_notices_wait_for_monday_morning_and_come_in_one_mail(cast, programme):
    notify(cast.omar, text="First")
    notify(cast.omar, now=WEDNESDAY + timedelta(hours=1), text="Second")
    assert (tell(SEALED), tell(MONDAY - timedelta(seconds=1)), tell(MONDAY), tell(MONDAY)) == (0, 0, 1, 0)
    found = words(letters()["omar"])
    assert found.startswith("Our company pulse: your week")
    assert found.index("First") < found.index("Second")
    assert (due(cast.omar), kept()) == ([MONDAY], 0)


def test_results_take_waiting_notices_along_in_the_same_mail(cast, programme):
    notify(cast.lea)
    conclude(cast, programme, news=[(cast.support, "trust", CHANGE)])
    assert (tell(), tell(MONDAY)) == (2, 0)
    found = words(letters()["lea"])
    assert found.startswith("Our company pulse: new results")
    assert "Trust is lower in Support" in found
    assert "Lea kept a promise" in found
    assert re.findall(r"\d", found) == []
    assert "promise" not in words(letters()["hana"])


def test_nobody_gets_two_within_seven_days_whatever_comes(cast, programme):
    made = {SEALED + timedelta(days=day): day for day in range(0, 30, 2)}
    for now in (SEALED + timedelta(hours=hour) for hour in range(0, 30 * 24, 12)):
        if now in made:
            conclude(cast, programme, now)
            notify(cast.lea, now=now, text=f"Nr {made[now]}")
        tell(now)
    told = due(cast.lea)
    assert len(told) >= 4
    assert min(later - sooner for sooner, later in pairwise(told)) >= WEEK


def test_a_mail_that_falls_due_in_quiet_hours_is_written_for_their_end_and_its_week_begins_there(cast, programme):
    night = SEALED.replace(hour=20)  # Friday, 21:00 in Berlin
    conclude(cast, programme, night)
    assert tell(night) == 2
    assert due(cast.lea) == [MONDAY]
    conclude(cast, programme, night + WEEK - timedelta(hours=1))
    assert tell(MONDAY + WEEK - timedelta(minutes=1)) == 0
    assert tell(MONDAY + WEEK) == 2


def test_the_week_begins_when_the_mail_goes_whatever_its_reader_chooses_meanwhile(cast, programme):
    conclude(cast, programme)
    tell()
    night = SEALED.replace(hour=20) + WEEK
    conclude(cast, programme, night)
    tell(night)
    with transaction():
        actions.rest(people.person(cast.lea.id), Hours(0, 0, weekends=False))
    conclude(cast, programme, night + timedelta(days=1))
    tell(night + WEEK)
    tell(MONDAY + WEEK * 2)
    assert due(cast.lea) == [SEALED, MONDAY + WEEK, MONDAY + WEEK * 2]


def test_each_hears_in_the_morning_of_their_own_zone(cast, programme):
    with transaction():
        people.person(cast.omar.id).timezone = "Asia/Tokyo"
        actions.rest(people.person(cast.hana.id), Hours(0, 9 * 60))
    notify(cast.omar, cast.hana, cast.lea)
    for hour in range(-36, 36):
        tell(MONDAY + timedelta(hours=hour))
    goes = {person.name.split()[0]: due(person) for person in (cast.omar, cast.hana, cast.lea)}
    assert goes == {
        "Omar": [MONDAY - timedelta(hours=8)],
        "Hana": [MONDAY + timedelta(hours=2)],
        "Lea": [MONDAY],
    }


def test_what_is_not_wanted_any_more_is_left_out(cast, programme):
    notify(cast.omar, cast.lea)
    conclude(cast, programme)
    tell(MONDAY)
    with transaction():
        for person in (cast.omar, cast.lea):
            actions.wish(people.person(person.id), {Group.PROMISES: NoticeWish.NEVER})
    found = letters()
    assert "omar" not in found
    assert "promise" not in words(found["lea"])


def test_results_that_are_not_wanted_do_not_come_with_notices(cast, programme):
    with transaction():
        unsubscribe.choose(people.person(cast.lea.id), wanted=False)
    notify(cast.lea)
    conclude(cast, programme, news=[(cast.support, "trust", CHANGE)])
    tell(MONDAY)
    found = words(letters()["lea"])
    assert "Lea kept a promise" in found
    assert "Trust" not in found


def test_a_mail_names_only_so_many_and_says_that_there_are_more(cast, programme):
    for number in range(MOST + 2):
        notify(cast.omar, now=WEDNESDAY + timedelta(minutes=number), text=f"Nr {number}.")
    tell(MONDAY)
    found = words(letters()["omar"])
    assert f"Nr {MOST - 1}." in found
    assert f"Nr {MOST}." not in found
    assert "And more, which stands on the pages." in found


def test_one_press_stops_both_parts_and_another_brings_them_back(app, cast, programme, client):
    notify(cast.lea)
    conclude(cast, programme)
    tell(MONDAY)
    path = letters()["lea"]["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.remove()
    assert "lea" not in letters()
    again = client.post(
        path, data={"List-Unsubscribe": "One-Click"}
    ).text  # a second press knows no more than the first
    assert 'value="notices"' in again
    client.post(path, data={"undo": "results"})
    db.session.remove()
    assert "Lea kept a promise" in words(letters()["lea"])
    assert "New results" in words(letters()["lea"])


def test_a_tick_that_is_killed_anywhere_loses_and_doubles_nothing(cast, programme, monkeypatch):
    notify(cast.omar, cast.lea)

    def killed(*_arguments, **_more):
        raise KeyboardInterrupt

    for place in ("pulse.reports.jobs._taken", "pulse.outbox.actions.post_many"):
        with monkeypatch.context() as broken:
            broken.setattr(place, killed)
            with pytest.raises(KeyboardInterrupt):
                tell(MONDAY)
        db.session.remove()
    assert (tell(MONDAY), tell(MONDAY)) == (2, 0)
    assert (len(due(cast.omar)), len(due(cast.lea)), kept()) == (1, 1, 0)


def test_two_processes_write_one_mail(app, cast, programme):
    notify(cast.omar, cast.lea)
    conclude(cast, programme)
    start, told = Barrier(4), []

    def beat():
        with app.app_context():
            start.wait()
            told.append(tell(MONDAY))

    beats = [Thread(target=beat) for _ in range(4)]
    for each in beats:
        each.start()
    for each in beats:
        each.join()
    assert [len(due(person)) for person in (cast.omar, cast.lea, cast.hana)] == [1, 1, 1]
    assert sum(told) == 3
