"""Several people at one browser: what they do there, and what it keeps."""

from pulse.access import actions as access
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from tests.journeys._visitors import Company, Visitor

WORDS = "Nobody else shall read this."
PASSWORD = "a long walk by the river"
DAY = 24 * 60 * 60 * 1000  # ms
STORED = """async () => {
    const said = [document.cookie, ...Object.values(localStorage), ...Object.values(sessionStorage)];
    for (const { name } of await indexedDB.databases()) {
        const request = indexedDB.open(name);
        const opened = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        for (const store of opened.objectStoreNames) {
            const all = opened.transaction(store).objectStore(store).getAll();
            said.push(JSON.stringify(await new Promise((resolve) => (all.onsuccess = () => resolve(all.result)))));
        }
        opened.close();
    }
    return said.join();
}"""


def half(omar: Visitor, page=None) -> None:
    """Answer two of three questions and begin to write."""
    page = page or omar.page
    page.press("#begin", "Enter")
    page.get_by_role("radio", name="Agree", exact=True).press(" ")
    page.press("#next", "Enter")
    page.locator(".eleven input").nth(8).press(" ")
    page.press("#next", "Enter")
    page.fill("#words", WORDS)
    page.wait_for_timeout(500)  # what is being written is kept a moment after the last key


def begins_anew(omar: Visitor, page=None) -> None:
    """See the first screen, and no tick and no word behind it."""
    page = omar.sees("welcome", page)
    assert page.locator("#lapsed").is_hidden()
    page.press("#begin", "Enter")
    assert page.locator("[data-fill=now]").first.inner_text() == "1"
    for _ in range(2):
        assert page.locator("#form :checked").count() == 0
        page.press("#skip", "Enter")
    assert page.input_value("#words") == ""


def finds_the_own(omar: Visitor) -> None:
    """Go back through one's own answers."""
    page = omar.sees("ask")
    assert page.input_value("#words") == WORDS
    page.press("#back", "Enter")
    assert page.locator("#form :checked").get_attribute("value") == "8"


def signs_in(visitor: Visitor, company: Company, person_id: int) -> None:
    """Sign in, and go to the pulse from there."""
    with company.app.app_context(), transaction():
        person = db.session.get_one(Person, person_id)
        access.set_password(person, PASSWORD)
        address = person.email
    visitor.page.goto(f"{company.address}/sign-in?next=/p?round={company.round}")
    visitor.page.fill("[name=email]", address)
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/p?round=*")
