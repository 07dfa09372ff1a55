"""Whatever is uploaded or said about it, there is an answer, and every row is accounted for."""

import csv
import gzip
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.customers.models import Delivery, Rating
from tests.deliveries.files import COLUMNS, MESSY, brought, confirm, count, outcome, upload

FORM = "multipart/form-data; boundary=x"
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEAMS = ["Nordhafen/Operations/Dispatch", "dispatch", "Nordhafen", "Nowhere", "", " / ", "a\0b"]
DATES = ["2026-05-04", "04.05.2026", "03/04/2026", "2026-05-31T23:30:00Z", "2026-02-30", "", "2026-05", "9999-12-31"]
SCORES = ["4", "4,5", "5", "0", "", "nan", "-1", "١", "1e3", "9" * 40, "4%"]
TICKETS = ["T1", "T2", "", "=1+1", "x" * 500, "ü"]
ROWS = st.lists(
    st.one_of(
        st.tuples(*(st.sampled_from(some) for some in (TICKETS, DATES, TEAMS, SCORES))),
        st.lists(st.text(max_size=12), max_size=6).map(tuple),
    ),
    max_size=15,
)


def zipped() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("scores.csv", b"0" * 30_000_000)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (zipped(), "spreadsheet or an archive"),
        (gzip.compress(MESSY), "spreadsheet or an archive"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text file"),
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (MESSY.decode().encode("utf-16-be"), "not a text file"),
    ],
    ids=["zip bomb", "gzip", "picture", "nothing", "blank", "utf-16 without its mark"],
)
def test_what_is_no_table_is_named(hanas, raw, words):
    answer = upload(hanas, raw)
    assert answer.status_code == 422
    assert words in answer.text
    assert count(Delivery) == 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_usual_encodings_land(hanas, encoding):
    confirm(hanas, brought(hanas, MESSY.decode().replace("phone", "Büro").encode(encoding)))
    assert count(Rating) == 204


def test_a_file_that_is_too_large_gets_a_clear_answer(hanas):
    said = {"CONTENT_LENGTH": str(200 * 1024 * 1024)}
    answer = hanas.post("/customers/import", data=b"--x", content_type=FORM, environ_overrides=said)
    assert answer.status_code == 413
    assert "This is too large" in answer.text


def test_the_page_for_files_takes_more_than_others_from_who_is_signed_in(app, client, hanas):
    app.config["WTF_CSRF_ENABLED"] = True  # the token is looked for in the body, which is read for it
    said = {"CONTENT_LENGTH": str(60 * 1024 * 1024)}
    asked = [
        browser.post(address, data=b"--x--", content_type=FORM, environ_overrides=said).status_code
        for browser, address in ((hanas, "/customers/import"), (client, "/customers/import"), (hanas, "/people/import"))
    ]
    assert asked == [400, 413, 413]


def test_a_file_that_breaks_in_the_middle_lands_no_row(hanas):
    place = brought(hanas, MESSY.replace(b"T50270", b'"T50270'))
    page = hanas.get(place)
    assert "This file cannot be read" in page.text
    assert 'name="seen"' not in page.text


@FEW
@given(raw=st.one_of(st.binary(max_size=400), st.text(alphabet='ab,;\t"\n\r1 é', max_size=120).map(str.encode)))
def test_bytes_are_answered(hanas, raw):
    sent = upload(hanas, raw)
    assert sent.status_code in {303, 422}
    if sent.status_code == 303:
        assert hanas.get(sent.location).status_code in {200, 303}
        said = hanas.post(sent.location, data=COLUMNS)
        assert said.status_code in {303, 422}
        assert hanas.get(sent.location.removesuffix("/columns")).status_code in {200, 303}


@FEW
@given(rows=ROWS)
def test_rows_are_accounted_for(hanas, rows):
    file = io.StringIO()
    csv.writer(file).writerows([("Ticket", "Date", "Team", "Score"), *rows])
    sent = upload(hanas, file.getvalue().encode("utf-8", "replace"))
    if sent.status_code == 422:
        assert "\0" in file.getvalue()
        return
    place = sent.location.removesuffix("/columns")
    hanas.post(f"{place}/columns", data=COLUMNS)
    assert hanas.get(place).status_code == 200
    found = outcome()
    if "fault" not in found:
        assert found["rows"] == sum(found[name] for name in ("new", "named", "known", "repeated", "blank"))
    assert hanas.get(f"{place}/faults.csv").status_code == 200
    hanas.post(f"{place}/discard")
