"""Comments as their readers look through them: by words, question and theme, and never a count below five."""

import io
import json
import re
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, insert, select

from pulse.audit.models import Look
from pulse.base import logs
from pulse.base.db import db
from pulse.base.transactions import walled
from pulse.tallies.models import Comment
from tests.reports.company import SAID
from tests.reports.test_queries import counted

SHIFT = "Night shift {}: who may swap?"


@pytest.fixture
def search(company, signed_in):
    """Look through the comments of a team, after the promise."""

    def look(who="hana", team="Sales", more=""):
        browser = signed_in(getattr(company, who))
        browser.post(company.page(team, "/comments/before"))
        answer = browser.get(company.page(team, f"/comments{more}"))
        assert answer.status_code == 200, (who, team, more)
        return answer.get_data(as_text=True)

    return look


def write(company, texts, home="Sales", question="comment"):
    """Add published comments to a comment cell."""
    rows = [
        {"id": f"{home[0]}{number:031d}", "box": company.round.uid, "question": question, "text": text}
        for number, text in enumerate(texts)
    ]
    with walled(write=True) as connection:
        connection.execute(insert(Comment), [row | {"home": company.team[home].uid} for row in rows])


def remarks(page):
    return [re.sub(r"</?mark>", "", text) for text in re.findall(r'<li><p dir="auto">(.*?)</p>', page)]


def test_words_are_found_and_shown_where_they_stand(search):
    page = search(more="?q=SALES3")
    assert remarks(page) == ["Sales says: Sales3 Member"]
    assert "<mark>Sales3</mark>" in page
    assert "Found: fewer than 5." in page
    page = search(more="?q=member")
    assert len(remarks(page)) == 12
    assert "Found: 10 to 19." in page


def test_a_search_that_finds_nothing_says_how_to_find_more(search):
    page = search(more="?q=cantine")
    assert remarks(page) == []
    assert "No comment says this" in page
    assert 'value="cantine"' in page


def test_a_search_finds_only_what_its_reader_may_read(search, company):
    assert remarks(search("hana", "Acme", "?q=stock")) == [SAID]
    assert remarks(search("olga", "Operations", "?q=stock")) == [SAID]
    assert remarks(search("olga", "Operations", "?q=sales")) == []
    assert remarks(search("lea", "Support", "?q=stock")) == []


def test_nobody_searches_before_the_promise_or_without_the_right(company, signed_in):
    address = company.page("Sales", "/comments?q=sales&theme=planning")
    codes = {who: signed_in(getattr(company, who)).get(address).status_code for who in ("hana", "lea", "omar", "ada")}
    assert codes == {"hana": 302, "lea": 403, "omar": 403, "ada": 403}


def test_a_theme_is_named_from_five_comments_and_shows_them(company, search):
    write(company, [SHIFT.format(n) for n in range(4)])
    assert "Planning and hours" not in search()
    assert len(remarks(search(more="?theme=planning"))) == 17
    with walled(write=True) as connection:
        connection.execute(insert(Comment), [_fifth(company)])
    page = search()
    assert re.search(r"Planning and hours <small>5 to 9\s*</small>", page)
    assert len(remarks(search(more="?theme=planning"))) == 5
    assert len(remarks(search(more="?theme=planning&q=night+2"))) == 1


def _fifth(company):
    home = company.team["Sales"].uid
    return {"id": "f" * 32, "box": company.round.uid, "question": "comment", "home": home, "text": SHIFT.format(5)}


def test_four_in_each_of_two_cells_are_not_named(company, search):
    for home in ("Sales", "Operations"):
        write(company, [SHIFT.format(n) for n in range(4)], home)
    assert "Planning and hours" not in search(team="Acme")
    assert "Planning and hours" not in search(team="Operations")


def test_no_number_on_the_page_tells_how_many_comments_there_are(company, search):
    write(company, [SHIFT.format(n) for n in range(7)])
    for more in ("", "?q=night", "?theme=planning"):
        page = re.sub(r'<li><p dir="auto">.*?</p>', "", search(more=more))
        said = re.sub(r"<[^>]+>", " ", page.split("<main")[1])
        assert not re.search(r"\b(7|19|20)\b", said), more


def test_a_search_keeps_to_its_round_and_its_wish_when_it_goes_on(company, search):
    write(company, [f"Night shift, &c. {n}" for n in range(130)])
    page = search(more="?q=shift,+%26&theme=planning")
    following = re.search(r'rel="next" href="([^"]+)"', page)[1]
    assert following.endswith("/comments?q=shift,+%26&amp;theme=planning&amp;page=2")
    assert len(remarks(search(more="?q=shift&theme=planning&page=3"))) == 10
    assert "Page 3 of 3" in search(more="?q=shift&theme=planning&page=3")


def test_a_look_at_comments_is_written_down_each_time_and_never_what_was_looked_for(company, search):
    for more in ("", "?q=bonus"):
        search(more=more)
    db.session.remove()
    looks = list(db.session.scalars(select(Look).where(Look.page == "comments")))
    assert [(look.role, look.team_uid) for look in looks] == [("hr", company.team["Sales"].uid)] * 2
    assert "bonus" not in str([vars(look) for look in looks])


def test_what_is_looked_for_reaches_neither_log_nor_database(search):
    stream = io.StringIO()
    logs.configure(stream=stream)
    with everything() as seen:
        search(more="?q=zebrafish")
    routes = [json.loads(line).get("route") for line in stream.getvalue().splitlines()]
    assert "reports.comments" in routes
    assert "zebrafish" not in stream.getvalue() + str(seen)


@contextmanager
def everything():
    """Collect statements with what fills them."""
    seen = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        seen.append((statement, parameters))

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in db.engines.values():
        event.remove(engine, "before_cursor_execute", note)


def test_a_page_takes_as_many_statements_for_many_comments_as_for_few(company, search, signed_in):
    browser = signed_in(company.hana)
    counts = []
    for number in (0, 500):
        write(company, [SHIFT.format(n) for n in range(number)]) if number else search(team="Acme")
        with counted() as seen:
            browser.get(company.page("Acme", "/comments?q=night"))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


odd = st.text(st.characters(codec="utf-8"), max_size=40)


def test_odd_wishes_get_an_ordinary_page(company, signed_in):
    browser = signed_in(company.hana)
    browser.post(company.page("Sales", "/comments/before"))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(odd, odd, odd, odd | st.integers().map(str))
    def ordinary(words, question, theme, page):
        wish = {"q": words, "question": question, "theme": theme, "page": page}
        assert browser.get(company.page("Sales", "/comments"), query_string=wish).status_code == 200

    ordinary()
    for raw in ("q=%ff%fe", "q=%00", "q=a&q=b", "q[]=x", f"q={'x' * 3000}", "page=-1", "theme=planning%00"):
        assert browser.get(company.page("Sales", f"/comments?{raw}")).status_code == 200, raw


def test_the_promise_is_still_one_a_round(company, search):
    for team in ("Sales", "Acme"):
        search(team=team, more="?q=a")
    from_trail = "SELECT count(*) FROM trail WHERE did = 'pledged'"
    assert db.session.scalar(select(func.count()).select_from(Look)) == 2
    assert db.session.connection().exec_driver_sql(from_trail).scalar() == 1
