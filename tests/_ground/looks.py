"""One look at a page at every width, light and dark: nothing for axe, nothing to scroll sideways, nothing too small.

A page is loaded once and then stretched and dimmed: what differs between looks is in its style sheets.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from playwright.sync_api import Page

from tests._ground.axe import EVERY_RULE, ONLY_COLOURS, violations

WIDTHS = (320, 390, 1280)
RULES = {"light": EVERY_RULE, "dark": ONLY_COLOURS}  # light or dark, a page has the same words, names and order
TOO_WIDE = """width => document.documentElement.scrollWidth <= width ? [] :
  [document.documentElement.scrollWidth, ...[...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > width + 0.5 || e.getBoundingClientRect().left < -0.5)
    .map(e => e.outerHTML.slice(0, 90))]"""
# Which conditions of the style sheets hold: where the same ones do, axe reads the same page and finds the same.
MATCHED = """() => {
  const held = (rules) => [...rules].flatMap((rule) => [
    ...(rule instanceof CSSMediaRule && matchMedia(rule.media.mediaText).matches ? [rule.media.mediaText] : []),
    ...(rule.cssRules ? held(rule.cssRules) : [])]);
  return [...document.styleSheets].flatMap((sheet) => held(sheet.cssRules)).join();
}"""
# Where a column is left so little room that letters stand below one another.
SQUEEZED = """() => [...document.querySelectorAll('dt, dd, td, th, p, li, h1, h2, h3, label, button, a')]
  .filter(e => !e.children.length && e.textContent.trim().length > 6 && e.checkVisibility({visibilityProperty: true}))
  .map(e => ({e, box: e.getBoundingClientRect(), size: parseFloat(getComputedStyle(e).fontSize)}))
  .filter(({box, size}) => box.width < 2 * size && box.height > 4 * size)
  .map(({e}) => 'squeezed: ' + e.outerHTML.slice(0, 90))"""
TOO_SMALL = """() => [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.type !== 'hidden' && !e.closest('.skip'))
  .filter(e => !(e.matches('a') && getComputedStyle(e).display === 'inline'))
  .map(e => ({e, box: (e.closest('label') || e).getBoundingClientRect()}))
  .filter(({box}) => box.width < 43.5 || box.height < 43.5)
  .map(({e, box}) => `${e.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""


def too_wide(page: Page, width: int) -> list[str]:
    """Return what makes a page scroll sideways in a window of this width."""
    found: list[str] = page.evaluate(TOO_WIDE, width)
    return [str(each) for each in found]


def faults(page: Page, addresses: Iterable[str]) -> Iterator[str]:
    """Go to each address and yield what is wrong with the page there; one that is led elsewhere is wrong."""
    for address in addresses:
        page.goto(address)
        if page.url.split("#")[0] != address.split("#")[0]:
            yield f"{address} leads to {page.url}"
        yield from (f"{address} {fault}" for fault in faults_here(page))


def faults_here(page: Page) -> Iterator[str]:
    """Yield what is wrong with the page that is shown, with everything on it unfolded."""
    page.evaluate("document.querySelectorAll('details.more').forEach(each => { each.open = true })")
    seen: set[tuple[str, str]] = set()
    for width, (scheme, rules) in product(WIDTHS, RULES.items()):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = [*too_wide(page, width), *page.evaluate(TOO_SMALL), *page.evaluate(SQUEEZED)]
        if (look := (scheme, page.evaluate(MATCHED))) not in seen:
            found += violations(page, rules)
        seen.add(look)
        yield from (f"{width} {scheme}: {each}" for each in found)


def wound_on(page: Page) -> None:
    """See nothing of what a page says after eight seconds without its script, and wind on to just before it does."""
    late = page.locator(".late").first
    assert late.evaluate("here => getComputedStyle(here).visibility") == "hidden"
    page.evaluate("document.getAnimations().forEach(each => { each.currentTime = 7_900 })")
