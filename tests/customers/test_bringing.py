"""HR brings files of scores in: every row lands or is named, twice changes nothing, and all can be taken back."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers.models import Delivery, Figure, Measure, Portion, Rating, Spelling, Unit
from pulse.people import actions as people
from pulse.people.models import Person, Team

DATA = Path(__file__).parent.parent / "data"
MESSY = (DATA / "customer-ratings-messy.csv").read_bytes()
COLUMNS = {
    "date": "1",
    "team": "2",
    "score": "3",
    "ticket": "0",
    "rows": "single",
    "scale": "1-5",
    "measure": "new",
    "name": "Satisfaction",
    "kind": "satisfaction",
    "better": "y",
}
NAMED = {59, 70, 74, 86, 97, 107, 142, 143, 173, 188, 196, 204}


@pytest.fixture
def hana(app, time_machine) -> Person:
    time_machine.move_to("2026-11-22T10:00:00Z")
    with transaction():
        made = Person(name="Hana Ivanova", email="hana@nordhafen.example", role="hr", locale="en")
        db.session.add(made)
        people.import_roster((DATA / "roster.csv").read_bytes(), by=None, now=clock.now())
    return made


@pytest.fixture
def browser(hana, signed_in):
    return signed_in(hana)


def upload(browser, raw: bytes, name: str = "scores.csv"):
    given = {"file": (io.BytesIO(raw), name)}
    return browser.post("/customers/import", data=given, content_type="multipart/form-data")


def brought(browser, raw: bytes, **columns) -> str:
    """Upload a file, say what its columns mean if that is asked, and return where the preview is."""
    sent = upload(browser, raw)
    assert sent.status_code == 303, sent.text
    if sent.location.endswith("/columns"):
        sent = browser.post(sent.location, data=COLUMNS | columns)
        assert sent.status_code == 303, re.findall(r'class="wrong".*', sent.text)
    return sent.location


def confirm(browser, place: str):
    mark = re.search(r'name="seen"[^>]* value="(\w+)"', browser.get(place).text)
    return browser.post(f"{place}/confirm", data={"seen": mark[1]})


def count(model) -> int:
    found = db.session.scalar(select(func.count()).select_from(model))
    db.session.remove()
    return found


def outcome() -> dict:
    found = db.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first().outcome
    db.session.remove()
    return found


def test_every_row_of_the_messy_file_lands_or_is_named(browser):
    place = brought(browser, MESSY)
    page = browser.get(place).text
    found = outcome()
    assert found["rows"] == len(MESSY.decode().splitlines()) - 1
    assert found["new"] + found["named"] + found["blank"] == found["rows"]
    assert (found["new"], found["named"], found["blank"]) == (204, 12, 1)
    assert {int(line) for line in re.findall(r"<th scope=\"row\">Line (\d+)", page)} == NAMED
    assert count(Rating) == count(Figure) == count(Unit) == count(Measure) == 0
    assert confirm(browser, place).status_code == 303
    assert count(Rating) == sum(each.n for each in db.session.scalars(select(Figure))) == 204


def test_rows_of_unknown_teams_land_when_somebody_has_said_whose_they_are(browser):
    place = brought(browser, MESSY)
    uid = db.session.scalar(select(Team.uid).where(Team.name == "Dispatch"))
    browser.post(f"{place}/teams", data={"text": "Nordhafen/Nowhere", "team": uid})
    assert outcome()["new"] == 205
    confirm(browser, place)
    assert count(Spelling) == 1
    place = brought(browser, MESSY.replace(b"T9;", b"T99;"))
    assert (outcome()["new"], outcome()["known"], outcome()["named"]) == (1, 204, 11)
    browser.post(f"{place}/teams", data={"text": "Nordhafen/Nowhere", "team": "-"})
    assert (outcome()["new"], outcome()["left_out"]) == (0, 1)


def test_the_same_file_twice_changes_nothing(browser):
    confirm(browser, brought(browser, MESSY))
    before = [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))]
    place = brought(browser, MESSY)
    assert (outcome()["new"], outcome()["known"]) == (0, 204)
    page = browser.get(place)
    assert "This file changes nothing" in page.text
    assert 'name="seen"' not in page.text
    assert browser.post(f"{place}/confirm", data={"seen": ""}).status_code == 409
    assert [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))] == before


def test_how_a_file_was_read_is_remembered_for_the_next(browser):
    place = brought(browser, MESSY, order="day")
    confirm(browser, place)
    sent = upload(browser, MESSY.replace(b"T4;01/02", b"T44;02/03"))
    assert not sent.location.endswith("/columns")
    assert outcome()["new"] == 1


def test_another_score_for_the_same_ticket_is_named_and_the_first_stays(browser):
    confirm(browser, brought(browser, MESSY))
    place = brought(browser, MESSY.replace(b"First Line;4;phone;A0234", b"First Line;1;phone;A0234"))
    page = browser.get(place).text
    assert "This rating was brought in before as 4. That stays; here it says 1." in page
    assert outcome()["new"] == 0


def test_a_delivery_is_taken_back_as_a_whole(browser):
    confirm(browser, brought(browser, MESSY[: len(MESSY) // 2].rsplit(b"\n", 1)[0] + b"\n"))
    before = [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))]
    place = brought(browser, MESSY)
    confirm(browser, place)
    assert count(Rating) == 204
    assert "Take this back?" in browser.get(f"{place}/take-back").text
    assert browser.post(f"{place}/take-back").status_code == 303
    found = [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))]
    assert [row[:3] for row in found] == [row[:3] for row in before]
    assert [row[3] for row in found] == pytest.approx([row[3] for row in before])
    assert "This was taken back" in browser.get(place).text
    assert browser.post(f"{place}/take-back").status_code == 409


def test_figures_of_months_land_change_and_come_back(browser):
    raw = (DATA / "customer-monthly.csv").read_bytes()
    monthly = {"date": "0", "team": "1", "score": "3", "ticket": "", "answers": "4", "measure_column": "2"}
    monthly |= {"rows": "monthly", "scale": "percent", "name": "CSAT"}
    confirm(browser, brought(browser, raw, **monthly))
    assert count(Figure) == 180
    place = brought(browser, raw.replace(b"Billing,csat,77.1,36", b"Billing,csat,12.3,36"))
    assert (outcome()["new"], outcome()["changed"], outcome()["known"]) == (0, 1, 179)
    assert '<td class="number">77.1</td><td class="number">12.3</td>' in browser.get(place).text
    confirm(browser, place)
    lowest = select(func.count()).select_from(Figure).where(Figure.mean.between(12.29, 12.31), Figure.n == 36)
    assert db.session.scalar(lowest) == 1
    browser.post(f"{place}/take-back")
    assert db.session.scalar(lowest) == 0
    assert count(Figure) == count(Portion) == 180
