"""What lies ahead of a programme, as its pages show it."""

import re
from dataclasses import replace
from datetime import date

import pytest

from pulse.base.settings import settings
from pulse.programmes import queries
from pulse.programmes.recurrence import occurrences
from tests.programmes.conftest import MONDAY, WEEKLY, Typed, hold_a_round, only, rows, said, started


def test_a_preview_saves_nothing_and_shows_four_dates(desk):
    before = rows()
    answer = desk.send(action="preview", own_en="Did we listen?", own_ask="every", **WEEKLY)
    page = Typed(answer.text)
    assert answer.status_code == 200
    assert rows() == before
    assert page.values["pace"] == ["weekly"]
    for day in ("August 25", "September 1", "September 8", "September 15"):
        assert f"Tuesday, {day}, 2026" in page.text
    assert page.text.count("Did we listen?") == 5  # in each of the four rounds, and in the form


def test_the_dates_of_the_preview_are_those_of_the_calendar(desk):
    holidays = "2026-09-08 Nativity\n2026-12-24 - 2027-01-06 Year end"
    page = Typed(
        desk.send(action="preview", holidays=holidays, pace="monthly", nth="2", timezone="America/New_York").text
    )
    desk.send(holidays=holidays, pace="monthly", nth="2", timezone="America/New_York")
    rhythm = queries.rhythm_of(only())
    for occurrence in occurrences(rhythm, MONDAY.date(), 4):
        assert said(occurrence.opens_at, rhythm.zone) in page.text
        assert said(occurrence.closes_at, rhythm.zone) in page.text
        for reminder in occurrence.reminds_at:
            assert said(reminder, rhythm.zone) in page.text
    assert "Moved from Tuesday, September 8, 2026: Nativity." in page.text


def test_a_date_lost_to_holidays_is_said_to_be_skipped(desk):
    page = Typed(desk.send(action="preview", holidays="2026-08-31 - 2026-09-07 Fair", **WEEKLY).text)
    assert "Tuesday, September 1, 2026 is skipped: Fair." in page.text


def test_too_few_people_are_warned_about(desk, cast):
    assert "Only 4 people" not in desk.browser.get("/programmes/new").text
    page = desk.send(action="preview", audience="branches", branches=[cast.finance.uid]).text
    assert "Only 3 people would be asked, fewer than the smallest group of 7." in page


def test_sqlite_is_warned_about_when_many_are_invited(desk, monkeypatch):
    monkeypatch.setattr(queries, "MOST_ON_SQLITE", 20)
    on_sqlite = queries.db.engine.dialect.name == "sqlite"
    assert ("should run on PostgreSQL" in desk.browser.get("/programmes/new").text) is on_sqlite


def test_the_list_shows_state_next_date_and_people(desk, cast):
    started(desk, audience="branches", branches=[cast.operations.uid])
    desk.send(name="Second")
    page = Typed(desk.browser.get("/programmes").text).text
    assert re.search(r"Monthly pulse ▶ running Tuesday, September 1, 2026, 9:00 AM 18", page)
    assert re.search(r"Second ○ draft none 21", page)


def test_the_preview_of_a_running_programme_goes_on_from_its_last_round(desk):
    made = started(desk, **WEEKLY)
    first = Typed(desk.browser.get(f"/programmes/{made.uid}").text).text
    hold_a_round()
    second = Typed(desk.browser.get(f"/programmes/{made.uid}").text).text
    assert "Tuesday, August 25, 2026" in first
    assert "Tuesday, August 25, 2026, 9:00" not in second
    assert "My manager makes good calls about our work." in first.split("Closes")[1]
    assert "My manager looks out for me" in second.split("Closes")[1]


@pytest.mark.parametrize(("weekend", "opens"), [("sat,sun", 7), ("Fri, Sat", 6), ("thu,fri", 5), ("", 5)])
def test_a_round_that_has_to_move_keeps_clear_of_the_companys_weekend(app, desk, monkeypatch, weekend, opens):
    monkeypatch.setitem(app.extensions, "pulse.settings", replace(settings(), weekend=weekend))
    started(desk, pace="weekly", weekday="2", holidays="2026-09-02 - 2026-09-04 Feast")
    found = occurrences(queries.rhythm_of(only()), date(2026, 8, 31), 1)[0]
    assert (found.key, found.opens_on) == (date(2026, 9, 2), date(2026, 9, opens))
