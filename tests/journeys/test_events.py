"""Marking events and recording older teams in a real browser, by keyboard too."""

from datetime import timedelta

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.lineage.models import Succession
from tests._ground.looks import faults
from tests.reports.filling import BEGAN, fill


@pytest.mark.one_database
def test_a_mark_made_by_keyboard_is_read_on_a_page_without_a_fault(app, reader):
    filled = fill(20, rounds=7)
    with transaction():
        for older, part in ((9, False), (10, True)):
            link = {"team_uid": filled.teams[8], "follows_uid": filled.teams[older], "part": part}
            db.session.add(Succession(on=(BEGAN + timedelta(weeks=4)).date(), **link))
    page, address = reader(filled.hana)
    events, team = f"/results/teams/{filled.teams[8]}/events", f"/results/teams/{filled.teams[8]}"
    page.goto(address + events)
    page.get_by_label("What happened").select_option("Town hall")
    page.get_by_label("Day", exact=True).fill("2025-02-01")
    words = page.get_by_label("In a few words")
    words.fill("Plans for spring")
    words.press("Enter")
    page.get_by_text("Marked on the charts").wait_for()
    assert page.get_by_text("Plans for spring").is_visible()
    paths = [events, team, f"/people/teams/{filled.teams[8]}/follows"]
    paths.append(f"/people/teams/changes?offer={filled.teams[3]}.{filled.teams[4]}.0")
    assert list(faults(page, [address + path for path in paths])) == []
    page.goto(address + team)
    assert page.locator(".keys.events").count() == 4
    assert "a part of what was Team 10" in page.content()
    page.goto(address + events)
    page.get_by_text("Remove", exact=False).first.press("Enter")
    page.get_by_role("button", name="Yes, remove the mark").press("Enter")
    page.get_by_text("The mark is gone").wait_for()
