"""A hall from the chairs: two phones enter, one asks, both vote, the big screen shows it; then it is over."""

from itertools import product

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from pulse.base.db import db
from pulse.floor import actions as floor
from pulse.floor import queries as floors
from pulse.people.models import Person
from pulse.townhalls.models import Hall
from tests._ground.axe import violations
from tests._ground.halls import guests, handle, make_hall
from tests._ground.looks import RULES, faults_here, too_wide

pytestmark = pytest.mark.one_database
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
BIG = {"viewport": {"width": 1920, "height": 1080}}
QUESTION = "Why was the late shift moved?\nNobody asked us."

KEPT = """async hall => {
    const page = document.querySelector('script[src*="phone.js"]').src;
    return (await import(page.replace('phone.js', 'store.js'))).load(hall);
}"""


@pytest.fixture
def hall(cast):
    return make_hall(cast.support)


@pytest.fixture
def people(cast):
    found = list(db.session.scalars(select(Person).where(Person.team_id == cast.support.id).order_by(Person.id)))
    db.session.remove()
    return found


def faults_of_the_screen(page):
    """What is wrong with the big screen, at the size it has and in the hand of who holds the hall."""
    for width, (scheme, rules) in product((1920, 390), RULES.items()):
        page.set_viewport_size({"width": width, "height": 1080})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        yield from (f"{width} {scheme}: {each}" for each in [*too_wide(page, width), *violations(page, rules)])


def test_two_phones_ask_and_vote_and_the_big_screen_shows_it(app, hall, people, cast, reader):
    others = guests(app, hall, people[3:])
    first, address = reader(people[1], **PHONE)
    second, _ = reader(people[2], **PHONE)
    screen, _ = reader(cast.lea, **BIG)
    screen.goto(f"/halls/{hall.uid}/screen")
    for phone in (first, second):
        phone.goto(f"/halls/{hall.uid}/floor")
        phone.get_by_role("button", name="Enter").click()
    expect(first.get_by_label("Your question")).to_be_visible()
    first.get_by_label("Your question").fill(QUESTION)
    first.get_by_role("button", name="Ask").click()
    card = first.locator(".question", has_text="late shift")
    expect(card.get_by_text("Yours")).to_be_visible()
    asked = floors.questions(hall.uid)[0]
    assert asked.text == QUESTION
    for each in others[:3]:
        assert each.vote(asked.slot) == 204
    for phone in (first, second):
        phone.locator(".question", has_text="late shift").get_by_role("button").click()
        expect(phone.locator(".question").get_by_role("button", name="You voted")).to_be_visible()
    expect(second.locator(".question .tally")).to_have_text("5 votes")
    assert screen.locator(".question").count() == 0  # nobody let it through yet
    handle(hall, asked.id, "queued")
    expect(screen.locator(".question")).to_contain_text("late shift")
    expect(screen.locator(".question .tally")).to_contain_text("5 votes")
    assert [*faults_here(second), *faults_of_the_screen(screen)] == []
    first.reload()
    expect(first.locator(".question").get_by_text("Yours")).to_be_visible()  # from this device's memory
    expect(first.locator(".question").get_by_role("button", name="You voted")).to_be_visible()
    assert all(cookie["name"] != "pulse" or cookie["httpOnly"] for cookie in first.context.cookies(address))


def test_the_one_who_asked_reads_why_it_was_declined(app, hall, people, reader):
    guests(app, hall, people[2:])
    phone, _ = reader(people[1], **PHONE)
    phone.goto(f"/halls/{hall.uid}/floor")
    phone.get_by_role("button", name="Enter").click()
    phone.get_by_label("Your question").fill("Who is <b>that</b>?")
    phone.get_by_role("button", name="Ask").click()
    expect(phone.locator(".question .words")).to_have_text("Who is <b>that</b>?")
    handle(hall, floors.questions(hall.uid)[0].id, "declined", reason="It names a person.")
    expect(phone.locator(".question")).to_contain_text("It names a person.")
    expect(phone.locator(".question .words")).to_have_text("Who is <b>that</b>?")
    floor.close_floor(hall.uid)
    db.session.get(Hall, hall.id).state = "ended"
    db.session.commit()
    expect(phone.get_by_text("This town hall is over.")).to_be_visible()
    kept = phone.evaluate(KEPT, hall.uid)
    assert set(kept) == {"hall", "state", "print", "asked", "votes"}  # no right is left on the device


@pytest.fixture
def phone(app, browser, serving, signed_in, people):
    """A phone whose network fails: its console may say so."""
    cookie, address = signed_in(people[1]).get_cookie("pulse"), serving(app)
    db.session.remove()
    context = browser.new_context(**PHONE, locale="en", base_url=address)
    context.add_cookies([{"name": "pulse", "value": cookie.value, "url": address}])
    yield context.new_page()
    context.close()


def test_without_network_a_vote_is_kept_and_other_keys_are_refused(app, hall, people, phone):
    others = guests(app, hall, people[2:])
    others[0].ask("Why was the late shift moved?")
    for each in others[:4]:
        assert each.vote(floors.questions(hall.uid)[0].slot) == 204
    phone.goto(f"/halls/{hall.uid}/floor")
    phone.get_by_role("button", name="Enter").click()
    button = phone.locator(".question").get_by_role("button")
    expect(button).to_be_visible()
    phone.context.set_offline(True)
    button.click()
    expect(phone.get_by_text("No network just now.")).to_be_visible()
    assert floors.questions(hall.uid)[0].votes is None
    phone.context.set_offline(False)
    expect(phone.locator(".question .tally")).to_have_text("5 votes", timeout=20_000)
    said = others[0].look().get_json() | {"print": "0" * 64}
    phone.route("**/snapshot.json", lambda route: route.fulfill(json=said, headers={"ETag": '"other"'}))
    expect(phone.get_by_role("alert").get_by_text("This server shows other keys")).to_be_visible(timeout=20_000)
    expect(phone.get_by_label("Your question")).to_be_hidden()
