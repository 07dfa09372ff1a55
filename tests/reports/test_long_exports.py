"""Files over many rounds: as many statements at any size, in order, and a sentence where it is too much."""

import csv
import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from pulse.base.db import db
from pulse.reports import export_views, pdf_pages, queries
from pulse.scores.models import Mark
from tests.reports.filling import fill
from tests.reports.test_queries import counted, grow

ALL = "/results/export.csv?round=all"


def read(answer):
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def test_a_file_takes_as_many_statements_for_many_teams_and_rounds_as_for_few(app, signed_in):
    filled = fill(20, rounds=4)
    browser, found = signed_in(filled.hana), []
    for size in (20, 120):
        if size > 20:
            grow(filled, size)
        browser.get(f"{ALL}&questions=yes").get_data()
        with counted() as seen:
            assert browser.get(f"{ALL}&questions=yes").get_data()
        found.append(len(seen))
    assert found[0] == found[1] <= 20


def test_rounds_come_in_order_and_questions_when_they_are_asked_for(app, signed_in):
    filled = fill(20, rounds=3)
    rows = read(signed_in(filled.hana).get(ALL))
    assert list(dict.fromkeys(row["round"] for row in rows)) == list(filled.rounds)
    assert {row["kind"] for row in rows} == {"dimension", "taking part"}
    assert len([row for row in rows if row["kind"] == "dimension"]) == len(db.session.scalars(select(Mark)).all())
    with_questions = read(signed_in(filled.hana).get(f"{ALL}&questions=yes"))
    assert len([row for row in with_questions if row["kind"] == "question"]) == 20 * 3 * 7
    assert [row for row in with_questions if row["kind"] != "question"] == rows


def test_what_is_too_long_for_a_spreadsheet_is_refused_in_a_sentence(app, signed_in, monkeypatch):
    filled = fill(20, rounds=2)
    monkeypatch.setattr(export_views, "MOST_IN_XLSX", 100)
    answer = signed_in(filled.hana).get("/results/export.xlsx?round=all")
    assert (answer.status_code, "Take it as CSV" in answer.get_data(as_text=True)) == (422, True)


@pytest.mark.one_database
@pytest.mark.usefixtures("pango")
def test_pages_that_fill_several_sheets_can_be_drawn(app):
    filled = fill(30, rounds=8)
    about = queries.chosen("", "").round
    for team in ("", filled.teams[1]):
        drawn = pdf_pages.made(*pdf_pages.page(filled.hana, about, team))
        assert len(PdfReader(io.BytesIO(drawn)).pages) > 1


def test_before_the_first_seal_there_is_no_file(app, cast, signed_in):
    assert signed_in(cast.hana).get("/results/export.csv").status_code == 404
