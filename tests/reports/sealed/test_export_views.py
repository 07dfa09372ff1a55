"""Files of results: what pages say, to whom they say it, and nothing that runs."""

import csv
import io
from datetime import datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from pulse.audit.models import Look
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Team
from pulse.reports.export_rows import COLUMNS
from pulse.scores.models import Mark

CSV, XLSX = "/results/export.csv", "/results/export.xlsx"


@pytest.fixture
def rows(company, signed_in):
    """Read a file as somebody: a list of dicts."""

    def reading(who, address=CSV):
        answer = signed_in(getattr(company, who)).get(address)
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))

    return reading


def test_hr_takes_the_whole_company_and_a_lead_their_branch(rows, company):
    assert {row["team"] for row in rows("hana")} == company.team.keys()
    assert {row["team"] for row in rows("olga")} == {"Operations", "Support", "Field", "Night"}
    assert {row["team"] for row in rows("lea")} == {"Support"}
    assert {row["team"] for row in rows("hana", f"{CSV}?team={company.team['Sales'].uid}")} == {"Sales"}


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_nobody_else_takes_anything(company, signed_in, client, address):
    assert [signed_in(getattr(company, who)).get(address).status_code for who in ("omar", "sam", "ada")] == [403] * 3
    assert client.get(address).status_code == 303
    for who, team in (("lea", "Field"), ("lea", "Acme"), ("olga", "Sales"), ("omar", "Support")):
        assert signed_in(getattr(company, who)).get(f"{address}?team={company.team[team].uid}").status_code == 403


def test_a_hidden_team_has_no_number_but_the_reason(rows):
    hidden = [row for row in rows("hana") if row["hidden"] and row["kind"] != "taking part"]
    assert {"Night", "Field"} <= {row["team"] for row in hidden}
    numbers = ("score", "low", "high", "answers", "favourable_percent", "least", "most", "of", "change")
    assert {row[name] for row in hidden for name in numbers} == {""}
    stored = {(m.team_uid, m.dimension): m.gap for m in db.session.scalars(select(Mark))}
    assert {r["hidden"] for r in hidden if r["kind"] == "dimension"} <= set(stored.values()) | {"wide range"}


def test_a_row_says_what_the_page_says(rows, company, signed_in):
    page = signed_in(company.hana).get(company.page("Support")).get_data(as_text=True)
    found = {row["code"]: row for row in rows("hana") if row["team"] == "Support"}
    trust, question = found["trust"], found["T1"]
    if trust["hidden"]:
        assert f"between {trust['low']} and {trust['high']} of 100" in page
    else:
        assert f"{trust['score']} <small>/ 100" in page
    assert question["text"] in page
    assert f"{question['answers']} answers" in page
    assert f"of {question['of']} favourable" in page
    sales = next(row for row in rows("hana") if row["team"] == "Sales" and row["code"] == "T1")
    assert (sales["nearly_all"], int(sales["most"]) - int(sales["least"])) == ("favourable", 2)


def test_no_name_runs_as_a_formula(rows, company, signed_in):
    with transaction():
        db.session.get(Team, company.team["Sales"].id).name = '=HYPERLINK("http://evil", "x")'
    assert {row["team"] for row in rows("hana") if "evil" in row["team"]} == {"'" + '=HYPERLINK("http://evil", "x")'}
    book = load_workbook(io.BytesIO(signed_in(company.hana).get(XLSX).get_data()))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_a_spreadsheet_holds_the_same_with_numbers_as_numbers(rows, company, signed_in):
    book = load_workbook(io.BytesIO(signed_in(company.lea).get(XLSX).get_data()))
    head, *body = book.active.iter_rows(values_only=True)
    assert head == COLUMNS
    plain = [["" if cell is None else str(cell).split(" 00:")[0] for cell in row] for row in body]
    assert plain == [list(row.values()) for row in rows("lea")]
    by_name = dict(zip(head, body[-1], strict=True))
    assert isinstance(by_name["answers"], int)
    assert isinstance(by_name["opened"], datetime)


def test_taking_away_is_entered_in_the_look_log(rows, company, signed_in):
    rows("lea")
    rows("hana", f"{CSV}?round=all")
    signed_in(company.olga).get(f"{XLSX}?team={company.team['Field'].uid}")
    seen = db.session.execute(select(Look.page, Look.team_uid, func.count()).group_by(Look.page, Look.team_uid)).all()
    assert set(seen) == {
        ("csv", company.team["Support"].uid, 1),
        ("csv", company.team["Acme"].uid, 1),
        ("xlsx", company.team["Field"].uid, 1),
    }


def test_what_is_not_there_is_not_found(company, signed_in):
    browser = signed_in(company.hana)
    for query in ("round=nothing", "programme=nothing", "team=nothing"):
        assert browser.get(f"{CSV}?{query}").status_code == 404
