"""A customer answers on a phone, HR brings contacts in and reads; every page at every width, in both lights."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.clients import codes, jobs
from pulse.clients.models import Contact, Reply, Survey, Wave
from tests._ground.looks import faults, faults_here
from tests.clients.asked import GOOD, account, everybody, survey, unit

pytestmark = pytest.mark.one_database
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def wave(cast):
    """Northwind is asked today."""
    account(unit(cast), users=6, deciders=5, owner=cast.omar)
    made = survey()
    with transaction():
        found = db.session.get_one(Survey, made.id)
        found.starts_on = moment().date()
    jobs.advance(moment())
    return db.session.get_one(Survey, made.id)


def moment():
    """Today at noon, when waves of today are open."""
    return clock.now().replace(hour=12, minute=0)


@pytest.fixture
def phone(app, browser, serving):
    """Open a phone that nobody signed in on; its console must stay empty."""
    address, contexts, said = serving(app), [], []

    def open_one(**more):
        contexts.append(browser.new_context(**PHONE, locale="en", **more))
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        return page, address

    yield open_one
    for context in contexts:
        context.close()
    assert said == []


def personal(wave):
    """The path on which a contact answers."""
    found = db.session.scalars(select(Contact).where(Contact.email == "user1@northwind.example")).one()

    asked = db.session.scalars(select(Wave).where(Wave.survey_id == wave.id)).one()
    code = codes.personal(asked, found)
    db.session.remove()
    return f"/ask/{code}"


def test_a_customer_answers_on_a_phone_in_three_short_steps(wave, phone):
    page, address = phone()
    page.goto(address + personal(wave))
    page.get_by_role("button", name="Next").click()
    assert page.evaluate("document.querySelector('[name=satisfaction]').validity.valueMissing")
    expect(page.get_by_text("Step 1 of 3")).to_be_visible()
    for code in ("satisfaction", "recommend", "again", "promise"):
        page.locator(f"input[name={code}][value='4']").check(force=True)
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * 844 + 200
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Working together")).to_be_visible()
    for code in ("generosity", "trust", "purpose", "candour", "fairness", "ease"):
        page.locator(f"input[name={code}][value='5']").check(force=True)
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * 844 + 200
    page.get_by_role("button", name="Next").click()
    page.get_by_label("What should we keep").fill("Keep calling back")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("input[name=ease][value='5']")).to_be_checked()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you. It has arrived.")).to_be_visible()
    page.go_back()
    page.goto(address + personal(wave))
    expect(page.get_by_role("heading", name="We have your answer already")).to_be_visible()
    db.session.remove()
    assert [one.comment for one in db.session.scalars(select(Reply))] == ["Keep calling back"]


def test_a_customer_answers_by_a_public_link_without_javascript(app, wave, phone):
    with app.test_request_context():
        found = db.session.scalars(select(Survey)).one()
        place = codes.public_address(found, account(unit_of(found), "Southwind", users=0, deciders=0))
    db.session.remove()
    page, _address = phone(java_script_enabled=False)
    page.goto(place)
    for code, value in GOOD.items():
        page.locator(f"input[name={code}][value='{value}']").check(force=True)
    page.get_by_label("I decide about it").check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you. It has arrived.")).to_be_visible()


def unit_of(_survey):
    """The unit of Northwind."""
    return db.session.scalars(select(Contact)).first().account.unit


def test_pages_for_customers_have_no_fault(wave, phone, browser):
    page, address = phone()
    page = browser.new_page()
    assert list(faults(page, [address + personal(wave), address + "/ask/thanks"])) == []
    page.close()


def test_the_form_is_answered_by_keyboard_in_german_and_arabic(wave, phone):
    for language in ("de", "ar"):
        page, address = phone()
        page.goto(f"{address}{personal(wave)}?lang={language}")
        page.locator("input[name=satisfaction]").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator("input[name=trust]").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_hr_brings_contacts_in_and_reads_every_page_without_a_fault(cast, wave, reader):
    page, address = reader(cast.hana)
    page.goto(address + "/customers/accounts/import")
    rows = "account,name,mail,level,unit\nEastwind,Ida,ida@east.example,decider,Support\nEastwind,Tom,nonsense,user,\n"
    page.get_by_label("Or paste the rows").fill(rows)
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("Line 3, column “mail”")).to_be_visible()
    assert list(faults_here(page)) == []
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("1 contact was added")).to_be_visible()
    assert list(faults(page, [address + path for path in paths(wave)])) == []


def paths(wave):
    """Every page HR has of accounts, after a wave was answered and closed."""
    with transaction():
        found = db.session.scalars(select(Contact).where(Contact.level == "decider")).first()
        own = (found.uid, found.account.uid, found.account.unit.uid, db.session.get_one(Survey, wave.id).uid)
    contact, one, whose, uid = own
    return [
        "/customers/pulse",
        "/customers/accounts",
        f"/customers/accounts/{one}",
        f"/customers/accounts/{one}/edit",
        f"/customers/accounts/{one}/contacts/new",
        f"/customers/contacts/{contact}",
        "/customers/contacts/long-unasked",
        "/customers/surveys",
        f"/customers/surveys/{uid}",
        f"/customers/surveys/{uid}/edit",
        f"/customers/surveys/{uid}/print?unit={whose}",
    ]


def test_results_have_no_fault(app, cast, wave, reader):
    client = app.test_client()

    asked = db.session.scalars(select(Wave)).one()
    for place, code in everybody(asked).items():
        said = GOOD | {"satisfaction": "2" if place.startswith("decider") else "5", "comment": "Thank you"}
        client.post(f"/ask/{code}", data=said)
    db.session.rollback()
    jobs.advance(asked.closes_at)
    page, address = reader(cast.lea)
    whose = db.session.scalars(select(Contact)).first().account.unit.uid
    db.session.remove()
    assert list(faults(page, [address + "/customers/pulse", f"{address}/customers/pulse/{whose}"])) == []
    expect(page.get_by_text("clearly less satisfied")).to_be_visible()
