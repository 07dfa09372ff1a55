"""The link in a real browser: HR chooses what to look for, reads the answer, and all six on the page of examples."""

import pytest
from playwright.sync_api import expect

from pulse.base import clock
from pulse.linkage import jobs
from tests._ground.looks import faults, faults_here
from tests.linkage.filling import fill
from tests.linkage.panels import made

pytestmark = pytest.mark.one_database

ANSWERS = (
    "Not enough data yet",
    "We cannot tell",
    "No link seen",
    "Possible link, not stable",
    "Customer scores moved first",
    "Trust and customer scores move together",
)


@pytest.fixture
def page(reader):
    """A browser on which HR of a company with a link is signed in."""
    return reader(fill(made(units=9, spans=12, beta=0.6, lag=2, seed=3)).hana)[0]


def test_hr_chooses_before_looking_and_reads_the_answer(page):
    page.goto("/customers/link")
    assert list(faults_here(page)) == []
    page.get_by_label("Measure").select_option("Satisfaction")
    page.get_by_role("radio", name="higher").check()
    page.get_by_role("button", name="Look for this from today").click()
    expect(page.get_by_text("The first answer comes within a few minutes.")).to_be_visible()
    assert jobs.compute(clock.now()) == 1
    page.reload()
    expect(page.locator("h1")).to_contain_text("and customer scores move together")
    page.get_by_label("Unit", exact=True).select_option("Unit 4")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#h-unit")).to_have_text("Unit 4")
    address = page.url.split("/customers")[0]
    assert list(faults(page, [f"{address}/customers/link", f"{address}/customers/link/naive"])) == []


def test_each_of_the_six_answers_is_read_on_the_page_of_examples(page):
    page.goto("/customers/link/examples")
    expect(page.get_by_text("These are examples.")).to_be_visible()
    for answer in ANSWERS:
        page.get_by_role("navigation", name="Examples").get_by_role("link", name=answer, exact=True).click()
        shown = page.get_by_role("region", name=answer, exact=True)
        expect(shown).to_be_in_viewport()
        shown.get_by_text("Show its charts").press("Enter")
        expect(shown.get_by_role("img").first).to_be_visible()
        expect(shown.get_by_text("Ice cream sales and drownings move together too.")).to_be_visible()
    assert list(faults_here(page)) == []
