"""A town hall is drafted, announced, begins, and ends or is called off; who was invited is told."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry as Trail
from pulse.base.db import db
from pulse.base.errors import Conflict
from pulse.base.transactions import transaction
from pulse.floor import queries as floor
from pulse.outbox import jobs as outbox
from pulse.people import actions as people
from pulse.reports import queries as reports
from pulse.townhalls import actions, jobs, queries, question_actions
from pulse.townhalls.models import HallState, QuestionState
from pulse.townhalls.question_actions import Outcome
from tests.townhalls.held import LATER, NOW, PLAN, announced, asked, drafted, live, named, people_of, text_of

pytestmark = pytest.mark.usefixtures("noon")
FORM = {"title": "Spring", "day": "2026-04-09", "at": "10:00", "minutes": "45", "timezone": "Europe/Berlin"}


def test_a_leader_plans_a_town_hall_for_their_team_and_it_is_theirs_alone(cast, signed_in):
    leas = signed_in(cast.lea)
    made = leas.post(f"/halls/teams/{cast.support.uid}/new", data=FORM)
    assert made.status_code == 303
    page = made.headers["Location"]
    assert "10 people will be invited" in text_of(leas.get(page))
    assert signed_in(cast.omar).get(page).status_code == 404
    assert signed_in(cast.hana).get(page).status_code == 200
    hall = queries.halls(cast.lea)[0]
    assert (hall.title, hall.minutes, hall.starts_at.isoformat()) == ("Spring", 45, "2026-04-09T08:00:00+00:00")


def test_who_may_hold_and_enter(cast, signed_in):
    hall = announced(cast.support, cast.lea)
    inside = {"lea": 200, "omar": 200, "hana": 200, "ada": 403}
    outsider = people_of(cast.field)[0]
    assert {who: signed_in(getattr(cast, who)).get(f"/halls/{hall.uid}").status_code for who in inside} == inside
    assert signed_in(outsider).get(f"/halls/{hall.uid}").status_code == 403
    holds = {"lea": 200, "omar": 403, "hana": 200, "ada": 403}
    for page in ("moderate", "agenda", "edit", "end", "call-off"):
        given = {who: signed_in(getattr(cast, who)).get(f"/halls/{hall.uid}/{page}").status_code for who in holds}
        assert (page, given) == (page, holds)
    assert signed_in(cast.lea).get(f"/halls/teams/{cast.finance.uid}/new").status_code == 403
    assert signed_in(cast.ada).get("/halls").status_code == 403


def test_it_is_listed_for_those_who_may_enter(cast, signed_in):
    drafted(cast.support, cast.lea, title="Only a draft")
    announced(cast.operations, cast.hana, title="All of Operations")
    announced(cast.finance, cast.hana, title="Finance alone")
    titles = ("Only a draft", "All of Operations", "Finance alone")
    pages = {who: text_of(signed_in(getattr(cast, who)).get("/halls")) for who in ("lea", "omar", "hana")}
    seen = {who: [title for title in titles if title in page] for who, page in pages.items()}
    assert seen == {
        "lea": ["Only a draft", "All of Operations"],
        "omar": ["All of Operations"],
        "hana": ["Only a draft", "All of Operations", "Finance alone"],
    }


def test_announcing_counts_the_audience_and_small_ones_stay_named(cast, signed_in):
    large, small = announced(cast.support, cast.lea), drafted(cast.finance, cast.hana)
    assert (large.audience, large.anonymous, floor.state(large.uid)) == (10, True, floor.WAITING)
    page = text_of(signed_in(cast.hana).get(f"/halls/{small.uid}"))
    assert "everybody will guess who asks what" in page
    with transaction():
        actions.announce(queries.hall(small.uid), by=cast.hana, now=NOW)
    hall = queries.hall(small.uid)
    assert (hall.audience, hall.anonymous) == (3, False)
    assert "every question carries a name" in text_of(signed_in(cast.hana).get(f"/halls/{hall.uid}"))


def test_seven_people_are_told_before_that_every_question_carries_a_name(cast, signed_in):
    with transaction():
        for person in people_of(cast.field)[:1]:
            person.left_on = NOW.date()
    hall = drafted(cast.field, cast.hana)
    page = text_of(signed_in(cast.hana).get(f"/halls/{hall.uid}"))
    assert "fewer than 8, so every question will carry a name" in page
    assert "guess who asks" not in page


def test_two_who_announce_at_once_invite_once(cast):
    hall = drafted(cast.support, cast.lea)
    with transaction():
        actions.announce(queries.hall(hall.uid), by=cast.lea, now=NOW)
    with pytest.raises(Conflict), transaction():
        actions.announce(queries.hall(hall.uid), by=cast.hana, now=NOW)
    assert (
        db.session.scalars(select(Trail.did).where(Trail.about == f"hall:{hall.uid}")).all().count("announced-hall")
        == 1
    )


def test_a_change_is_told_and_an_older_page_overwrites_nothing(cast, signed_in):
    hall = announced(cast.support, cast.lea)
    leas, hanas = signed_in(cast.lea), signed_in(cast.hana)
    first = leas.post(f"/halls/{hall.uid}/edit", data={**FORM, "title": "Lea's title", "seen": str(hall.revision)})
    second = hanas.post(f"/halls/{hall.uid}/edit", data={**FORM, "title": "Hana's title", "seen": str(hall.revision)})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Somebody else changed this town hall meanwhile" in text_of(second)
    assert "Hana&#39;s title" in text_of(second)
    found = queries.hall(hall.uid)
    assert (found.title, found.sequence, found.revision) == ("Lea's title", 1, 1)
    again = hanas.post(f"/halls/{hall.uid}/edit", data={**FORM, "title": "Hana's title", "seen": "1"})
    assert (again.status_code, queries.hall(hall.uid).title, queries.hall(hall.uid).sequence) == (
        303,
        "Hana's title",
        2,
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"call_link": "http://call.example"}, "begins with https://"),
        ({"call_link": "javascript:alert(1)"}, "begins with https://"),
        ({"call_link": "https://u:p@call.example"}, "begins with https://"),
        ({"day": "2026-04-01"}, "This time is over"),
        ({"day": "2026-03-29", "at": "02:30"}, "clocks are put forward"),
        ({"minutes": "4"}, "From 5 to 480 minutes"),
        ({"title": "x" * 121}, "too long"),
        ({"title": " \u200b "}, "Please fill this in"),
        ({"timezone": "Mars/Olympus"}, "Not a valid choice"),
        ({"day": "9999-12-31"}, "next two years"),
        ({"words": "x" * 10_000}, "too long"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(cast, signed_in, changes, said):
    answer = signed_in(cast.lea).post(f"/halls/teams/{cast.support.uid}/new", data=FORM | {"place": "Hall 3"} | changes)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Hall 3" in text_of(answer)
    assert queries.halls(cast.lea) == []


def test_it_begins_at_its_hour_and_a_forgotten_one_ends_after_a_week(cast):
    hall = announced(cast.support, cast.lea)
    question = asked(hall, "Who will be on call?", votes=6)
    assert jobs.advance(LATER - timedelta(minutes=1)) == 0
    assert jobs.advance(LATER) == 1
    assert queries.hall(hall.uid).state == HallState.LIVE
    assert jobs.advance(LATER + timedelta(days=6)) == 0
    assert jobs.advance(LATER + timedelta(days=7)) == 1
    db.session.expire_all()
    found = queries.hall(hall.uid)
    assert (found.state, queries.handlings(found)[question].state) == (HallState.ENDED, QuestionState.FOLLOW_UP)
    assert floor.state(hall.uid) == floor.CLOSED
    assert jobs.advance(LATER + timedelta(days=8)) == 0


def test_every_question_ends_in_a_final_state_and_the_page_says_how_many(cast, signed_in):
    hall = live(cast.support, cast.lea)
    ids = [asked(hall, f"Question {n}", votes=5 + n) for n in range(3)] + [named(hall, "By name", cast.omar)]
    with transaction():
        outcome = Outcome(QuestionState.WRITTEN, answer="Yes, in May.")
        question_actions.handle(queries.hall(hall.uid), ids[0], outcome, seen=0, by=cast.lea, now=LATER)
    leas = signed_in(cast.lea)
    refused = leas.post(f"/halls/{hall.uid}/end")
    assert (refused.status_code, queries.hall(hall.uid).state) == (422, HallState.LIVE)
    assert "3 questions have no end yet" in text_of(refused)
    assert floor.state(hall.uid) != floor.CLOSED
    assert leas.post(f"/halls/{hall.uid}/end", data={"follow_up": "1"}).status_code == 303
    db.session.expire_all()
    states = {each: handling.state for each, handling in queries.handlings(queries.hall(hall.uid)).items()}
    assert states == {ids[0]: "answered-written"} | dict.fromkeys(ids[1:], "follow-up")
    page = text_of(signed_in(cast.omar).get(f"/halls/{hall.uid}"))
    assert "4 of 4 questions came to an end" in page
    assert "Follow-up: 3" in page
    assert "Yes, in May." in page
    assert queries.answered([cast.support]) == (4, 4, 1)
    assert queries.answered([cast.support]).percent == 25
    assert queries.answered([cast.finance]).percent is None


def test_the_end_marks_the_charts_closes_the_floor_and_forgets_who_entered(cast):
    hall = live(cast.support, cast.lea)
    with transaction():
        actions.end(queries.hall(hall.uid), follow_up=False, by=cast.lea, now=LATER)
    marks = [(mark.day.isoformat(), mark.kind, mark.words) for mark in reports.events([cast.support.uid])]
    assert marks == [("2026-04-09", "town hall", PLAN.title)]
    assert (floor.state(hall.uid), queries.entered(queries.hall(hall.uid))) == (floor.CLOSED, 0)
    with pytest.raises(Conflict), transaction():
        actions.end(queries.hall(hall.uid), follow_up=False, by=cast.lea, now=LATER)
    assert len(reports.events([cast.support.uid])) == 1


def test_what_is_asked_in_the_moment_of_the_end_ends_too(cast, monkeypatch):
    hall = live(cast.support, cast.lea)
    late = []
    close = actions.floor.close_floor

    def slow(uid):
        late.append(asked(hall, "Am I too late?"))
        close(uid)

    monkeypatch.setattr(actions.floor, "close_floor", slow)
    with transaction():
        actions.end(queries.hall(hall.uid), follow_up=False, by=cast.lea, now=LATER)
    assert queries.handlings(queries.hall(hall.uid))[late[0]].state == QuestionState.FOLLOW_UP


def test_it_is_called_off_with_a_reason_or_not_at_all(cast, signed_in):
    hall = announced(cast.support, cast.lea)
    leas = signed_in(cast.lea)
    assert leas.post(f"/halls/{hall.uid}/call-off", data={"reason": " "}).status_code == 422
    assert leas.post(f"/halls/{hall.uid}/call-off", data={"reason": "The room is under water."}).status_code == 303
    found = queries.hall(hall.uid)
    assert (found.state, found.sequence, floor.state(hall.uid)) == (HallState.CANCELLED, 1, floor.CLOSED)
    assert "The room is under water." in text_of(signed_in(cast.omar).get(f"/halls/{hall.uid}"))


def test_a_draft_can_be_discarded_and_nothing_else(cast, signed_in):
    draft, out = drafted(cast.support, cast.lea), announced(cast.support, cast.lea)
    leas = signed_in(cast.lea)
    assert leas.post(f"/halls/{draft.uid}/discard").status_code == 303
    assert leas.post(f"/halls/{out.uid}/discard").status_code == 409
    assert [hall.uid for hall in queries.halls(cast.lea)] == [out.uid]


def test_invitations_changes_and_the_reason_reach_everybody_of_the_branch_once(app, cast):
    def sent(hours: int) -> list[str]:
        file = app.extensions["pulse.settings"].instance / "mails.txt"
        before = len(file.read_text()) if file.exists() else 0
        outbox.send_due(NOW + timedelta(hours=hours))
        return re.findall(r"^To: .*?([\w.]+)@acme", file.read_text()[before:], re.MULTILINE) if file.exists() else []

    everybody = sorted(person.email.split("@")[0] for person in people_of(cast.support))
    hall = announced(cast.support, cast.lea)
    assert sorted(sent(1)) == everybody
    with transaction():
        plan = replace(PLAN, place="Room 5")
        actions.change(queries.hall(hall.uid), plan, seen=0, by=cast.lea, now=NOW)
    assert sorted(sent(2)) == everybody
    with transaction():
        actions.change(queries.hall(hall.uid), replace(plan, words="More words"), seen=1, by=cast.lea, now=NOW)
    assert sent(3) == []
    with transaction():
        actions.call_off(queries.hall(hall.uid), "Under water.", by=cast.lea, now=NOW)
    assert sorted(sent(4)) == everybody


def test_an_erased_person_leaves_their_question_without_a_name(cast, signed_in):
    hall = live(cast.support, cast.lea)
    question = named(hall, "Why do we wait so long?", cast.omar)
    assert queries.export(cast.omar)["town_halls"]["asked"][0]["text"] == "Why do we wait so long?"
    with transaction():
        actions.forget(cast.omar)
        people.forget(cast.omar)
    page = text_of(signed_in(cast.lea).get(f"/halls/{hall.uid}"))
    assert "Why do we wait so long?" in page
    assert "asked by somebody who has left" in page
    assert "Omar" not in page
    assert question_actions.known(queries.hall(hall.uid)) == {question}
