"""Where the pulse cannot run, the page says what to do; a second tap does nothing; limits are told in letters."""

import re

import pytest

from tests._ground.looks import wound_on

PHONE = {"viewport": {"width": 390, "height": 780}}
REFUSES = """for (const name of ["localStorage", "sessionStorage", "indexedDB"])
    Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });"""
NO_DATABASE = """IDBFactory.prototype.open = () => { throw new DOMException("blocked", "SecurityError"); };"""
FULL = """IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };"""
FILLS_LATER = """(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (record) {
        if (window.full) throw new DOMException("full", "QuotaExceededError");
        return put.call(this, record);
    };
})()"""
SHORTER = """([words, out]) =>
    Array.from(new Intl.Segmenter().segment(words), (each) => each.segment).slice(0, -out).join('')"""
SCRIPTS = {"page": "**/built/page.js", "library": "**/built/booth.js"}


def test_without_scripts_the_page_says_to_turn_them_on_or_to_go_elsewhere(company, visitor):
    omar = visitor(java_script_enabled=False)
    omar.page.goto(company.link(company.somebody()))
    said = omar.page.locator("main").inner_text()
    assert "needs JavaScript" in said
    assert "another browser or on your phone" in said
    assert "One moment" not in said


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_that_does_not_come_leaves_words_and_no_endless_moment(company, visitor, script):
    omar = visitor()
    omar.context.route(SCRIPTS[script], lambda route: route.abort())
    omar.page.goto(company.link(company.somebody()))
    told = omar.page.locator("#loading .late")
    assert "Load the page again" in (told.text_content() or "")
    wound_on(omar.page)
    told.wait_for()
    assert omar.bodies("/visit") == []


@pytest.mark.parametrize("blocked", [REFUSES, NO_DATABASE, FULL], ids=["refuses", "no database", "full"])
def test_storage_that_is_blocked_or_full_is_said_before_anything_is_asked(company, visitor, blocked):
    omar = visitor()
    omar.context.add_init_script(blocked)
    page = omar.open(company.link(company.somebody()), "unable")
    assert "another browser or on your phone" in page.locator("#unable").inner_text()
    assert omar.bodies("/visit") == []
    assert "#" not in page.url


def test_storage_that_fills_up_on_the_way_is_said_too(company, visitor):
    omar = visitor()
    omar.context.add_init_script(FILLS_LATER)
    page = omar.open(company.link(company.somebody()))
    page.evaluate("window.full = true")
    page.press("#begin", "Enter")
    omar.sees("unable")


def test_a_tab_that_remembers_nothing_answers_all_the_same(company, visitor):
    omar = visitor()
    omar.context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    omar.open(company.link(company.somebody()))
    omar.answer()


@pytest.mark.parametrize("path", ["/replies", "/rounds/{round}"])
@pytest.mark.parametrize("way", ["no scripts", "no script came", "no storage"])
def test_pages_beside_the_pulse_say_it_too(company, visitor, path, way):
    them = visitor(java_script_enabled=way != "no scripts")
    if way == "no script came":
        them.context.route(re.compile(r"(replies|verify)-page\.js"), lambda route: route.abort())
    if way == "no storage":
        them.context.add_init_script(NO_DATABASE)
    page = them.page
    page.goto(company.address + path.format(round=company.round))
    if way == "no script came":
        wound_on(page)
        page.locator("#late").wait_for()
        assert "Load it again" in page.locator("#late").inner_text()
    elif way == "no scripts":
        assert "JavaScript" in page.locator("main").inner_text()
        assert page.locator("#late").is_hidden()
    else:
        page.locator("#late").wait_for(state="hidden")
    if way == "no storage" and path == "/replies":
        page.get_by_label("Enter a recovery code").fill("A" * 43)
        page.get_by_label("Keep it on this device").check()
        page.get_by_role("button", name="Find answers").click()
        page.get_by_text("This browser keeps nothing").wait_for()


def taps_twice(omar, selector):
    """Tap twice on a place, as a finger that is too fast."""
    box = omar.page.locator(selector).bounding_box()
    where = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    omar.page.touchscreen.tap(*where)
    omar.page.wait_for_timeout(120)
    omar.page.touchscreen.tap(*where)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_second_tap_of_a_double_tap_on_begin_does_nothing(company, visitor, lang):
    omar = visitor(**PHONE, has_touch=True, is_mobile=True)
    page = omar.open(company.link(company.somebody(), lang))
    before = page.url
    taps_twice(omar, "#begin")
    page.wait_for_timeout(800)
    assert page.url == before
    assert page.locator("[data-fill=now]").first.inner_text() == "1"
    assert page.locator("#form :checked").count() == 0


def test_the_second_tap_on_any_other_button_that_changes_the_screen_does_nothing(company, visitor):
    omar = visitor(**PHONE, has_touch=True, is_mobile=True)
    page = omar.open(company.link(company.somebody()))
    page.press("#begin", "Enter")
    page.wait_for_timeout(500)
    taps_twice(omar, "#skip")
    page.wait_for_timeout(500)
    assert page.locator("[data-fill=now]").first.inner_text() == "2"
    page.locator(".eleven input").nth(4).press(" ")
    taps_twice(omar, "#next")
    page.wait_for_timeout(500)
    assert page.locator("[data-fill=now]").first.inner_text() == "3"
    before = company.ballots()
    taps_twice(omar, "#next")
    page.wait_for_timeout(800)
    assert page.locator("#check").is_visible()  # nothing was sent
    assert company.ballots() == before


@pytest.mark.parametrize(
    ("words", "out", "left"),
    [
        ("Ä" * 6000, 5000, "Ä" * 900),
        ("سلام " * 500, 1389, "س" * 950),
        ("👩‍👩‍👧‍👦" * 200, 120, "👩‍👩‍👧‍👦" * 60),
        ("x" * 2100, 100, "x" * 1900),
    ],
    ids=["umlauts", "arabic", "families", "latin"],
)
def test_the_limit_of_a_comment_is_told_in_letters_before_and_nothing_is_cut(company, visitor, words, out, left):
    omar = visitor()
    page = omar.open(company.link(company.somebody()))
    page.press("#begin", "Enter")
    page.press("#skip", "Enter")
    page.press("#skip", "Enter")
    page.fill("#words", left[:1])
    assert page.locator("#words-room").is_hidden()
    page.fill("#words", left)
    page.locator("#words-room").wait_for()
    page.fill("#words", words)
    told = page.locator("#words-left")
    told.wait_for()
    assert re.search(r"about (\d+)", told.inner_text())[1] == str(out)
    assert page.input_value("#words") == words
    page.press("#next", "Enter")
    assert page.locator("#ask").is_visible()
    shorter = page.evaluate(SHORTER, [words, out])
    page.fill("#words", shorter)
    assert told.is_hidden()
    page.press("#next", "Enter")
    omar.sees("check")
