"""Rosters that wait to be confirmed: what is shown of them, and what then lands."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import actions, jobs, queries
from pulse.people.guards import Guard
from pulse.people.models import Person, RosterDraft
from tests.people.rosters import CLEAN, DATA, HEADER, acme, confirm, count, emails, seen, upload, uploaded


def test_an_upload_changes_nothing_until_it_is_confirmed(signed_in, cast):
    browser, before = signed_in(cast.ada), emails()
    place = uploaded(browser, CLEAN)
    page = browser.get(place).text
    assert re.search(r'<dd class="number">183</dd>', page)
    assert emails() == before
    assert confirm(browser, place, accept=[guard.value for guard in Guard]).status_code == 303
    assert count() == 183 + len(before)
    assert browser.get(place).status_code == 404


def test_rows_are_pasted_from_a_spreadsheet(signed_in, cast):
    text = "name\temail\tteam\r\nNew Person\tnew@acme.example\tAcme/Finance\r\n"
    answer = signed_in(cast.hana).post("/people/import", data={"pasted": text})
    assert answer.status_code == 303
    assert "new@acme.example" in signed_in(cast.hana).get(answer.location).text


def test_an_upload_of_nothing_is_refused(signed_in, cast):
    browser = signed_in(cast.hana)
    assert upload(browser, b"").status_code == 422
    assert browser.post("/people/import").status_code == 422
    assert db.session.query(RosterDraft).count() == 0


def test_a_file_that_is_too_large_is_refused_with_advice(signed_in, cast, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = upload(signed_in(cast.hana), b"x" * 2000)
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_discarded_file_is_gone(signed_in, cast):
    browser = signed_in(cast.hana)
    place = uploaded(browser, CLEAN)
    assert browser.post(f"{place}/discard").status_code == 303
    assert browser.get(place).status_code == 404
    assert db.session.query(RosterDraft).count() == 0


def test_nobody_sees_or_confirms_what_another_uploaded(signed_in, cast):
    place = uploaded(signed_in(cast.ada), CLEAN)
    hana = signed_in(cast.hana)
    for answer in (hana.get(place), hana.get(f"{place}/changes.csv"), hana.post(place), hana.post(f"{place}/discard")):
        assert answer.status_code == 404
    assert db.session.query(RosterDraft).count() == 1


def test_an_old_file_is_forgotten(signed_in, cast):
    place = uploaded(signed_in(cast.hana), CLEAN)
    jobs.purge_drafts(clock.now() + timedelta(days=1, seconds=1))
    assert signed_in(cast.hana).get(place).status_code == 404


def test_what_changed_since_the_preview_is_shown_and_not_applied(signed_in, cast):
    browser = signed_in(cast.hana)
    place = uploaded(browser, acme(",New Person,new@acme.example,Acme/Finance,no"))
    stale = seen(browser.get(place).text)
    with transaction():
        queries.person(cast.omar.id).team_id = cast.finance.id
    answer = browser.post(place, data={"seen": stale})
    assert answer.status_code == 409
    assert "Something has changed" in answer.text
    assert "new@acme.example" not in emails()
    assert browser.post(place, data={"seen": seen(answer.text)}).status_code == 303
    assert "new@acme.example" in emails()


def test_many_leavers_need_a_tick(signed_in, cast):
    browser = signed_in(cast.hana)
    place = uploaded(browser, HEADER + ",Lea Lindqvist,lea@acme.example,Acme/Operations/Support,yes")
    answer = confirm(browser, place)
    assert answer.status_code == 422
    assert "19 of the 22 people here leave." in answer.text
    assert queries.headcount(gone=True) == 0
    assert confirm(browser, place, accept=[guard.value for guard in Guard]).status_code == 303
    assert queries.headcount(gone=True) == 19


def test_a_suggested_rename_is_previewed_and_confirmed(signed_in, cast):
    browser = signed_in(cast.hana)
    place = uploaded(browser, acme().replace("/Support", "/Care"))
    page = browser.get(place).text
    assert "Acme › Operations › Support" in page
    rename = re.search(r'name="rename" value="([^"]+)"', page)[1]
    again = browser.get(place, query_string={"rename": rename}).text
    assert "checked" in again
    assert seen(again) != seen(page)
    assert browser.post(place, data={"seen": seen(again)}).status_code == 409
    assert browser.post(place, data={"seen": seen(again), "rename": rename}).status_code == 303
    assert queries.team(cast.support.uid).name == "Care"


@pytest.mark.parametrize(
    "rename", ["", "\t", "a\tb\tc", "Acme\t", "\tAcme", "Acme/Operations\tAcme/" + "x" * 300, "//\t//"]
)
def test_an_odd_rename_is_left_out(signed_in, cast, rename):
    browser = signed_in(cast.hana)
    place = uploaded(browser, acme(",New Person,new@acme.example,Acme/Finance,no"))
    page = browser.get(place, query_string={"rename": rename})
    assert seen(page.text) == seen(browser.get(place).text)
    assert browser.post(place, data={"seen": seen(page.text), "rename": rename}).status_code == 303


def test_faults_are_shown_with_line_and_column(signed_in, cast):
    browser = signed_in(cast.hana)
    page = browser.get(uploaded(browser, (DATA / "roster-messy.csv").read_bytes())).text
    assert "Line 65, column “E-Mail”" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_file_of_faults_alone_cannot_be_confirmed(signed_in, cast):
    browser = signed_in(cast.hana)
    place = uploaded(browser, "name,email,team\nLea,nonsense,Acme")
    page = browser.get(place).text
    assert "Nothing in this file can be read" in page
    assert browser.post(place, data={"seen": seen_by_force(place)}).status_code in {409, 422}
    assert count() == 22


def seen_by_force(_place: str) -> str:
    return "0" * 32


def test_the_table_of_changes_runs_no_formula(signed_in, cast):
    browser = signed_in(cast.hana)
    place = uploaded(browser, acme(",=cmd|'/c calc'!A1,new@acme.example,Acme/Finance,no"))
    answer = browser.get(f"{place}/changes.csv")
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[:4] for row in table if row[0] == "added"] == [
        ["added", "23", "'=cmd|'/c calc'!A1", "new@acme.example"]
    ]


def test_long_lists_are_cut_and_counted(signed_in, cast):
    browser = signed_in(cast.hana)
    lines = [f",New Person {n},new{n}@acme.example,Acme/Finance,no" for n in range(260)]
    page = browser.get(uploaded(browser, acme(*lines))).text
    assert page.count("New Person") == 200
    assert "The first 200 of 260" in page


def test_the_sample_can_be_imported(app, signed_in):
    with transaction():
        ada = Person(name="Ada", email="ada@acme.example", role="admin")
        db.session.add(ada)
        db.session.flush()
    browser = signed_in(ada)
    place = uploaded(browser, browser.get("/people/import/sample.csv").data)
    assert confirm(browser, place).status_code == 303
    assert queries.headcount() == 4


def test_an_import_that_breaks_half_way_leaves_nothing(signed_in, cast, app, monkeypatch):
    browser, before = signed_in(cast.hana), emails()
    place = uploaded(browser, acme(",New Person,new@acme.example,Acme/Other,no"))
    mark = seen(browser.get(place).text)
    close = actions.apply

    def breaks(found, **more):
        close(found, **more)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "apply", breaks)
    app.testing = False
    assert browser.post(place, data={"seen": mark}).status_code == 500
    assert emails() == before
    assert len(queries.open_teams()) == 5


def test_of_two_who_confirm_at_once_one_sees_what_changed_meanwhile(signed_in, cast, monkeypatch):
    line = ",New Person,new@acme.example,Acme/Finance,no"
    browsers = [signed_in(person) for person in (cast.hana, cast.ada)]
    places = [uploaded(browser, acme(line)) for browser in browsers]
    marks = [seen(browser.get(place).text) for browser, place in zip(browsers, places, strict=True)]
    both, land = Barrier(2), actions.land

    def meets(*given, **more):
        with suppress(BrokenBarrierError):
            both.wait(timeout=1)
        land(*given, **more)

    monkeypatch.setattr(actions, "land", meets)
    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(browser.post, place, data={"seen": mark})
            for browser, place, mark in zip(browsers, places, marks, strict=True)
        ]
        assert sorted(answer.result().status_code for answer in sent) == [303, 409]
    assert "new@acme.example" in emails()


CELLS = st.text(max_size=30) | st.sampled_from(
    ["Acme", "Acme/Finance", "lea@acme.example", "new@acme.example", "admin", "yes", "=1+1", "\x00", '"', "2024-03-05"]
)
HEADINGS = st.sampled_from(["name", "email", "team", "lead", "role", "number", "Sprache", "tz", "start", "x", ""])
TABLES = st.tuples(
    st.lists(HEADINGS, max_size=9), st.lists(st.lists(CELLS, max_size=9), max_size=6), st.sampled_from(",;\t|")
)


def _file(table) -> bytes:
    headings, lines, mark = table
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([["name", "email", "team", *headings], *lines])
    return out.getvalue().encode("utf-8", "surrogatepass")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=400) | st.builds(_file, TABLES), name=st.text(max_size=260), sure=st.booleans())
def test_whatever_is_uploaded_nothing_breaks_and_nothing_lands_by_half(signed_in, cast, raw, name, sure):
    browser, before = signed_in(cast.hana), count()
    answer = upload(browser, raw, name)
    assert answer.status_code in {303, 422}
    assert count() == before
    if answer.status_code == 422:
        return
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert browser.get(f"{answer.location}/changes.csv").status_code == 200
    assert count() == before
    mark = re.search(r'name="seen"[^>]* value="(\w+)"', page.text)
    added = int(re.search(r'<dd class="number">(\d+)</dd>', page.text)[1])
    landed = browser.post(
        answer.location,
        data={"seen": mark[1] if mark else "", **({"accept": [guard.value for guard in Guard]} if sure else {})},
    )
    assert landed.status_code in {303, 409, 422}
    assert count() == before + (added if landed.status_code == 303 else 0)
