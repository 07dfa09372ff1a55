"""Behind the manual's nginx, over TLS, on another port than 443: everything a browser sends arrives."""

import re

import pytest
from playwright.sync_api import expect

from tests.clients.asked import GOOD
from tests.journeys.proxied.conftest import raw

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(600)]

COOKIE = "__Host-pulse"
FETCHED = "async path => (await fetch(path)).text()"


def test_somebody_signs_in_saves_a_form_and_signs_out(house, guest):
    guest.sign_in(house.front, "omar@acme.example")
    page = guest.page
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    kept = {cookie["name"]: cookie for cookie in guest.context.cookies()}
    assert (kept[COOKIE]["secure"], kept[COOKIE]["httpOnly"], kept[COOKIE]["sameSite"]) == (True, True, "Lax")
    page.locator("summary", has=page.get_by_text("Your menu")).or_(page.get_by_label("Your menu")).first.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{house.front.address}/sign-in")


def test_a_mailed_link_signs_in_where_it_says(house, guest):
    page, address = guest.page, house.front.address
    page.goto(f"{address}/me")
    page.get_by_label("E-mail").fill("omar@acme.example")
    page.get_by_role("button", name="Mail me a link instead").click()
    page.get_by_role("heading", name="Look into your mail").first.wait_for()
    link = house.link("omar@acme.example", "/sign-in/link")
    assert link.startswith(f"{address}/sign-in/link")
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/me")


def test_somebody_answers_from_the_link_in_the_mail(house, guest):
    link = house.link("person9@acme.example", "/p")
    assert link.startswith(f"{house.front.address}/p")
    guest.open(link)
    guest.answer()
    assert len(guest.receipt()) == 64
    assert [len(guest.bodies(path)) for path in ("/visit", "/credential", "/ballot")] == [1, 1, 1]


def test_somebody_answers_with_a_session_instead_of_an_invitation(house, guest):
    guest.sign_in(house.front, "omar@acme.example")
    guest.open(f"{house.front.address}/p?round={house.round}")
    guest.answer()


def test_a_customer_answers_and_another_wants_no_more_mails(house, guest):
    page = guest.page
    link = house.link("user1@northwind.example", "/ask/")
    assert link.startswith(f"{house.front.address}/ask/")
    page.goto(link)
    for code, value in GOOD.items():
        page.locator(f"input[name={code}][value='{value}']").check(force=True)
        if code in ("promise", "ease"):
            page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you. It has arrived.")).to_be_visible()
    stop = house.letter("user2@northwind.example", "/ask/")["List-Unsubscribe"].strip("<>")
    assert stop.startswith(house.front.address)
    page.goto(stop)
    page.get_by_role("button").last.click()
    page.wait_for_load_state()


def test_somebody_enters_a_town_hall_asks_and_takes_its_date_along(house, guest):
    guest.sign_in(house.front, "omar@acme.example", f"/halls/{house.hall}/floor")
    page = guest.page
    page.get_by_role("button", name="Enter").click()
    page.get_by_label("Your question").fill("Why was the late shift moved?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".question", has_text="late shift").get_by_text("Yours")).to_be_visible()
    date = page.evaluate(FETCHED, f"/halls/{house.hall}/hall.ics")
    assert f"URL:{house.front.address}/halls/{house.hall}" in date.replace("\r\n ", "")


@pytest.mark.parametrize(("path", "megabytes"), [("/customers/import", 60), ("/people/import", 32)])
def test_a_file_that_is_too_large_is_refused_by_pulse_in_a_sentence_and_not_by_nginx(house, path, megabytes):
    body = b"x" * (megabytes * 1024 * 1024 + 1000)
    request = f"POST {path} HTTP/1.1\r\nContent-Type: text/csv\r\nContent-Length: {len(body)}\r\n"
    told = raw(house.front.port, request, tls=True, body=body)
    assert "nginx" not in told.partition("\r\n\r\n")[2]
    assert "To the first page" in told


def test_plain_http_is_led_to_the_port_of_pulse_and_https_binds_no_shared_host(house, guest):
    told = raw(house.front.plain_port, "GET /p?round=x HTTP/1.1\r\n")
    assert told.startswith("HTTP/1.1 301")
    assert f"Location: {house.front.address}/p?round=x\r\n" in told
    headers = guest.page.goto(f"{house.front.address}/sign-in").headers
    assert "strict-transport-security" not in headers  # the browser would come to port 443, where nothing is


def test_the_interface_for_programs_names_no_inner_address(house):
    told = raw(house.front.port, "GET /api/openapi.json HTTP/1.1\r\n", tls=True)
    assert "/api/v1/rounds" in told
    assert "127.0.0.1" not in told


@pytest.mark.parametrize("path", ["/me", "/favicon.ico", "/"])
def test_a_page_that_sends_on_stays_where_the_browser_is(house, path):
    told = raw(house.front.port, f"GET {path} HTTP/1.1\r\n", tls=True)
    place = re.search(r"^Location: (.*)\r$", told, re.MULTILINE)
    assert place is not None
    assert place[1].startswith("/") or place[1].startswith(house.front.address + "/")
