"""Pages of people and teams, and of rosters that wait to be confirmed."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pulse.audit.models import Entry
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import actions, jobs, queries
from pulse.people.difference import Known
from pulse.people.models import Person, RosterDraft, Team

DATA = Path(__file__).parent.parent / "data"
CLEAN = (DATA / "roster.csv").read_bytes()
HEADER = "employee_id,name,email,team,lead,role\n"


def upload(client, raw: bytes | str, name: str = "roster.csv"):
    given = raw.encode() if isinstance(raw, str) else raw
    return client.post("/people/import", data={"file": (io.BytesIO(given), name)}, content_type="multipart/form-data")


def uploaded(client, raw: bytes | str) -> str:
    """Upload a file; return where its preview is."""
    answer = upload(client, raw)
    assert answer.status_code == 303, answer.text
    return answer.location


def seen(page: str) -> str:
    return re.search(r'name="seen"[^>]* value="(\w+)"', page)[1]


def confirm(client, place: str, **more):
    page = client.get(place).text
    return client.post(place.partition("?")[0], data={"seen": seen(page), **more})


def emails() -> set[str]:
    return set(db.session.scalars(select(Person.email)))


def count() -> int:
    return db.session.query(Person).count()


def acme(*lines: str) -> str:
    """Return a roster that keeps the cast's people, all but those by hand, and has more lines."""
    db.session.remove()
    paths = queries.every_path()
    known = [p for p in db.session.scalars(select(Person)) if p.team_id]
    rows = [f",{p.name},{p.email},{'/'.join(paths[p.team_id])},{'yes' if p.is_lead else 'no'}," for p in known]
    return HEADER + "\n".join((*rows, *lines))


PAGES = (
    "/people",
    "/people?q=lea",
    "/people?who=left",
    "/people/teams",
    "/people/import",
    "/people/import/sample.csv",
    "/people/{omar}",
    "/people/{omar}/edit",
    "/people/{omar}/left",
    "/people/new",
    "/people/{omar}/erase",
    "/people/teams/{support}",
)
POSTS = (
    "/people/import",
    "/people/new",
    "/people/{omar}/edit",
    "/people/{omar}/left",
    "/people/{omar}/back",
    "/people/{omar}/erase",
    "/people/teams/{support}",
    "/people/teams/{support}/close",
    "/people/import/x",
    "/people/import/x/discard",
)


@pytest.mark.parametrize("place", PAGES)
def test_pages_of_people_are_for_hr_and_administrators(signed_in, cast, client, place):
    url = place.format(omar=cast.omar.uid, support=cast.support.uid)
    found = [signed_in(person).get(url).status_code for person in (cast.hana, cast.ada, cast.lea, cast.omar)]
    assert found == [200, 200, 403, 403]
    assert client.get(url).status_code == 303


@pytest.mark.parametrize("place", POSTS)
def test_only_hr_and_administrators_change_people(signed_in, cast, client, place):
    url, before = place.format(omar=cast.omar.uid, support=cast.support.uid), count()
    assert [signed_in(person).post(url).status_code for person in (cast.lea, cast.omar)] == [403, 403]
    assert client.post(url).status_code == 303
    assert (count(), queries.person(cast.omar.id).left_on) == (before, None)


def test_without_people_the_page_says_what_to_do_first(app, signed_in):
    with transaction():
        hana = Person(name="Hana", email="hana@acme.example", role="hr")
        db.session.add(hana)
        db.session.flush()
    assert "/people/import" in signed_in(hana).get("/people").text


def test_people_are_found_by_any_part_of_name_or_mail(signed_in, cast):
    with transaction():
        db.session.add(Person(name="Ümit Öztürk", email="umit@acme.example", team_id=cast.field.id))
    browser = signed_in(cast.hana)
    for words, name in (("lindq", "Lea Lindqvist"), ("OMAR@", "Omar Haddad"), ("lea lind", "Lea Lindqvist")):
        page = browser.get("/people", query_string={"q": words}).text
        assert name in page
        assert "Support Number 1" not in page
    for words in ("ümit", "ÜMIT", "öztürk"):
        assert "Ümit Öztürk" in browser.get("/people", query_string={"q": words}).text


@pytest.mark.parametrize("words", ["%", "_", "\0", "'", "x" * 3000, "\ud800".encode("utf-8", "surrogatepass")])
def test_odd_searches_find_nobody(signed_in, cast, words):
    answer = signed_in(cast.hana).get("/people", query_string={"q": words, "page": "99999999999999999999"})
    assert answer.status_code == 200
    assert ("Lea Lindqvist" in answer.text) == (words == "\0")


def test_people_are_listed_page_by_page(signed_in, cast):
    with transaction():
        cast.people(queries.team(cast.field.uid), 120, "more")
    browser = signed_in(cast.hana)
    listed = [re.findall(r'/people/(\w{16})"', browser.get(f"/people?page={n}").text) for n in (1, 2, 3)]
    assert [len(page) for page in listed] == [50, 50, 42]
    assert len({uid for page in listed for uid in page}) == 142


def test_people_of_a_branch_are_listed_alone(signed_in, cast):
    page = signed_in(cast.hana).get(f"/people?team={cast.operations.uid}").text
    assert "Lea Lindqvist" in page
    assert "Finance Number 1" not in page


def test_the_tree_counts_each_branch(signed_in, cast):
    page = re.sub(r"\s+", " ", signed_in(cast.hana).get("/people/teams").text)
    operations = re.search(r"<bdi>Operations</bdi>.*?</tr>", page)[0]
    assert re.findall(r'class="number">(\d*)<', operations) == ["0", "18"]


def test_a_persons_page_tells_nothing_of_rounds(signed_in, cast):
    page = signed_in(cast.hana).get(f"/people/{cast.omar.uid}").text
    assert "Omar Haddad" in page
    assert "Acme › Operations › Support" in page
    assert "/rounds/" not in page


def test_nobody_is_found_under_another_address(signed_in, cast):
    browser = signed_in(cast.hana)
    for place in ("/people/nobody", "/people/%00", "/people/teams/none", "/people/import/none", "/people?team=none"):
        assert browser.get(place).status_code == 404


def test_a_person_is_changed_by_hand(signed_in, cast):
    browser = signed_in(cast.hana)
    given = {"name": " Omar  Farouk ", "email": "Farouk@Acme.example ", "team": cast.finance.id, "is_lead": "y"}
    more = {"role": "hr", "locale": "pt_br", "timezone": "africa/cairo", "started_on": "2026-03-01"}
    assert browser.post(f"/people/{cast.omar.uid}/edit", data=given | more).status_code == 303
    omar = queries.person(cast.omar.id)
    assert (omar.name, omar.email) == ("Omar Farouk", "farouk@acme.example")
    assert (omar.team_id, omar.is_lead, omar.role) == (cast.finance.id, True, "hr")
    assert (omar.locale, omar.timezone, omar.started_on) == ("pt-BR", "Africa/Cairo", date(2026, 3, 1))


def test_saving_what_the_form_shows_changes_nothing(signed_in, cast):
    browser, before = signed_in(cast.hana), known(cast.omar.id)
    page = browser.get(f"/people/{cast.omar.uid}/edit").text
    given = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1] for name in TYPED}
    given |= {"team": cast.support.id, "role": "employee"}
    assert browser.post(f"/people/{cast.omar.uid}/edit", data=given).status_code == 303
    assert known(cast.omar.id) == before
    assert db.session.scalars(select(Entry)).all() == []


TYPED = ("name", "email", "below", "locale", "timezone", "started_on")


def known(person_id: int) -> Known:
    return next(person for person in queries.known()[0] if person.id == person_id)


WRONG = [
    {"name": ""},
    {"name": "x" * 201},
    {"email": ""},
    {"email": "omar"},
    {"email": "lea@acme.example"},
    {"team": 99999},
    {"team": "x"},
    {"below": "Care//Night"},
    {"below": "x" * 201},
    {"below": "/".join("x" * 20)},
    {"team": 0, "below": "Other"},
    {"role": "admin"},
    {"team": 0, "is_lead": "y"},
    {"locale": "Klingon"},
    {"timezone": "Mars/Olympus"},
    {"started_on": "yesterday"},
    {"started_on": "03/04/2026"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_change_by_hand_is_named(signed_in, cast, wrong):
    given = {"name": "Omar H.", "email": "omar@acme.example", "team": cast.support.id, "role": "employee"} | wrong
    answer = signed_in(cast.hana).post(f"/people/{cast.omar.uid}/edit", data=given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert queries.person(cast.omar.id).name == "Omar Haddad"


@pytest.mark.parametrize("wrong", [*WRONG, {"team": 0}, {"email": "omar@acme.example"}])
def test_a_wrong_new_person_is_named_and_nobody_is_added(signed_in, cast, wrong):
    given = {"name": "Nuri", "email": "nuri@acme.example", "team": cast.support.id, "role": "employee"} | wrong
    before = (count(), len(queries.open_teams()))
    answer = signed_in(cast.hana).post("/people/new", data=given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (count(), len(queries.open_teams())) == before


def test_a_person_is_added_by_hand_and_the_next_roster_knows_them(signed_in, cast):
    browser = signed_in(cast.hana)
    given = {"name": "Nuri Aslan", "email": "Nuri@acme.example", "team": cast.operations.id, "below": "Care/Night"}
    answer = browser.post("/people/new", data={**given, "role": "employee", "is_lead": "y", "locale": "German"})
    nuri = queries.person_by_email("nuri@acme.example")
    assert answer.location == f"/people/{nuri.uid}"
    assert queries.every_path()[nuri.team_id] == ("Acme", "Operations", "Care", "Night")
    assert (nuri.is_lead, nuri.locale, nuri.timezone, nuri.started_on, nuri.role) == (True, "de", "", None, "employee")
    did = [(entry.did, entry.role) for entry in trail()]
    assert did == [("added-team", "hr"), ("added-team", "hr"), ("added-person", "hr")]
    assert "Nuri" not in str([entry.detail for entry in trail()])
    assert "This list changes nothing" in browser.get(uploaded(browser, acme())).text


def trail() -> list[Entry]:
    db.session.expire_all()
    return list(db.session.scalars(select(Entry).order_by(Entry.id)))


def test_a_new_team_that_is_there_already_is_that_team(signed_in, cast):
    given = {"name": "Nuri", "email": "nuri@acme.example", "team": cast.operations.id, "below": "SUPPORT"}
    assert signed_in(cast.hana).post("/people/new", data={**given, "role": "hr"}).status_code == 303
    nuri = queries.person_by_email("nuri@acme.example")
    assert (nuri.team_id, nuri.role) == (cast.support.id, "hr")


def test_the_first_person_by_hand_makes_the_company(app, signed_in):
    with transaction():
        ada = Person(name="Ada", email="ada@acme.example", role="admin")
        db.session.add(ada)
        db.session.flush()
    given = {"name": "Lea", "email": "lea@acme.example", "team": 0, "below": "Acme/Support", "role": "admin"}
    assert signed_in(ada).post("/people/new", data=given).status_code == 303
    assert queries.root().name == "Acme"
    assert queries.person_by_email("lea@acme.example").role == "admin"


def test_whoever_left_is_taken_back_and_not_added_again(signed_in, cast):
    browser = signed_in(cast.hana)
    browser.post(f"/people/{cast.omar.uid}/left")
    given = {"name": "Omar Haddad", "email": "omar@acme.example", "team": cast.support.id, "role": "employee"}
    answer = browser.post("/people/new", data=given)
    assert answer.status_code == 422
    assert "who has left" in answer.text


def test_hr_gives_no_administrator_another_address(signed_in, cast):
    given = {"name": "Ada Root", "email": "hana.too@acme.example", "team": 0, "role": "admin"}
    answer = signed_in(cast.hana).post(f"/people/{cast.ada.uid}/edit", data=given)
    assert answer.status_code == 422
    assert "may change the address of one" in answer.text
    assert signed_in(cast.ada).post(f"/people/{cast.ada.uid}/edit", data=given).status_code == 303


def test_what_people_chose_themselves_is_not_changed_by_hand(signed_in, cast):
    with transaction():
        omar = queries.person(cast.omar.id)
        omar.locale, omar.chose_locale, omar.timezone, omar.chose_timezone = "ar", True, "Africa/Cairo", True
    given = {"name": "Omar Haddad", "email": "omar@acme.example", "team": cast.support.id, "role": "employee"}
    more = {"locale": "de", "timezone": "Europe/Paris"}
    assert signed_in(cast.hana).post(f"/people/{cast.omar.uid}/edit", data=given | more).status_code == 303
    omar = queries.person(cast.omar.id)
    assert (omar.locale, omar.timezone) == ("ar", "Africa/Cairo")


def test_before_somebody_is_marked_as_left_it_is_said_what_that_does(signed_in, cast):
    page = signed_in(cast.hana).get(f"/people/{cast.lea.uid}/left").text
    assert "no longer lead" in page
    assert "after 90 days" in page
    assert queries.person(cast.lea.id).left_on is None
    assert signed_in(cast.hana).get(f"/people/{cast.ada.uid}/left").status_code == 422


def test_whoever_leaves_is_signed_out_and_may_come_back(signed_in, cast):
    omar, browser = signed_in(cast.omar), signed_in(cast.hana)
    assert omar.get("/me").status_code == 200
    assert browser.post(f"/people/{cast.omar.uid}/left").status_code == 303
    assert omar.get("/me").status_code == 303
    assert "Omar Haddad" in browser.get("/people?who=left").text
    assert browser.post(f"/people/{cast.omar.uid}/back").status_code == 303
    assert omar.get("/me").status_code == 200


def test_hr_renames_and_moves_a_team(signed_in, cast):
    given = {"name": "Customer Care", "parent": cast.finance.id}
    assert signed_in(cast.hana).post(f"/people/teams/{cast.support.uid}", data=given).status_code == 303
    assert queries.every_path()[cast.support.id] == ("Acme", "Finance", "Customer Care")


@pytest.mark.parametrize("wrong", [{"name": "A/B"}, {"name": " "}, {"name": "Field"}, {"parent": 0}, {"parent": "x"}])
def test_a_wrong_name_or_place_of_a_team_is_named(signed_in, cast, wrong):
    given = {"name": "Support", "parent": cast.operations.id} | wrong
    answer = signed_in(cast.hana).post(f"/people/teams/{cast.support.uid}", data=given)
    assert answer.status_code == 422
    assert queries.every_path()[cast.support.id] == ("Acme", "Operations", "Support")


def test_a_company_is_renamed_and_stays_at_the_top(signed_in, cast):
    given = {"name": "Acme Group", "parent": 0}
    assert signed_in(cast.hana).post(f"/people/teams/{cast.company.uid}", data=given).status_code == 303
    assert queries.root().name == "Acme Group"


def test_an_empty_team_is_closed_and_a_full_one_is_not(signed_in, cast):
    with transaction():
        empty = Team(name="Empty", parent_id=cast.company.id)
        db.session.add(empty)
        db.session.flush()
        uid = empty.uid
    browser = signed_in(cast.hana)
    assert browser.post(f"/people/teams/{cast.support.uid}/close").status_code == 422
    assert browser.post(f"/people/teams/{uid}/close").status_code == 303
    assert "Closed on" in browser.get(f"/people/teams/{uid}").text


def test_an_upload_changes_nothing_until_it_is_confirmed(signed_in, cast):
    browser, before = signed_in(cast.ada), emails()
    place = uploaded(browser, CLEAN)
    page = browser.get(place).text
    assert re.search(r'<dd class="number">183</dd>', page)
    assert emails() == before
    assert confirm(browser, place, many_leavers="y").status_code == 303
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
    place = uploaded(browser, acme(",New Person,new@acme.example,Acme/Finance,no,"))
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
    place = uploaded(browser, HEADER + ",Lea Lindqvist,lea@acme.example,Acme/Operations/Support,yes,")
    answer = confirm(browser, place)
    assert answer.status_code == 422
    assert "would leave" in answer.text
    assert queries.headcount(gone=True) == 0
    assert confirm(browser, place, many_leavers="y").status_code == 303
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
    place = uploaded(browser, acme(",New Person,new@acme.example,Acme/Finance,no,"))
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
    place = uploaded(browser, acme(",=cmd|'/c calc'!A1,new@acme.example,Acme/Finance,no,"))
    answer = browser.get(f"{place}/changes.csv")
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[:4] for row in table if row[0] == "added"] == [
        ["added", "23", "'=cmd|'/c calc'!A1", "new@acme.example"]
    ]


def test_long_lists_are_cut_and_counted(signed_in, cast):
    browser = signed_in(cast.hana)
    lines = [f",New Person {n},new{n}@acme.example,Acme/Finance,no," for n in range(260)]
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
    place = uploaded(browser, acme(",New Person,new@acme.example,Acme/Other,no,"))
    mark = seen(browser.get(place).text)
    close = actions._hire

    def breaks(rows, team_of):
        close(rows, team_of)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "_hire", breaks)
    app.testing = False
    assert browser.post(place, data={"seen": mark}).status_code == 500
    assert emails() == before
    assert len(queries.open_teams()) == 5


def test_of_two_who_confirm_at_once_one_sees_what_changed_meanwhile(signed_in, cast, monkeypatch):
    line = ",New Person,new@acme.example,Acme/Finance,no,"
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
        answer.location, data={"seen": mark[1] if mark else "", **({"many_leavers": "y"} if sure else {})}
    )
    assert landed.status_code in {303, 409, 422}
    assert count() == before + (added if landed.status_code == 303 else 0)


TYPING = st.text(max_size=60) | st.sampled_from(["nuri@acme.example", "2026-03-01", "de", "Europe/Berlin", "a/b", "0"])
FORM = st.fixed_dictionaries({}, optional=dict.fromkeys((*TYPED, "team", "role", "is_lead"), TYPING))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=FORM, sound=st.booleans())
def test_whatever_is_typed_of_a_person_nothing_breaks_and_nobody_is_added_by_half(signed_in, cast, typed, sound):
    browser, before = signed_in(cast.hana), (count(), len(queries.open_teams()))
    base = {"name": "N", "email": "n@acme.example", "team": cast.support.id, "role": "employee"} if sound else {}
    answer = browser.post("/people/new", data=base | typed)
    assert answer.status_code in {303, 422}
    assert (count(), len(queries.open_teams())) == before or answer.status_code == 303
    assert count() == before[0] + (answer.status_code == 303)
    assert browser.post(f"/people/{cast.omar.uid}/edit", data=typed).status_code in {303, 422}
