"""A phone in the hall that two people use, one after the other; and what it says where it cannot run."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from pulse.base.db import db
from pulse.people.models import Person
from tests._ground.halls import guests, make_hall
from tests._ground.looks import wound_on

pytestmark = pytest.mark.one_database
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
QUESTION = "Why was the late shift moved?"


@pytest.fixture
def hall(cast):
    return make_hall(cast.support)


@pytest.fixture
def people(cast):
    found = list(db.session.scalars(select(Person).where(Person.team_id == cast.support.id).order_by(Person.id)))
    db.session.remove()
    return found


def becomes(page, address, client):
    """Sign out, and somebody else in, in the same browser."""
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "pulse", "value": client.get_cookie("pulse").value, "url": address}])


def test_whoever_signs_in_next_sees_neither_questions_nor_votes(app, hall, people, reader, signed_in):
    guests(app, hall, people[3:])
    page, address = reader(people[1], **PHONE)
    page.goto(f"/halls/{hall.uid}/floor")
    page.get_by_role("button", name="Enter").click()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Yours", exact=True)).to_be_visible()
    becomes(page, address, signed_in(people[2]))
    page.reload()
    expect(page.get_by_role("button", name="Enter")).to_be_visible()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    expect(page.get_by_text("Yours", exact=True)).to_be_hidden()
    becomes(page, address, signed_in(people[1]))
    page.reload()
    expect(page.get_by_text("Yours", exact=True)).to_be_visible()


def test_the_limit_of_a_question_is_told_in_letters_and_nothing_is_cut(app, hall, people, reader):
    guests(app, hall, people[3:])
    page, _address = reader(people[1], **PHONE)
    page.goto(f"/halls/{hall.uid}/floor")
    page.get_by_role("button", name="Enter").click()
    words = page.get_by_label("Your question")
    words.fill("Ä" * 450)
    expect(page.get_by_text("Letters that still fit: about 50.")).to_be_visible()
    words.fill("Ä" * 620)
    expect(page.get_by_text("Letters to take out: about 120.")).to_be_visible()
    page.get_by_role("button", name="Ask").click()
    expect(words).to_have_value("Ä" * 620)


BLOCKED = "IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); };"


def opened(browser, address, client, page_of, prepare):
    """Open a page of a hall in a browser that was prepared; its console may complain."""
    context = browser.new_context(base_url=address, **PHONE)
    context.add_cookies([{"name": "pulse", "value": client.get_cookie("pulse").value, "url": address}])
    prepare(context)
    page = context.new_page()
    page.goto(page_of)
    return page


@pytest.fixture
def hall_page(hall, cast, browser, app, serving, signed_in):
    """Open the floor or the big screen of the hall, as its lead: `hall_page("floor", prepare)`."""
    address, made = serving(app), []

    def open_page(name, prepare):
        client = signed_in(cast.lea)
        db.session.remove()
        made.append(opened(browser, address, client, f"/halls/{hall.uid}/{name}", prepare))
        return made[-1]

    yield open_page
    for page in made:
        page.context.close()


@pytest.mark.parametrize("name", ["floor", "screen"])
def test_a_hall_whose_script_does_not_come_says_what_to_do(hall_page, name):
    page = hall_page(name, lambda context: context.route("**/townhalls/*.js", lambda route: route.abort()))
    wound_on(page)
    page.locator("#late").wait_for()
    assert "Load it again" in page.locator("#late").inner_text()


def test_a_hall_that_can_keep_nothing_says_what_to_do(hall_page):
    page = hall_page("floor", lambda context: context.add_init_script(BLOCKED))
    expect(page.get_by_text("This browser cannot keep rights")).to_be_visible()
    expect(page.locator("#late")).to_be_hidden()
