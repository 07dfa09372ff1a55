"""A leader promises something with the keyboard alone, is late, puts it off and keeps it; every page is looked at."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from pulse.base.db import db
from pulse.promises.terms import Deed
from tests._ground.looks import faults, faults_here
from tests.promises.promising import NOON, drafted, found, heard, past, promised, say

pytestmark = pytest.mark.one_database
HOSTILE = "<img src=x onerror=alert(1)> نعد بسيارة ثانية قبل الربيع " + "verylongword" * 12
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON)


def press(page, name: str, role: str = "button") -> None:
    """Press what bears a name as somebody without a mouse does, and wait for the next page."""
    page.get_by_role(role, name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def seen(page, words: str) -> list[str]:
    """Wait for words, and look at the page that says them."""
    expect(page.get_by_text(words).first).to_be_visible()
    return [*faults_here(page)]


def test_a_promise_is_made_by_keyboard(cast, reader):
    page, address = reader(cast.lea)
    page.goto(f"{address}/promises")
    wrong = seen(page, "No promise is open")
    press(page, "Promise something")
    page.get_by_label("You said").fill("The van is always away.")
    page.get_by_label("What is promised").fill(HOSTILE)
    page.get_by_label("How we will know").fill("It stands in the yard.")
    page.get_by_label("Owner").fill("Omar Haddad")
    page.get_by_label("Due on").fill("2026-03-20")
    wrong += faults_here(page)
    press(page, "Save the draft")
    wrong += seen(page, "Saved.")
    press(page, "Make it in public", "link")
    wrong += seen(page, "Make this promise?")
    press(page, "Make it in public")
    wrong += seen(page, "It is promised. Everybody can read it now.")
    expect(page.get_by_text("Awaiting").first).to_be_visible()
    assert wrong == []
    assert found(page.url.rsplit("/", 1)[-1]).text == HOSTILE.strip()


def test_a_late_one_is_put_off_kept_and_opened_again_on_a_phone(cast, reader, time_machine):
    uid = promised(cast.support, cast.lea, owner=cast.omar, said=HOSTILE).uid
    time_machine.move_to(NOON + timedelta(days=25))
    page, address = reader(cast.omar, **PHONE)
    page.goto(f"{address}/promises/{uid}")
    wrong = seen(page, "nobody has said what became of it")
    press(page, "Set a new date", "link")
    page.get_by_label("New date").fill("2026-04-30")
    page.get_by_label("Why").fill("The maker is late.")
    press(page, "Set a new date")
    expect(page.locator(".history").get_by_text("The maker is late.")).to_be_visible()
    press(page, "It is kept", "link")
    wrong += seen(page, "What people can see now.")
    press(page, "It is kept")
    expect(page.get_by_text("Asked in their next pulse")).to_be_visible()
    heard(uid, 4, 3, 5, now=NOON + timedelta(days=40))
    db.session.remove()
    page.reload()
    wrong += seen(page, "It is open again.")
    press(page, "Hand it over", "link")
    wrong += seen(page, "New owner")
    assert wrong == []
    assert [entry["kind"] for entry in past()] == ["made", "renegotiated", "kept", "heard"]


def test_what_is_refused_is_said_first_and_stays_where_it_was_typed(cast, reader, signed_in):
    uid = drafted(cast.support, cast.lea).uid
    cookie = signed_in(cast.lea).get_cookie("pulse")
    beside, address = reader(cast.lea)
    db.session.remove()
    context = beside.context.browser.new_context(**PHONE)  # its console may say that something was refused
    context.add_cookies([{"name": "pulse", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/promises/{uid}/edit")
    page.get_by_label("What is promised").fill("x" * 501)
    press(page, "Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("At most 500 letters; these are 501.")
    expect(page.get_by_label("What is promised")).to_have_value("x" * 501)
    wrong = [*faults_here(page)]
    context.close()
    assert wrong == []


def test_boards_and_ledger_read_well_everywhere(cast, reader, time_machine):
    for days in (2, 15, 25, 45):
        promised(cast.support, cast.lea, due=(NOON + timedelta(days=days)).date(), said=HOSTILE[:80])
    kept = promised(cast.operations, cast.hana).uid
    say(kept, Deed.KEPT, cast.hana)
    heard(kept, 14, 0, 1)
    drafted(cast.support, cast.lea)
    time_machine.move_to(NOON + timedelta(days=8))
    page, address = reader(cast.lea)
    addresses = ["/promises", "/promises?show=all", f"/promises/teams/{cast.support.uid}", "/promises/ledger", "/"]
    db.session.remove()
    assert [*faults(page, (address + each for each in addresses))] == []
