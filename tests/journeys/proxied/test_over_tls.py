"""Behind the manual's nginx, over TLS, on another port than 443: everything a browser sends arrives."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests._ground.proxy import HOST
from tests.accounts.asked import GOOD
from tests.journeys.proxied.conftest import raw

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(600)]

COOKIE = "__Host-pulse"


def test_somebody_signs_in_saves_a_form_and_signs_out(house, guest):
    guest.sign_in(house.front, "omar@acme.example")
    page = guest.page
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    page.get_by_label("Sprache").select_option("en")
    page.get_by_role("button", name="Speichern").first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    kept = {cookie["name"]: cookie for cookie in guest.context.cookies()}
    assert (kept[COOKIE]["secure"], kept[COOKIE]["httpOnly"], kept[COOKIE]["sameSite"]) == (True, True, "Lax")
    page.get_by_role("button", name=re.compile("Omar")).first.click()
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
    link = house.link("omar@acme.example", "/p#")
    uid = json.loads(guest.context.request.post(
        f"{house.front.address}/visit", data={"invite": urlsplit(link).fragment.partition("~")[0]}
    ).text())["round"]  # fmt: skip
    guest.sign_in(house.front, "omar@acme.example", f"/p?round={uid}")
    guest.sees("welcome")
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
    date = guest.context.request.get(f"{house.front.address}/halls/{house.hall}/hall.ics").text()
    assert f"URL:{house.front.address}/halls/{house.hall}" in date.replace("\r\n ", "")


def test_hr_brings_a_file_larger_than_nginx_would_take_by_itself(house, guest):
    guest.sign_in(house.front, "mina@acme.example", "/customers/import")
    rows = "team,month,score\n" + "Support,2026-01,4\n" * 2_000_000
    page = guest.page
    page.locator("input[type=file]").set_input_files(
        {"name": "scores.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    with page.expect_navigation():
        page.locator("form.card button, form .button").last.click()
    assert page.url.startswith(f"{house.front.address}/customers/")
    assert page.url != f"{house.front.address}/customers/import"


def test_plain_http_is_led_to_the_port_of_pulse_and_https_binds_no_shared_host(house, guest):
    told = raw(house.front.plain_port, f"GET /p?round=x HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n")
    assert told.startswith("HTTP/1.1 301")
    assert f"Location: {house.front.address}/p?round=x\r\n" in told
    headers = guest.page.goto(f"{house.front.address}/sign-in").headers
    assert "strict-transport-security" not in headers  # the browser would come to port 443, where nothing is


def test_the_interface_for_programs_is_there_and_names_no_inner_address(house, guest):
    document = guest.context.request.get(f"{house.front.address}/api/openapi.json").text()
    assert "127.0.0.1" not in document
    assert "/api/v1/rounds" in document


def test_no_answer_names_the_inner_address(house, guest):
    asked = [
        guest.context.request.get(f"{house.front.address}{path}", max_redirects=0) for path in ("/me", "/favicon.ico")
    ]
    assert ["127.0.0.1" in each.headers["location"] or "http:" in each.headers["location"] for each in asked] == [
        False
    ] * 2
