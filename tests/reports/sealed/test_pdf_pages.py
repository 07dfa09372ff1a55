"""PDF of pages: made by the tick, once, for whoever asked, with the very numbers of the page."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from pulse.audit.models import Look
from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from pulse.reports import jobs, pdf_libraries, pdf_pages
from pulse.reports.models import Making, Paper

pytestmark = pytest.mark.usefixtures("pango")


@pytest.fixture
def asked(company, signed_in):
    """Ask for a paper as somebody: the browser and the address of its page."""

    def asking(who, team=""):
        browser = signed_in(getattr(company, who))
        answer = browser.post("/results/pdf", data={"team": company.team[team].uid if team else ""})
        assert answer.status_code == 303
        return browser, answer.headers["Location"]

    return asking


def text_of(answer):
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.get_data())).pages).split())


def words(page):
    page = re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_paper_is_made_by_the_tick_and_says_what_the_page_says(asked, company):
    browser, page = asked("lea", "Support")
    assert "being made" in browser.get(page).get_data(as_text=True)
    assert browser.get(f"{page}/file").status_code == 404
    assert jobs.make_papers(clock.now()) == 1
    assert "Download" in browser.get(page).get_data(as_text=True)
    said, shown = (
        text_of(browser.get(f"{page}/file")),
        words(browser.get(company.page("Support")).get_data(as_text=True)),
    )
    for number in re.findall(
        r"\d+ / 100|\d+ (?:or|to) \d+ of \d+|between \d+ and \d+ of 100|at least \d+ of \d+", shown
    ):
        assert number.replace(" ", "") in said.replace(" ", "")
    assert "Scores are shown from 5 ballots, comments from 10." in said
    assert "Sign out" not in said


@pytest.mark.one_database
def test_a_paper_of_the_overview_speaks_its_readers_language(asked, company):
    with transaction():
        db.session.get(Person, company.hana.id).locale = "de"
    browser, page = asked("hana")
    jobs.make_papers(clock.now())
    said = text_of(browser.get(f"{page}/file"))
    assert "Vertrauen" in said
    assert "Support" in said


def test_a_paper_is_nobody_elses(asked, company, signed_in):
    _browser, page = asked("lea", "Support")
    jobs.make_papers(clock.now())
    for who in ("hana", "omar", "olga"):
        assert signed_in(getattr(company, who)).get(f"{page}/file").status_code == 404


def test_who_may_not_read_a_page_gets_no_paper_of_it(company, signed_in):
    for who, team in (("lea", "Sales"), ("omar", "Operations"), ("ada", "")):
        data = {"team": company.team[team].uid if team else ""}
        assert signed_in(getattr(company, who)).post("/results/pdf", data=data).status_code == 403


def test_permission_is_asked_again_when_it_is_made_and_when_it_is_fetched(asked, company):
    browser, page = asked("olga", "Support")
    jobs.make_papers(clock.now())
    assert browser.get(f"{page}/file").status_code == 200
    _other, late = asked("olga", "Field")
    with transaction():
        db.session.get(Person, company.olga.id).is_lead = False
    assert browser.get(f"{page}/file").status_code == 403
    assert jobs.make_papers(clock.now()) == 0
    assert db.session.scalars(select(Paper.state).where(Paper.uid == late.rsplit("/", 1)[1])).one() == Making.FAILED


def test_a_paper_of_a_team_that_moved_out_of_a_branch_is_not_kept_for_who_leads_that_branch(asked, company):
    browser, page = asked("olga", "Support")
    jobs.make_papers(clock.now())
    _browser, late = asked("olga", "Field")
    with transaction():
        for name in ("Support", "Field"):
            db.session.get(Team, company.team[name].id).parent_id = company.team["Acme"].id
    assert browser.get(f"{page}/file").status_code == 403
    assert jobs.make_papers(clock.now()) == 0
    assert db.session.scalars(select(Paper.state).where(Paper.uid == late.rsplit("/", 1)[1])).one() == Making.FAILED


def test_a_paper_of_all_that_hr_read_is_not_kept_for_who_is_not_hr_any_more(asked, company):
    browser, page = asked("hana")
    jobs.make_papers(clock.now())
    _browser, late = asked("hana", "Sales")
    with transaction():
        db.session.get(Person, company.hana.id).role = "employee"
    assert (browser.get("/results").status_code, browser.get(f"{page}/file").status_code) == (200, 403)
    assert jobs.make_papers(clock.now()) == 0
    assert asked("hana")[1] not in (page, late)


def test_a_paper_is_not_made_for_who_reads_more_by_then_than_when_asking(asked, company):
    asked("omar")
    with transaction():
        db.session.get(Person, company.omar.id).role = "hr"
    assert jobs.make_papers(clock.now()) == 0
    assert db.session.scalars(select(Paper.state)).one() == Making.FAILED


def test_fetching_is_entered_in_the_look_log_and_making_is_not(asked, company):
    browser, page = asked("lea", "Support")
    jobs.make_papers(clock.now())
    count = select(func.count()).select_from(Look)
    assert db.session.scalar(count) == 0
    browser.get(f"{page}/file")
    assert db.session.execute(select(Look.page, Look.team_uid)).all() == [("pdf", company.team["Support"].uid)]


def test_a_paper_is_gone_after_a_day(asked, time_machine):
    start = clock.now()
    time_machine.move_to(start, tick=False)
    browser, page = asked("hana")
    jobs.make_papers(start)
    later = start + timedelta(hours=24, seconds=1)
    jobs.make_papers(later)
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 0
    assert browser.get(page).status_code == 404


def test_a_paper_of_yesterday_is_not_handed_out_though_no_tick_came_since(asked):
    browser, page = asked("hana")
    jobs.make_papers(clock.now())
    assert browser.get(f"{page}/file").status_code == 200
    with transaction():
        db.session.scalars(select(Paper)).one().asked_at -= timedelta(hours=24, seconds=1)
    assert [browser.get(address).status_code for address in (page, f"{page}/file")] == [404, 404]


def test_one_process_makes_it_and_another_takes_over_when_that_one_died(asked, monkeypatch):
    asked("hana")
    now = clock.now()
    (waiting,) = db.session.scalars(select(Paper.id))
    db.session.remove()
    assert jobs._claim(waiting, now) is not None
    assert jobs._claim(waiting, now) is None
    assert jobs.make_papers(now) == 0
    assert jobs.make_papers(now + jobs.LEASE) == 1


def test_what_cannot_be_made_fails_with_a_sentence_after_three_tries(asked, monkeypatch):
    browser, page = asked("hana")
    monkeypatch.setattr(pdf_pages, "made", lambda *_: 1 / 0)
    for _ in range(4):
        assert jobs.make_papers(clock.now()) == 0
    assert db.session.scalars(select(Paper.tries)).one() == 3
    assert "could not be made" in browser.get(page).get_data(as_text=True)


@pytest.mark.one_database
def test_nothing_but_our_own_files_is_fetched(app):
    import_of = pdf_pages.import_module("weasyprint")
    fetcher = pdf_pages._only_ours(import_of)
    ours = f"{pdf_pages.OWN}{app.static_url_path}/css/print.css"
    assert fetcher.fetch(ours).read()
    for address in (
        "file:///etc/passwd",
        "http://127.0.0.1/",
        f"{pdf_pages.OWN}/x",
        f"{ours}/../../../../pulse/base/db.py",
    ):
        with pytest.raises((ValueError, OSError)):
            fetcher.fetch(address)


@pytest.mark.one_database
def test_without_the_library_the_page_says_so_and_works(company, signed_in, monkeypatch):
    monkeypatch.setattr(pdf_libraries, "is_possible", lambda: False)
    answer = signed_in(company.hana).post("/results/pdf", data={})
    assert (answer.status_code, "a library is missing" in answer.get_data(as_text=True)) == (422, True)
    assert jobs.make_papers(clock.now()) == 0
