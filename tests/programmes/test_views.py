"""Hana sets up, starts, pauses, resumes and ends programmes; nobody else can."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from pulse.programmes import queries
from pulse.programmes.recurrence import due, occurrences
from tests.programmes.conftest import MONDAY, WEEKLY, Typed, hold_a_round, only, rows, started


def test_an_empty_list_has_one_way_on(desk):
    page = desk.browser.get("/programmes").text
    assert "Nothing is being asked yet" in page
    assert page.count('href="/programmes/new"') == 1


def test_nobody_but_hr_comes_near_a_programme(desk, cast, signed_in, client):
    desk.send()
    uid = only().uid
    pages = [
        "/programmes",
        "/programmes/new",
        f"/programmes/{uid}",
        f"/programmes/{uid}/start",
        f"/programmes/{uid}/end",
    ]
    for person in (cast.lea, cast.omar, cast.ada):
        browser = signed_in(person)
        assert [browser.get(page).status_code for page in pages] == [403] * len(pages)
        for step in ("start", "pause", "resume", "end"):
            assert browser.post(f"/programmes/{uid}/{step}").status_code == 403
        assert browser.post("/programmes/new", data=desk.typed()).status_code == 403
    assert client.get("/programmes").status_code == 303
    assert only().state == "draft"


def test_a_programme_that_is_not_there_is_not_found(desk):
    assert desk.browser.get("/programmes/0123456789abcdef").status_code == 404


def test_the_script_gets_the_preview_alone(desk):
    answer = desk.send(action="fragment", pace="weekly", open_days="99")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<aside")
    assert "<form" not in answer.text
    assert "There are no dates to show." in Typed(answer.text).text
    assert "nothing to preview" in desk.send(action="fragment", open_days="x").text


def test_a_draft_starts_on_its_next_date(desk):
    desk.send(action="start")
    uid = only().uid
    page = Typed(desk.browser.get(f"/programmes/{uid}/start").text).text
    assert "opens Tuesday, September 1, 2026, 9:00" in page
    assert "21 people get a mail" in page
    assert desk.browser.post(f"/programmes/{uid}/start", data={"opens": "next"}).status_code == 303
    made = only()
    assert (made.state, made.starts_on, made.first_on) == ("running", date(2026, 9, 1), None)
    assert due(queries.rhythm_of(made), None, MONDAY) is None


def test_a_first_round_can_open_at_once(desk):
    desk.send(action="start")
    uid = only().uid
    assert (
        "opens now, and closes Monday, August 31, 2026" in Typed(desk.browser.get(f"/programmes/{uid}/start").text).text
    )
    desk.browser.post(f"/programmes/{uid}/start", data={"opens": "now"})
    rhythm = queries.rhythm_of(only())
    opened = due(rhythm, None, MONDAY)
    assert opened is not None
    assert opened.key == date(2026, 8, 24)
    assert next(iter(occurrences(rhythm, opened.key, 1))).key == date(2026, 9, 1)


def test_nothing_opens_at_once_on_a_holiday(desk):
    desk.send(holidays="2026-08-24 Founders' day")
    uid = only().uid
    assert "A round cannot open at this moment" in desk.browser.get(f"/programmes/{uid}/start").text
    assert desk.browser.post(f"/programmes/{uid}/start", data={"opens": "now"}).status_code == 422
    assert only().state == "draft"


def test_a_programme_is_started_once(desk):
    made = started(desk)
    assert desk.browser.post(f"/programmes/{made.uid}/start").status_code == 422
    assert "started already" in desk.browser.get(f"/programmes/{made.uid}/start").text


def test_a_pause_is_not_caught_up(desk):
    made = started(desk, **WEEKLY)
    assert desk.browser.post(f"/programmes/{made.uid}/pause").status_code == 303
    assert only().state == "paused"
    thursday = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)
    with time_machine.travel(thursday, tick=False):
        desk.sign_in()
        assert desk.browser.post(f"/programmes/{made.uid}/resume").status_code == 303
    rhythm = queries.rhythm_of(only())
    assert due(rhythm, None, thursday) is None
    assert due(rhythm, None, thursday + timedelta(days=5)) is not None


def test_an_ended_programme_stays_ended(desk):
    made = started(desk)
    assert "cannot be undone" in desk.browser.get(f"/programmes/{made.uid}/end").text
    assert desk.browser.post(f"/programmes/{made.uid}/end").status_code == 303
    assert only().state == "ended"
    before = rows()
    for step in ("start", "pause", "resume", "end"):
        assert desk.browser.post(f"/programmes/{made.uid}/{step}").status_code == 422
    assert desk.browser.post(f"/programmes/{made.uid}", data=desk.typed() | {"action": "save"}).status_code == 422
    assert rows() == before
    assert "Save" not in desk.browser.get(f"/programmes/{made.uid}").text.split("<main")[1]


def test_a_new_rhythm_opens_nothing_between_its_dates(desk):
    made = started(desk, **WEEKLY)
    hold_a_round()
    friday = datetime(2026, 8, 28, 12, 0, tzinfo=UTC)
    with time_machine.travel(friday, tick=False):
        desk.sign_in()
        assert desk.send(f"/programmes/{made.uid}", weekday="3").status_code == 303
        changed = only()
        assert due(queries.rhythm_of(changed), changed.last_due, friday) is None
        assert changed.starts_on == date(2026, 9, 3)


def test_editing_a_running_programme_says_what_it_affects(desk):
    made = started(desk)
    page = desk.browser.get(f"/programmes/{made.uid}").text
    assert "Changes count from the next round on" in page
    answer = desk.browser.post(
        f"/programmes/{made.uid}", data=desk.typed(f"/programmes/{made.uid}"), follow_redirects=True
    )
    assert "The changes count from the next round on" in answer.text


def test_without_the_library_the_page_says_what_to_do(cast, signed_in, monday):
    page = signed_in(cast.hana).get("/programmes/new")
    assert page.status_code == 200
    assert "The question library is missing" in page.text


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_form_speaks_the_readers_language(desk, language):
    page = desk.browser.get(f"/programmes/new?lang={language}")
    assert page.status_code == 200
    assert {"de": "versprochen", "ar": "مديري"}[language] in page.text or "verspricht" in page.text
