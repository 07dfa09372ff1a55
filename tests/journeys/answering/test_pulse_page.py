"""The pulse page in a real browser, from the link in the mail to the receipt."""

from collections.abc import Iterator

import pytest

from pulse.access import actions as access
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from tests._ground.looks import faults_here, too_wide
from tests.journeys._visitors import Visitor

PASSWORD = "a long walk by the river"
FOCUSED = "document.activeElement.id || document.activeElement.tagName"


def test_omar_answers_on_his_phone_by_touch(company, visitor):
    omar = visitor(has_touch=True, is_mobile=True)
    page = omar.open(company.link(company.somebody()))
    assert page.url.endswith("/p?lang=en") or page.url.endswith("/p")  # the token has left the address bar
    before = company.ballots()
    assert "3 questions, about 20 seconds" in page.locator("h1:visible").inner_text()
    words = page.locator("#welcome").inner_text()
    assert "groups of 5 answers or more, comments only from 10" in words
    assert "counted together with 29 other people" in words
    assert "Nothing has been promised yet" in words
    page.get_by_text("Who is counted with me?").tap()
    assert page.locator("#names li").count() == 30
    omar.answer()
    assert company.ballots() == before + 1
    assert len(omar.receipt()) == 64
    assert omar.said == []


def test_a_whole_visit_by_keyboard_alone(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    press = page.keyboard.press

    def tab_to(wanted: str) -> None:
        for _ in range(20):
            if page.evaluate(FOCUSED) == wanted:
                return
            press("Tab")
        raise AssertionError(f"{wanted} was not reached")

    tab_to("begin")
    press("Enter")
    assert page.evaluate(FOCUSED) == "H1"
    press("4")
    assert page.locator("#form :checked").get_attribute("value") == "4"
    press("ArrowDown")
    assert page.locator("#form :checked").get_attribute("value") == "5"
    press("Enter")
    press("1")
    press("0")
    assert page.locator("#form :checked").get_attribute("value") == "10"
    press("Enter")
    tab_to("words")
    page.keyboard.type("More daylight, 100 % less noise")
    tab_to("next")
    press("Enter")
    omar.sees("check")
    assert page.locator("#given b").all_inner_texts() == ["Strongly agree", "10", "More daylight, 100 % less noise"]
    tab_to("send")
    press("Enter")
    omar.sees("done")


def test_a_screen_reader_hears_where_it_is(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    page.click("#begin")
    group = page.get_by_role("group", name="Question 1 of 3")
    assert "promise" in group.get_by_text("promise").inner_text()
    assert [box.get_attribute("value") for box in group.get_by_role("radio").all()] == list("12345")
    assert group.get_by_role("radio", name="Strongly disagree").count() == 1
    page.click("#next")
    assert page.get_by_role("alert").inner_text().strip() == "Choose an answer, or skip this question."
    page.click("#skip")
    assert page.evaluate(FOCUSED) == "H1"
    assert "Question 2 of 3" in page.evaluate("document.activeElement.parentElement.innerText")
    assert page.get_by_role("radio", name="Extremely likely").count() == 1


def test_an_answer_can_be_skipped_changed_and_taken_back(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    page.click("#begin")
    page.click("#skip")
    page.locator(".box").nth(3).click()
    page.click("#back")
    assert page.locator("#form :checked").count() == 0
    omar.choose("Disagree")
    page.click("#next")
    assert page.locator("#form :checked").get_attribute("value") == "3"
    page.click("#next")
    page.click("#next")
    assert page.locator("#given b").all_inner_texts() == ["Disagree", "3", "skipped"]
    page.locator("#given button").first.click()
    page.click("#skip")
    assert page.locator("#form :checked").get_attribute("value") == "3"


def test_a_mangled_link_says_so(company, visitor):
    visitor().open(company.link(company.somebody()).replace("~", "x~"), "invalid")
    visitor().open(f"{company.address}/p", "invalid")


def test_after_signing_in_one_answers_without_an_invitation(company, visitor):
    with company.app.app_context(), transaction():
        omar = db.session.get_one(Person, company.somebody())
        access.set_password(omar, PASSWORD)
        address = omar.email
    him = visitor()
    him.page.goto(f"{company.address}/sign-in?next=/p?round={company.round}")
    him.page.fill("[name=email]", address)
    him.page.fill("[name=password]", PASSWORD)
    him.page.get_by_role("button", name="Sign in", exact=True).click()
    him.sees("welcome")
    before = company.ballots()
    him.answer()
    assert company.ballots() == before + 1
    him.page.goto(f"{company.address}/p?round={company.round}")
    him.sees("done")


def test_a_session_that_ended_leads_back_through_sign_in(company, visitor):
    stranger = visitor()
    stranger.page.goto(f"{company.address}/p?round={company.round}")
    stranger.sees("welcome")
    stranger.page.click("#begin")
    stranger.sees("signin")
    assert stranger.page.locator("#sign-in").get_attribute("href").endswith(f"next=%2Fp%3Fround%3D{company.round}")


def test_arabic_runs_from_the_right_and_asks_in_arabic(company, visitor):
    omar = visitor(viewport={"width": 320, "height": 700})
    page = omar.open(company.link(company.somebody(), "ar"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.click("#begin")
    assert "عندما يعد مديري" in page.locator("#form h1").inner_text()
    box, badge = page.locator(".box").first.bounding_box(), page.locator(".box b").first.bounding_box()
    assert badge["x"] > box["x"] + box["width"] / 2
    assert too_wide(page, 320) == []


def screens(omar: Visitor) -> Iterator[str]:
    """Walk through every screen of one visit, stopping at each."""
    page = omar.page
    yield "welcome"
    page.click("#begin")
    page.locator(".box").nth(3).click()
    yield "five boxes"
    page.click("#next")
    yield "eleven boxes"
    page.click("#skip")
    page.fill("#words", "mina@acme.example " * 3)
    page.wait_for_selector("#warnings p")
    yield "comment"
    page.click("#next")
    yield "check"
    page.click("#send")
    omar.sees("done")
    yield "done"
    page.evaluate("document.querySelectorAll('main > section, #code').forEach(each => { each.hidden = false })")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    yield "all at once"


@pytest.mark.one_database
def test_every_screen_is_clean_wide_narrow_light_dark_and_large(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    for screen in screens(omar):
        assert list(faults_here(page)) == [], screen
        page.set_viewport_size({"width": 320, "height": 800})
        for size in ("200%", "240%"):  # another browser's letters are wider
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            assert too_wide(page, 320) == [], (screen, size)
        page.evaluate("document.documentElement.style.fontSize = ''")


def test_a_first_visit_is_few_and_small(company, visitor):
    omar = visitor()
    session = omar.context.new_cdp_session(omar.page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    bodies: dict[str, int] = {}
    wire: list[float] = []
    session.on("Network.responseReceived", lambda got: urls.update({got["requestId"]: got["response"]["url"]}))
    session.on("Network.loadingFinished", lambda got: wire.append(got["encodedDataLength"]))
    omar.context.on("response", lambda got: bodies.update({got.url: int(got.headers.get("content-length", 0))}))
    omar.open(company.link(company.somebody()))
    omar.page.wait_for_load_state("networkidle")
    page_itself = sum(size for url, size in bodies.items() if not url.endswith(("/booth.js", "/visit")))
    print(f"first visit: {len(wire)} requests, {sum(wire):.0f} bytes with headers; page itself {page_itself}")  # noqa: T201
    assert len(wire) <= 7, sorted(urls.values())
    assert sum(wire) <= 50 * 1024
    assert 5000 < page_itself <= 14 * 1024
    omar.page.reload()
    assert all("/static/" not in url or "max-age=31536000" for url in urls.values())
