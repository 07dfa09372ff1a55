"""HR brings files of scores in: every row lands or is named, twice changes nothing, and all can be taken back."""

import re

import pytest
from sqlalchemy import func, select

from pulse.base.db import db
from pulse.customers.models import Figure, Measure, Portion, Rating, Unit
from pulse.deliveries.models import Spelling
from pulse.people.models import Team
from tests.deliveries.files import MESSY, MONTHLY, brought, confirm, count, outcome, upload

NAMED = {59, 70, 74, 86, 97, 107, 142, 143, 173, 188, 196, 204}


def test_every_row_of_the_messy_file_lands_or_is_named(hanas):
    place = brought(hanas, MESSY)
    page = hanas.get(place).text
    found = outcome()
    assert found["rows"] == len(MESSY.decode().splitlines()) - 1
    assert found["new"] + found["named"] + found["blank"] == found["rows"]
    assert (found["new"], found["named"], found["blank"]) == (204, 12, 1)
    assert {int(line) for line in re.findall(r"<th scope=\"row\">Line (\d+)", page)} == NAMED
    assert count(Rating) == count(Figure) == count(Unit) == count(Measure) == 0
    assert confirm(hanas, place).status_code == 303
    assert count(Rating) == sum(each.n for each in db.session.scalars(select(Figure))) == 204


def test_rows_of_unknown_teams_land_when_somebody_has_said_whose_they_are(hanas):
    place = brought(hanas, MESSY)
    uid = db.session.scalar(select(Team.uid).where(Team.name == "Dispatch"))
    hanas.post(f"{place}/teams", data={"text": "Nordhafen/Nowhere", "team": uid})
    assert outcome()["new"] == 205
    confirm(hanas, place)
    assert count(Spelling) == 1
    place = brought(hanas, MESSY.replace(b"T9;", b"T99;"))
    assert (outcome()["new"], outcome()["known"], outcome()["named"]) == (1, 204, 11)
    hanas.post(f"{place}/teams", data={"text": "Nordhafen/Nowhere", "team": "-"})
    assert (outcome()["new"], outcome()["left_out"]) == (0, 1)


def test_the_same_file_twice_changes_nothing(hanas):
    confirm(hanas, brought(hanas, MESSY))
    before = [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))]
    place = brought(hanas, MESSY)
    assert (outcome()["new"], outcome()["known"]) == (0, 204)
    page = hanas.get(place)
    assert "This file changes nothing" in page.text
    assert 'name="seen"' not in page.text
    assert hanas.post(f"{place}/confirm", data={"seen": ""}).status_code == 409
    assert [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))] == before


def test_how_a_file_was_read_is_remembered_for_the_next(hanas):
    place = brought(hanas, MESSY, order="day")
    confirm(hanas, place)
    sent = upload(hanas, MESSY.replace(b"T4;01/02", b"T44;02/03"))
    assert not sent.location.endswith("/columns")
    assert outcome()["new"] == 1


def test_another_score_for_the_same_ticket_is_named_and_the_first_stays(hanas):
    confirm(hanas, brought(hanas, MESSY))
    place = brought(hanas, MESSY.replace(b"First Line;4;phone;A0234", b"First Line;1;phone;A0234"))
    page = hanas.get(place).text
    assert "This rating was brought in before as 4. That stays; here it says 1." in page
    assert outcome()["new"] == 0


def test_a_delivery_is_taken_back_as_a_whole(hanas):
    confirm(hanas, brought(hanas, MESSY[: len(MESSY) // 2].rsplit(b"\n", 1)[0] + b"\n"))
    before = [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))]
    place = brought(hanas, MESSY)
    confirm(hanas, place)
    assert count(Rating) == 204
    assert "Take this back?" in hanas.get(f"{place}/take-back").text
    assert hanas.post(f"{place}/take-back").status_code == 303
    found = [(each.unit_id, each.month, each.n, each.mean) for each in db.session.scalars(select(Figure))]
    assert [row[:3] for row in found] == [row[:3] for row in before]
    assert [row[3] for row in found] == pytest.approx([row[3] for row in before])
    assert "This was taken back" in hanas.get(place).text
    assert hanas.post(f"{place}/take-back").status_code == 409


def test_figures_of_months_land_change_and_come_back(hanas):
    raw = MONTHLY
    monthly = {"date": "0", "team": "1", "score": "3", "ticket": "", "answers": "4", "measure_column": "2"}
    monthly |= {"rows": "monthly", "scale": "percent", "name": "CSAT"}
    confirm(hanas, brought(hanas, raw, **monthly))
    assert count(Figure) == 180
    place = brought(hanas, raw.replace(b"Billing,csat,77.1,36", b"Billing,csat,12.3,36"))
    assert (outcome()["new"], outcome()["changed"], outcome()["known"]) == (0, 1, 179)
    assert '<td class="number">77.1</td><td class="number">12.3</td>' in hanas.get(place).text
    confirm(hanas, place)
    lowest = select(func.count()).select_from(Figure).where(Figure.mean.between(12.29, 12.31), Figure.n == 36)
    assert db.session.scalar(lowest) == 1
    hanas.post(f"{place}/take-back")
    assert db.session.scalar(lowest) == 0
    assert count(Figure) == count(Portion) == 180


MONTHS = {"date": "0", "team": "1", "score": "3", "ticket": "", "answers": "4", "measure_column": "2"}
MONTHS |= {"rows": "monthly", "scale": "percent", "name": "CSAT"}


def test_a_file_of_quarters_is_refused_row_by_row_and_says_why(hanas):
    raw = MONTHLY.replace(b"2025-05,", b"2025-Q1,").replace(b"2025-06,", b"Q2 2025,")
    page = hanas.get(brought(hanas, raw, **MONTHS)).text
    assert "“2025-Q1” is a quarter. Pulse counts by months" in page
    assert (outcome()["named"], outcome()["new"]) == (20, 160)


def test_a_file_of_quarters_alone_is_taken_for_figures_of_months(hanas):
    quarters = b"month,team,metric,value\n" + b"".join(b"2025-Q%d,Nordhafen,csat,7%d.5\n" % (n, n) for n in range(1, 5))
    page = hanas.get(upload(hanas, quarters).location).text
    assert re.search(r'<input checked[^>]*name="rows"[^>]*value="monthly"', page)


@pytest.mark.parametrize(("written", "many"), [('"1,204"', 1204), ("1 204", 1204), ("1.836", 1836), ("36.0", 36)])
def test_answers_are_counted_whatever_parts_their_thousands(hanas, written, many):
    first = b"Billing,csat,77.1,36"
    confirm(hanas, brought(hanas, MONTHLY.replace(first, first[:-2] + written.encode(), 1), **MONTHS))
    found = select(Figure.n).where(Figure.mean.between(77.09, 77.11))
    assert many in set(db.session.scalars(found))
    assert outcome()["named"] == 0
