"""Several people, one browser: each finds what is theirs, and nothing of anybody else."""

from pulse.base.db import db
from pulse.people.models import Person
from tests.journeys.answering._sharing import DAY, STORED, WORDS, begins_anew, finds_the_own, half, signs_in


def test_the_next_person_begins_anew_and_the_first_finds_their_own_again(company, visitor):
    device = visitor()
    first, second = company.link(company.somebody()), company.link(company.somebody())
    device.open(first)
    half(device)
    device.open(second)
    begins_anew(device)
    device.page.goto("about:blank")
    device.open(first, "ask")
    finds_the_own(device)
    assert len(set(device.bodies("/credential"))) == 2  # each in their own name


def test_the_next_person_sees_no_receipt_and_each_is_counted_once(company, visitor):
    device = visitor()
    first, second = company.link(company.somebody()), company.link(company.somebody())
    before = company.ballots()
    device.open(first)
    device.answer()
    receipt = device.receipt()
    device.open(second)
    begins_anew(device)
    assert receipt not in device.page.content()
    device.page.goto(f"{company.address}/rounds/{company.round}")
    device.page.wait_for_selector("[data-state=good]")
    assert receipt not in device.page.content()
    device.page.goto("about:blank")
    device.open(second, "ask")
    device.page.press("#next", "Enter")
    device.page.press("#send", "Enter")
    device.sees("done")
    assert device.receipt() != receipt
    assert company.ballots() == before + 2
    device.page.goto("about:blank")
    device.open(first, "done")
    assert device.receipt() == receipt


def test_back_and_reload_in_one_tab_stay_with_whoever_came_last(company, visitor):
    device = visitor()
    first, second = company.link(company.somebody()), company.link(company.somebody())
    device.open(first)
    half(device)
    device.page.goto("about:blank")
    device.open(second)
    device.page.reload()
    device.sees("welcome")
    for _ in range(2):
        device.page.go_back()
        device.page.wait_for_load_state("networkidle")
        assert WORDS not in device.page.content()
        assert device.page.locator("#words").count() == 0
    device.open(second)
    begins_anew(device)


def test_two_tabs_of_two_people_do_not_hear_of_each_other(company, visitor):
    device = visitor()
    other = device.context.new_page()
    device.open(company.link(company.somebody()))
    other.goto(company.link(company.somebody()))
    half(device)
    begins_anew(device, other)
    other.fill("#words", "Mine.")
    other.wait_for_timeout(500)
    device.page.reload()
    finds_the_own(device)
    other.press("#next", "Enter")
    other.press("#send", "Enter")
    device.sees("done", other)
    assert device.page.locator("#ask").is_visible()


def test_who_is_signed_in_and_who_is_not_are_kept_apart_the_same_way(company, visitor):
    device = visitor()
    first, second = company.somebody(), company.somebody()
    signs_in(device, company, first)
    device.sees("welcome")
    half(device)
    device.context.clear_cookies()  # signed out
    device.page.reload()
    device.sees("welcome")
    assert WORDS not in device.page.content()
    device.page.press("#begin", "Enter")
    device.sees("signin")
    signs_in(device, company, second)
    begins_anew(device)
    device.context.clear_cookies()
    device.page.goto("about:blank")
    device.open(company.link(first), "ask")  # the same person, by the link in the mail
    finds_the_own(device)


def test_a_page_that_somebody_signed_in_left_open_collects_nothing_for_the_next(company, visitor):
    device = visitor()
    first, second = company.somebody(), company.somebody()
    signs_in(device, company, first)
    device.sees("welcome")
    left = device.page
    device.page = device.context.new_page()
    device.context.clear_cookies()
    signs_in(device, company, second)
    device.sees("welcome")
    token = device.page.get_attribute("meta[name=csrf-token]", "content")
    left.evaluate("token => { document.querySelector('meta[name=csrf-token]').content = token; }", token)
    left.press("#begin", "Enter")
    device.sees("signin", left)


def test_a_draft_is_forgotten_after_a_day_without_a_touch_and_the_right_stays(company, visitor):
    device = visitor()
    page = device.page
    page.clock.install()
    link = company.link(company.somebody())
    device.open(link)
    assert "at most 24 hours" in page.locator("#welcome").inner_text()
    half(device)
    page.clock.fast_forward(DAY - 60_000)
    page.goto("about:blank")
    device.open(link, "ask")
    page.click("#back")  # a touch
    page.clock.fast_forward(DAY - 60_000)
    page.reload()
    device.sees("ask")
    page.goto("about:blank")
    page.clock.fast_forward(DAY)
    device.open(link)
    assert page.locator("#lapsed").is_visible()
    assert WORDS not in page.evaluate(STORED)
    device.answer()
    assert len(device.bodies("/credential")) == 1


def test_a_page_left_open_forgets_too(company, visitor):
    device = visitor()
    device.page.clock.install()
    device.open(company.link(company.somebody()))
    half(device)
    device.page.clock.fast_forward(DAY + 60_000)
    device.sees("welcome")
    assert device.page.locator("#lapsed").is_visible()


def test_not_you_says_whose_it_is_and_forgets(company, visitor):
    device = visitor()
    person = company.somebody()
    page = device.open(company.link(person))
    with company.app.app_context():
        name = db.session.get_one(Person, person).name
        db.session.remove()
    half(device)
    for _ in range(2):
        page.press("#back", "Enter")
    page.reload()
    device.sees("ask")
    page.evaluate("document.getElementById('ask').hidden = true; document.getElementById('welcome').hidden = false")
    page.get_by_text(f"This is for {name}. Not you?").click()
    assert "would count for somebody else" in page.locator("#not-you").inner_text()
    page.click("#forget")
    device.sees("left")
    assert WORDS not in page.evaluate(STORED)
    page.reload()
    device.sees("invalid")


def test_what_is_stored_does_not_hold_the_invitation_once_the_right_is_drawn(company, visitor):
    device = visitor()
    link = company.link(company.somebody())
    page = device.open(link)
    code = link.split("#")[1].split("~")[0].split(".")[1]
    page.press("#begin", "Enter")
    page.wait_for_load_state("networkidle")
    device.choose("Agree")
    page.wait_for_timeout(500)
    assert code not in page.evaluate(STORED)


def test_answers_to_what_was_written_are_shown_to_who_wrote_it(company, visitor):
    device = visitor()
    first, second = company.link(company.somebody()), company.link(company.somebody())
    device.open(first)
    half(device)
    device.page.press("#next", "Enter")
    device.page.press("#send", "Enter")
    page = device.sees("done")
    page.get_by_role("link", name="Answers to what you wrote").click()
    page.get_by_text("Save recovery code").click()
    code = page.locator("#codes code").inner_text()
    device.open(second)
    device.answer()
    page.get_by_role("link", name="Answers to what you wrote").click()
    page.get_by_text("does not know whether that is you").wait_for()
    assert code not in page.content()
    fresh = device.context.new_page()
    fresh.goto(f"{company.address}/replies")
    fresh.get_by_text("does not know whether that is you").wait_for()
    assert code not in fresh.content()
    page.goto("about:blank")
    device.open(first, "done")
    page.get_by_role("link", name="Answers to what you wrote").click()
    page.get_by_text("Save recovery code").click()
    assert page.locator("#codes code").inner_text() == code
