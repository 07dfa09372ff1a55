"""Whether a programme asks about teams that serve others: chosen in the form, previewed, kept in the trail."""

import pytest
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base.db import db
from tests.programmes.conftest import Typed, only


def test_a_programme_asks_about_no_team_unless_somebody_chooses_so(desk):
    desk.send()
    assert only().inside == "none"


@pytest.mark.parametrize(
    ("how", "preview"),
    [("served", "three questions about each of at most two"), ("named", "three questions about each of at most three")],
)
def test_what_is_chosen_is_previewed_and_kept(desk, how, preview):
    shown = desk.browser.post("/programmes/new", data=desk.typed(inside=how, action="preview"))
    assert preview in Typed(shown.text).text
    desk.send(inside=how)
    assert only().inside == how
    assert desk.typed(f"/programmes/{only().uid}")["inside"] == [how]
    db.session.rollback()
    (drafted,) = db.session.scalars(select(Entry).where(Entry.did == "drafted-programme"))
    assert drafted.detail["inside"] == how


def test_no_other_way_is_taken(desk):
    assert desk.send(inside="everybody").status_code == 422
