"""A leader goes from a concern to a town hall and through to its end; HR moderates on a phone without a script."""

import pytest
from playwright.sync_api import expect

from pulse.base.db import db
from pulse.townhalls import queries
from tests._ground.looks import faults_here
from tests.reports.company import OPENING, Readers, build
from tests.townhalls.held import asked, live

pytestmark = pytest.mark.one_database
PHONE = {"viewport": {"width": 390, "height": 844}}
HOSTILE = "<img src=x onerror=alert(1)> لماذا ننتظر تسعة أيام؟ " + "verylongword" * 20


@pytest.fixture(scope="session")
def migrated(migrated, databases, tmp_path_factory):
    return build(databases, migrated, tmp_path_factory.mktemp("hall"))


@pytest.fixture
def company(app, time_machine):
    time_machine.move_to(OPENING)
    return Readers()


@pytest.fixture
def without_script(reader, signed_in):
    """Open a browser without scripts, whose console may say that something was refused."""
    contexts = []

    def open_for(person, beside):
        cookie = signed_in(person).get_cookie("pulse")
        db.session.remove()
        base = "/".join(beside.url.split("/")[:3])
        context = beside.context.browser.new_context(java_script_enabled=False, base_url=base, **PHONE)
        context.add_cookies([{"name": "pulse", "value": cookie.value, "url": base}])
        contexts.append(context)
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()


def test_from_a_concern_to_an_invitation_and_the_first_question(company, reader):
    page, address = reader(company.lea)
    page.goto(address + company.page("Support"))
    page.get_by_role("link", name="Plan a town hall about it").press("Enter")
    page.get_by_label("Title").fill("What the spring says")
    page.get_by_label("Day").fill("2027-03-04")
    page.get_by_label("Link to the call").fill("https://call.example/spring")
    found = [*faults_here(page)]
    page.get_by_role("button", name="Make the draft").press("Enter")
    expect(page.get_by_text("10 people will be invited.")).to_be_visible()
    found += faults_here(page)
    hall = page.url.split("/")[-1]
    page.goto(f"/halls/{hall}/agenda")
    for words in ("Hand-overs", "The stock list"):
        page.locator("#words").fill(words)
        page.get_by_role("button", name="Add").press("Enter")
    page.get_by_role("button", name="Up The stock list").press("Enter")
    expect(page.locator(".agenda > li").nth(-2)).to_contain_text("The stock list")
    page.get_by_role("button", name="Take off Hand-overs").press("Enter")
    found += faults_here(page)
    page.get_by_role("button", name="Put back").press("Enter")
    expect(page.locator(".agenda > li").last).to_contain_text("Hand-overs")
    page.goto(f"/halls/{hall}")
    page.get_by_role("button", name="Announce and invite").press("Enter")
    expect(page.get_by_text("Entry for your calendar")).to_be_visible()

    omars, _ = reader(company.omar, **PHONE)
    omars.goto("/halls")
    omars.get_by_role("link", name="What the spring says").press("Enter")
    omars.get_by_label("Ask with your name").fill(HOSTILE)
    omars.get_by_role("button", name="Ask as Omar").press("Enter")
    expect(omars.get_by_text("asked by Omar Haddad")).to_be_visible()
    assert [*found, *faults_here(omars)] == []


def test_two_moderators_bring_every_question_to_its_end(company, reader, without_script):
    hall = live(company.team["Support"], company.lea)
    first = asked(hall, "Who decides on refunds?", votes=7)
    second = asked(hall, "Refunds: who?", votes=5)
    third = asked(hall, HOSTILE)
    uid = hall.uid
    db.session.remove()
    page, _address = reader(company.lea)
    page.goto(f"/halls/{uid}/moderate")
    for question in (first, second):
        page.locator(f"input[value='{question}'][form=merge]").press("Space")
    page.get_by_role("button", name="Bring those ticked together").press("Enter")
    expect(page.get_by_text("7 to 10 votes")).to_be_visible()
    found = [*faults_here(page)]

    hanas = without_script(company.hana, page)
    hanas.goto(f"/halls/{uid}/moderate/{first}")
    page.get_by_role("button", name="Queue Who decides").press("Enter")
    expect(page.locator(f"#q-{first}")).to_contain_text("Queued")
    hanas.get_by_label("Answered in writing").check()
    hanas.get_by_label("Answer in writing").fill("The team does, up to 200.")
    hanas.get_by_role("button", name="Save").click()
    expect(hanas.get_by_text("Meanwhile Lea Lindqvist did this:")).to_be_visible()
    expect(hanas.get_by_label("Answer in writing")).to_have_value("The team does, up to 200.")
    hanas.get_by_role("button", name="Save").click()
    expect(hanas.locator(f"#q-{first}")).to_contain_text("The team does, up to 200.")

    page.goto(f"/halls/{uid}/moderate/{third}")
    found += faults_here(page)
    page.goto(f"/halls/{uid}/end")
    expect(page.get_by_text("1 question has no end yet")).to_be_visible()
    found += faults_here(page)
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="End it").press("Enter")
    expect(page.get_by_text("2 of 2 questions came to an end")).to_be_visible()
    found += faults_here(page)
    page.goto(company.page("Support", "/events"))
    expect(page.get_by_text("After the spring pulse")).to_be_visible()
    assert queries.hall(uid).state == "ended"
    assert found == []
