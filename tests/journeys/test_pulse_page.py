"""The pulse page in a real browser, from the link in the mail to the receipt."""

import json
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from pulse import create_app
from pulse.access import actions as access
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person
from pulse.programmes import actions
from tests._ground.application import dispose, settings_for
from tests._ground.looks import faults_here, too_wide
from tests._ground.serving import served
from tests.journeys._visitors import Company, Visitor, hire, open_pulse

PASSWORD = "a long walk by the river"
KEPT = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie])"
FOCUSED = "document.activeElement.id || document.activeElement.tagName"


@pytest.fixture(scope="module")
def company(databases, migrated, tmp_path_factory) -> Iterator[Company]:
    """A company of sixty whose round opened yesterday, served once for all tests of this file."""
    urls = databases.copy_of(migrated)
    app = create_app(settings_for(tmp_path_factory.mktemp("company"), urls, company="Acme Logistics"))
    with app.app_context():
        hire(60)
        uid = open_pulse()
        people = sorted(db.session.scalars(select(Person.id)), reverse=True)
        db.session.remove()
    with served(app) as address:
        yield Company(app, address, uid, people)
    dispose(app)
    databases.drop(urls)


@pytest.fixture
def visitor(browser) -> Iterator[Callable[..., Visitor]]:
    """Open browsers; at the end none of their consoles may hold a message of the page's own."""
    made: list[Visitor] = []

    def make(**dress: object) -> Visitor:
        made.append(Visitor(browser, **dress))
        return made[-1]

    yield make
    faults = [fault for each in made for fault in each.faults()]
    for each in made:
        each.context.close()
    assert faults == []


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


def test_answers_are_sent_when_the_network_comes_back(company, visitor):
    omar = visitor()
    omar.open(company.link(company.somebody()))
    before = company.ballots()
    omar.answer(send=False)
    omar.context.set_offline(True)
    omar.page.click("#send")
    omar.sees("waiting")
    assert company.ballots() == before
    omar.context.set_offline(False)
    omar.sees("done")
    assert company.ballots() == before + 1


def test_a_network_that_is_dead_from_the_first_question_on_stops_nobody(company, visitor):
    omar = visitor()
    omar.open(company.link(company.somebody()))
    omar.context.set_offline(True)
    omar.answer(send=False)
    omar.page.click("#look-again")
    assert omar.page.locator("#offline").is_visible()
    omar.page.click("#next")
    omar.page.click("#send")
    omar.sees("waiting")
    omar.context.set_offline(False)
    omar.sees("done")


def test_reloading_in_the_middle_goes_on_where_it_was(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    page.click("#begin")
    omar.choose("Agree")
    page.click("#next")
    page.wait_for_timeout(400)
    page.reload()
    omar.sees("ask")
    assert page.locator("[data-fill=now]").first.inner_text() == "2"
    page.click("#back")
    assert page.locator("#form :checked").get_attribute("value") == "4"


def test_nothing_is_sent_before_the_answers_are_sent_and_nothing_names_the_person(company, visitor):
    omar = visitor()
    link = company.link(company.somebody())
    omar.open(link)
    token = link.split("#")[1].split("~")[0]
    omar.answer(send=False)
    assert [url.rpartition("/")[2] for method, url, _ in omar.asked if method == "POST"] == ["visit", "credential"]
    omar.page.click("#send")
    omar.sees("done")
    assert not any(token in url for _, url, _ in omar.asked)
    ballot = json.loads(omar.bodies("/ballot")[0])
    assert set(ballot) == {"round", "cohort", "nonce", "body", "mac"}
    assert omar.context.cookies() == []


def test_two_tabs_that_send_at_once_are_counted_once(company, visitor):
    omar = visitor()
    link = company.link(company.somebody())
    before = company.ballots()
    omar.open(link)
    second = omar.context.new_page()
    second.goto(link)
    omar.sees("welcome", second)
    omar.answer(send=False)
    second.click("#begin")  # it goes on where the first tab is
    omar.sees("check", second)
    for page in (omar.page, second):
        page.evaluate("setTimeout(() => document.getElementById('send').click(), 50), null")
    receipts = {omar.sees("done", page).locator("[data-fill=receipt]").inner_text() for page in (omar.page, second)}
    assert len(receipts) == 1
    assert company.ballots() == before + 1


def test_a_second_browser_with_the_same_invitation_is_told_where_to_go_on(company, visitor):
    first, second, late = visitor(), visitor(), visitor()
    link = company.link(company.somebody())
    first.open(link)
    second.open(link)
    first.answer(send=False)
    second.page.click("#begin")
    second.sees("elsewhere")
    late.open(link, "elsewhere")
    first.page.click("#send")
    first.sees("done")


def test_the_right_to_answer_moves_to_another_device_by_link_or_picture(company, visitor):
    phone, laptop = visitor(), visitor()
    phone.open(company.link(company.somebody()))
    phone.page.click("#begin")
    phone.page.get_by_text("Continue on another device").click()
    assert not any("picture.js" in url for _, url, _ in phone.asked)  # loaded when asked for, and not before
    phone.page.click("#move-now")
    phone.sees("moved")
    phone.page.wait_for_selector("#code svg")
    assert phone.page.locator("#code svg path").get_attribute("d").startswith("M0 0h1")
    link = phone.page.locator("#link").inner_text()
    laptop.open(link)
    assert laptop.page.locator("#who").is_hidden()
    laptop.answer()
    secret, nonce = link.split("~")[5], link.split("~")[4]
    sent = [body + url for each in (phone, laptop) for _, url, body in each.asked]
    assert not any(secret in said for said in sent)
    assert [said for said in sent if nonce in said] == [laptop.bodies("/ballot")[0] + f"{company.address}/ballot"]
    phone.page.reload()
    phone.sees("gone")


def test_a_picture_that_cannot_be_drawn_does_not_cost_the_right_to_answer(company, visitor):
    phone, laptop = visitor(), visitor()
    phone.open(company.link(company.somebody()))
    phone.context.route("**/picture.js", lambda route: route.abort())
    phone.page.click("#begin")
    phone.page.get_by_text("Continue on another device").click()
    phone.page.click("#move-now")
    phone.sees("moved")
    assert phone.page.locator("#code").is_hidden()
    laptop.open(phone.page.locator("#link").inner_text())
    laptop.answer()


def test_a_comment_is_looked_at_here_and_nothing_of_it_is_sent(company, visitor):
    omar = visitor()
    page = omar.open(company.link(company.somebody(beside="Mina Okafor")))
    page.click("#begin")
    page.click("#skip")
    page.click("#skip")
    page.wait_for_load_state("networkidle")
    before = len(omar.asked)
    page.fill("#words", "Ask Okafor, or mina@acme.example, or ring 0171 234 56 78.")
    page.wait_for_selector("#warnings p")
    told = page.locator("#warnings").inner_text()
    assert "name a colleague: mina" in told
    assert "mail address" in told
    assert "phone number" in told
    assert page.locator("#warnings").get_attribute("role") == "status"
    assert len(omar.asked) == before
    page.fill("#words", "x" * 2100)
    page.click("#next")
    assert "about 100" in page.locator("#words-left").inner_text()
    page.fill("#words", "Fine.")
    page.click("#next")
    omar.sees("check")


def test_who_writes_of_something_heavy_reads_where_to_turn_and_nobody_hears_of_it(company, visitor):
    with company.app.app_context(), transaction():
        actions.write_help_lines({"en": "Mara, room 4\n0800 111 0 111"}, by=None)
        company.app.extensions.pop("pulse.kept", None)
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    page.click("#begin")
    page.click("#skip")
    page.click("#skip")
    page.wait_for_load_state("networkidle")
    before, kept = len(omar.asked), page.evaluate(KEPT)
    hint = page.locator("#warnings")
    for words in ("My lead harasses me.", "Ich werde BELÄSTIGT", "أعاني من الاكْتئاب"):
        page.fill("#words", "")
        hint.locator("p").wait_for(state="detached")
        page.fill("#words", words)
        hint.locator("p").wait_for()
        assert "there now: Mara, room 4 0800 111 0 111 Only your device" in " ".join(hint.inner_text().split())
    assert "not sent, stored or counted, and nobody is told" in hint.inner_text()
    assert list(faults_here(page)) == []
    page.fill("#words", "The grape juice machine is violet.")
    hint.locator("p").wait_for(state="detached")
    assert len(omar.asked) == before
    assert page.evaluate(KEPT) == kept
    page.fill("#words", "My lead harasses me.")
    page.click("#next")
    page.click("#send")
    omar.sees("done")
    assert not [body for _method, _address, body in omar.asked if "harass" in body or "Mara" in body]
    assert [address.rpartition("/")[2] for _method, address, _body in omar.asked[before:]] == ["ballot"]
    assert page.evaluate(KEPT) == kept


def test_keys_that_are_not_the_promised_ones_are_refused_before_anything_is_sent(company, visitor):
    omar = visitor()
    link = company.link(company.somebody())
    omar.open(link[:-4] + ("0000" if link[-4:] != "0000" else "1111"), "mistrust")
    assert omar.bodies("/credential") == []


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
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert too_wide(page, 320) == [], (screen, "200 %")
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
    assert len(wire) <= 7
    assert sum(wire) <= 50 * 1024
    assert 5000 < page_itself <= 14 * 1024
    omar.page.reload()
    assert all("/static/" not in url or "max-age=31536000" for url in urls.values())
