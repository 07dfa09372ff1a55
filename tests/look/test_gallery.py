"""The gallery in a browser: nothing scrolls sideways, nothing is too small to hit, axe finds nothing."""

import re

import pytest

from tests._ground.axe import violations
from tests._ground.looks import TOO_SMALL
from tests.look.gallery import PAGES, draw, shown, stretched

DRESSES = {"light": {}, "dark": {"dark": True}, "rtl": {"rtl": True}, "big": {"big": True}, "long": {"said": stretched}}


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_the_smallest_phone(browser, tmp_path, name, dress):
    page = shown(browser, tmp_path, name, 320, **DRESSES[dress])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_every_target_is_large_enough(browser, tmp_path, name, width):
    page = shown(browser, tmp_path, name, width)
    assert page.evaluate(TOO_SMALL) == []
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dress", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser, tmp_path, name, dress, width):
    page = shown(browser, tmp_path, name, width, **DRESSES[dress])
    page.evaluate("document.querySelectorAll('details.more').forEach(d => { d.open = true })")
    assert violations(page) == []
    page.context.close()


def test_a_hidden_square_says_why_when_it_is_focused_and_escape_sends_it_away(browser, tmp_path):
    page = shown(browser, tmp_path, "results", 390)
    why = page.locator(".why").first
    assert not why.locator(".tip").is_visible()
    why.locator("summary").focus()
    assert why.locator(".tip").is_visible()
    assert "from 5 answers" in why.locator(".tip").inner_text()
    page.keyboard.press("Escape")
    assert not why.locator(".tip").is_visible()
    page.context.close()


def test_the_chosen_colours_are_kept_and_the_system_can_be_asked_again(browser, tmp_path):
    page = shown(browser, tmp_path, "sign_in", 390, dark=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(ground) != dark
    page.reload()
    assert page.get_by_role("button", name="Light").get_attribute("aria-pressed") == "true"
    assert page.evaluate(ground) != dark
    page.get_by_role("button", name="System").click()
    assert page.evaluate(ground) == dark
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_pages_hold_no_inline_style_script_or_handler(name):
    html = draw(name)
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="|<script(?![^>]*\ssrc=)', html)
    assert len(re.findall(r'\sid="([^"]+)"', html)) == len(set(re.findall(r'\sid="([^"]+)"', html)))


def test_menus_open_without_javascript(browser, tmp_path):
    shown(browser, tmp_path, "results", 320).context.close()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto((tmp_path / "results.html").as_uri())
    page.locator("summary", has_text="Menu").first.click()
    assert page.locator(".panel a", has_text="Programmes").is_visible()
    page.locator("summary", has_text="Your menu").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    assert not page.locator(".panel a", has_text="Programmes").is_visible()
    context.close()
