"""Pages of results, read by everybody who may and by everybody who may not."""

import re

import pytest
from sqlalchemy import func, select

from pulse.audit.models import Entry, Look
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.scores.models import Mark, Response
from tests.reports.company import SAID


@pytest.fixture
def read(company, signed_in):
    """Read a page as somebody: `read("lea", "/results")`."""

    def reading(who, address, code=200):
        answer = signed_in(getattr(company, who)).get(address)
        assert answer.status_code == code
        return answer.get_data(as_text=True)

    return reading


def headline(page):
    return re.search(r"<h1>(.*?)</h1>", page)[1]


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)).split())


MATRIX = {
    ("hana", "Acme"): (200, 302), ("hana", "Support"): (200, 302), ("hana", "Sales"): (200, 302),
    ("olga", "Acme"): (200, 403), ("olga", "Operations"): (200, 302), ("olga", "Support"): (200, 302),
    ("olga", "Night"): (200, 302), ("olga", "Sales"): (403, 403),
    ("lea", "Acme"): (200, 403), ("lea", "Support"): (200, 302), ("lea", "Operations"): (403, 403),
    ("lea", "Field"): (403, 403), ("lea", "Sales"): (403, 403),
    ("omar", "Acme"): (200, 403), ("omar", "Support"): (200, 403), ("omar", "Operations"): (403, 403),
    ("omar", "Sales"): (403, 403), ("sam", "Sales"): (200, 403), ("sam", "Support"): (403, 403),
    ("ada", "Acme"): (403, 403), ("ada", "Support"): (403, 403),
}  # fmt: skip


@pytest.mark.parametrize(("who", "team"), MATRIX)
def test_a_team_and_its_comments_are_read_by_whom_the_table_says(company, signed_in, who, team):
    browser = signed_in(getattr(company, who))
    codes = tuple(browser.get(company.page(team, more)).status_code for more in ("", "/comments"))
    assert codes == MATRIX[who, team]


@pytest.mark.parametrize(("who", "code"), [("hana", 200), ("lea", 200), ("omar", 200), ("ada", 403)])
def test_the_overview_is_for_everybody_but_the_administrator(read, who, code):
    read(who, "/results", code)


def test_who_is_not_signed_in_is_asked_to(client, company):
    for address in ("/results", company.page("Support"), company.page("Support", "/comments"), "/looks"):
        assert client.get(address).headers["Location"].startswith("/sign-in")


def test_hr_sees_every_team_and_why_some_have_no_number(read, company):
    page = read("hana", "/results")
    for name, team in company.team.items():
        assert f'href="/results/teams/{team.uid}"><span>{name}' in page
    row = re.search(r"<tr[^>]*><th[^>]*><a[^>]*><span>Night</span>.*?</tr>", page, re.DOTALL)[0]
    assert row.count('aria-label="Counted higher up"') == 3
    assert "so that nobody can be worked out by comparing" in row
    assert not re.search(r"\d", re.sub(r"<[^>]+>", "", row.split("</th>")[1]))


def test_an_employee_sees_the_company_and_their_own_team_and_no_other(read, company):
    page = read("omar", "/results")
    assert company.team["Support"].uid in page
    for other in ("Sales", "Field", "Night", "Finance", "Operations"):
        assert company.team[other].uid not in page
        assert other not in words(page)
    assert '<table class="heat"' not in page


def test_a_leader_sees_the_own_branch_and_no_other(read, company):
    page = read("olga", "/results")
    for name in ("Operations", "Support", "Field", "Night"):
        assert company.team[name].uid in page
    for other in ("Sales", "Finance"):
        assert company.team[other].uid not in page


def test_a_leader_of_a_hidden_team_reads_the_summary_of_the_team_above(read, company):
    page = words(read("nils", company.page("Night")))
    assert "Night is counted together with other teams" in page
    assert "In its place, Operations as a whole:" in page
    assert "favourable" not in page.split("How to read")[0]


def test_an_employee_of_a_hidden_team_reads_the_company_in_its_place(read, company):
    with transaction():
        db.session.get(Person, company.omar.id).team_id = company.team["Night"].id
    page = words(read("omar", company.page("Night")))
    assert "In its place, Acme as a whole:" in page
    assert "Operations as a whole" not in page


def test_questions_are_said_in_ranges_of_members_and_near_unanimous_ones_in_classes(read, company):
    assert re.search(r"\d of 9 favourable", words(read("lea", company.page("Support"))))
    sales = words(read("sam", company.page("Sales")))
    assert "at least 11 of 13 favourable" in sales
    assert "13 of 13 favourable" not in sales


def test_how_few_took_part_is_never_said_more_exactly_than_it_was_published(read, company):
    field = words(read("hana", company.page("Field")))
    assert "fewer than 3 of 8 took part" in field
    assert "2 of 8" not in field
    operations = words(read("olga", company.page("Operations")))
    assert "How many took part here is not shown" in operations
    assert "took part" not in operations.replace("How many took part here", "")


def test_comments_open_only_after_the_promise_and_it_is_written_down(company, signed_in):
    browser = signed_in(company.hana)
    address = company.page("Sales", "/comments")
    first = browser.get(address)
    assert first.headers["Location"] == f"{address}/before"
    assert "I will not try to find out who wrote this." in browser.get(f"{address}/before").get_data(as_text=True)
    assert "Sales says" not in browser.get(f"{address}/before").get_data(as_text=True)
    browser.post(f"{address}/before")
    entry = db.session.scalars(select(Entry).where(Entry.did == "pledged")).one()
    assert (entry.person_id, entry.about) == (company.hana.id, f"round:{company.round.uid}")
    assert "Sales says: Sales0 Member" in browser.get(address).get_data(as_text=True)
    browser.post(f"{address}/before")
    assert db.session.scalar(select(func.count()).where(Entry.did == "pledged")) == 1


def test_the_promise_of_one_does_not_open_the_comments_for_another(company, signed_in):
    signed_in(company.hana).post(company.page("Sales", "/comments/before"))
    assert signed_in(company.olga).get(company.page("Operations", "/comments")).status_code == 302


def test_a_comment_is_read_where_ten_ballots_lie_together_and_not_below(company, signed_in):
    browser = signed_in(company.olga)
    browser.post(company.page("Support", "/comments/before"))
    assert "There are no comments to show here" in browser.get(company.page("Support", "/comments")).get_data(
        as_text=True
    )
    assert SAID in browser.get(company.page("Operations", "/comments")).get_data(as_text=True)


def test_the_company_page_holds_every_comment_for_hr(company, signed_in):
    browser = signed_in(company.hana)
    browser.post(company.page("Acme", "/comments/before"))
    page = browser.get(company.page("Acme", "/comments")).get_data(as_text=True)
    assert SAID in page
    assert page.count("Sales says") == 13


def looks():
    db.session.remove()
    return {(look.role, look.page, look.team_uid) for look in db.session.scalars(select(Look))}


def test_looks_of_hr_and_leaders_are_written_down_and_those_of_employees_are_not(company, read):
    support = company.team["Support"].uid
    for who in ("omar", "sam"):
        read(who, "/results")
    read("omar", company.page("Support"))
    read("omar", company.page("Acme"))
    assert looks() == set()
    read("hana", "/results")
    read("hana", company.page("Support"))
    read("lea", company.page("Support"))
    assert looks() == {("hr", "overview", ""), ("hr", "team", support), ("leader", "team", support)}


def test_a_page_that_was_refused_or_only_asks_for_the_promise_is_no_look(company, read):
    read("lea", company.page("Sales"), 403)
    read("hana", company.page("Sales", "/comments"), 302)
    read("hana", company.page("Sales", "/comments/before"))
    assert looks() == set()


def test_employees_see_how_often_their_team_was_looked_at_and_no_name(company, read):
    for _ in range(3):
        read("lea", company.page("Support"))
    read("hana", "/results")
    page = words(read("omar", "/looks"))
    assert re.search(r"Support Month HR Leaders \w+ \d{4} 0 3 ", page)
    assert re.search(r"The whole company Month HR Leaders \w+ \d{4} 1 0 ", page)
    assert "Lea" not in page.replace("Leaders", "")
    assert "Hana" not in page


def test_employees_see_that_a_branch_with_their_team_in_it_was_taken_away(company, read):
    read("olga", "/results/export.csv")
    assert re.search(r"Operations Month HR Leaders \w+ \d{4} 0 1 ", words(read("omar", "/looks")))


def test_looks_at_another_team_are_for_those_who_may_read_it(company, read):
    address = f"/looks?team={company.team['Sales'].uid}"
    read("omar", address, 403)
    read("ada", address, 403)
    assert "Sales" in words(read("hana", address))
    read("ada", "/looks")


def test_unknown_rounds_programmes_and_teams_are_not_found(read):
    for address in ("/results?round=none", "/results?programme=none", "/results/teams/none", "/looks?team=none"):
        read("hana", address, 404)


def test_a_first_round_is_too_early_for_change(read):
    assert headline(read("hana", "/results")) == "Whether Acme has changed cannot be judged yet"


def test_a_clear_change_leads_the_page_and_links_to_its_evidence(company, read):
    with transaction():
        for dimension in ("trust", "respect"):
            mark = db.session.get(Mark, (company.round.id, company.team["Support"].uid, dimension))
            mark.verdict, mark.change, mark.news = "changed down", -11.4, True
    for who in ("hana", "olga", "lea"):
        page = read(who, "/results")
        assert headline(page) == "Trust and Respect are lower in Support"
        assert f'href="/results/teams/{company.team["Support"].uid}#trust"' in page
    assert headline(read("lea", company.page("Support"))) == "Trust and Respect are lower in Support"
    assert "−11" in read("lea", company.page("Support"))
    assert "Support" not in headline(read("omar", "/results"))
    assert "Support" not in words(read("sam", "/results"))


def test_a_team_that_fell_silent_is_named_to_those_above_it(company, read):
    with transaction():
        db.session.get(Response, (company.round.id, company.team["Support"].uid)).fell = True
    assert headline(read("olga", "/results")) == "Far fewer took part in Support"
    assert "#response" in read("olga", "/results")
    assert "Far fewer" not in read("sam", "/results")


def test_too_few_is_not_no_data(company, read):
    with transaction():
        mark = db.session.get(Mark, (company.round.id, company.team["Support"].uid, "trust"))
        mark.gap, mark.score = "too few", None
        mark = db.session.get(Mark, (company.round.id, company.team["Support"].uid, "respect"))
        mark.gap, mark.score = "not asked", None
    page = words(read("lea", company.page("Support")))
    assert "Too few answers Results appear only from 5 answers" in page
    assert "Not asked This team was not asked this in this round." in page


def test_no_page_says_why_something_moved(company, signed_in):
    browser = signed_in(company.hana)
    browser.post(company.page("Sales", "/comments/before"))
    pages = ["/results", "/looks", *(company.page(team) for team in company.team)]
    for address in pages:
        said = words(browser.get(address).get_data(as_text=True)).lower()
        for banned in ("because", "drives", "impact", "caused", "due to", "proves", "roi "):
            assert banned not in said, (address, banned)


def test_comments_are_text_and_never_markup(company, signed_in):
    browser = signed_in(company.hana)
    browser.post(company.page("Sales", "/comments/before"))
    page = browser.get(company.page("Sales", "/comments")).get_data(as_text=True)
    assert '<p dir="auto">Sales says' in page


@pytest.mark.parametrize("hostile", ["order='; DROP TABLE mark", "page=-1", "page=99999999", "page=x", "order=trust"])
def test_odd_wishes_get_an_ordinary_page(read, hostile):
    assert "Where teams stand" in read("hana", f"/results?{hostile}")
