"""Pages of other sites, a sibling's and a stranger's: what they make a browser send to Pulse changes nothing."""

import pytest

from tests._ground.proxy import SIBLING, STRANGER

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(600)]

FORM = """<!doctype html><title>Prizes</title><form method="post" action="{target}">
<input name="locale" value="ar"><input name="timezone" value="UTC"><input name="csrf_token" value="{token}">
<button>Get it</button></form>"""


@pytest.fixture
def omar(house, victim):
    """Omar is signed in, and the attacker even knows the token of his session."""
    victim.sign_in(house.front, "omar@acme.example")
    return victim, victim.page.locator("input[name=csrf_token]").first.get_attribute("value")


def lured(house, page, site, path, token):
    """Press a button on another site; return with which status Pulse answers."""
    form = FORM.format(target=house.front.address + path, token=token)
    (house.front.attackers / "index.html").write_text(form, "utf-8")
    page.goto(house.front.of(site))
    with page.expect_response(house.front.address + path) as told:
        page.get_by_role("button", name="Get it").click()
    return told.value.status


@pytest.mark.parametrize("site", [SIBLING, STRANGER])
def test_a_form_on_another_site_is_refused_and_the_page_says_why(house, omar, site):
    browser, token = omar
    page = browser.page
    assert lured(house, page, site, "/me", token) == 403
    page.get_by_role("heading", name="This came from another site").wait_for()
    page.goto(f"{house.front.address}/me")
    assert page.get_by_label("Language").input_value() == "en"


def test_the_same_form_on_a_page_of_pulse_is_taken(house, omar):
    browser, token = omar
    page = browser.page
    sent = page.evaluate(
        """async token => (await fetch("/me", { method: "POST", redirect: "manual",
            body: new URLSearchParams({ locale: "en", timezone: "", csrf_token: token }) })).type""",
        token,
    )
    assert sent == "opaqueredirect"  # saved, and sent on


@pytest.mark.parametrize("path", ["/ballot", "/visit", "/ask/anything", "/sign-in"])
def test_what_needs_no_session_is_refused_to_other_sites_as_well(house, victim, path):
    assert lured(house, victim.page, STRANGER, path, "") == 403
