"""Taking results away in a real browser: a token made, seen once and revoked; a PDF made while one waits."""

import pytest
from playwright.sync_api import expect

from pulse.base import clock
from pulse.reports import jobs
from tests._ground.looks import faults, faults_here
from tests.reports.filling import fill

pytestmark = pytest.mark.one_database


@pytest.fixture
def page(reader):
    """A browser on which HR of a company with results is signed in."""
    return reader(fill(20, rounds=2).hana, accept_downloads=True)[0]


def test_a_token_is_seen_once_opens_results_to_programs_and_is_revoked(page):
    page.goto("/me")
    page.get_by_role("link", name="Access for programs").click()
    page.get_by_label("What is it for?").fill("Warehouse")
    page.get_by_role("button", name="Make a token").click()
    token = page.locator("code").inner_text()
    assert token.startswith("pulse_")
    assert list(faults_here(page)) == []
    address = page.url.split("/me")[0]
    assert list(faults(page, [f"{address}/me/tokens", f"{address}/api"])) == []
    page.goto("/me/tokens")
    assert token not in page.content()
    program = page.context.browser.new_context(
        base_url=address, extra_http_headers={"Authorization": f"Bearer {token}"}
    ).request  # without the cookie
    assert len(program.get("/api/v1/rounds").json()) == 2
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Warehouse")).to_have_count(0)
    assert program.get("/api/v1/rounds").status == 401


@pytest.mark.usefixtures("pango")
def test_a_pdf_is_made_while_its_page_waits_and_is_downloaded(page):
    page.goto("/results")
    page.get_by_text("Take these results away").click()
    page.get_by_role("button", name="Make a PDF of this page").click()
    expect(page.get_by_role("status")).to_contain_text("being made")
    assert list(faults_here(page)) == []
    assert jobs.make_papers(clock.now()) == 1
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=20_000)
    assert list(faults_here(page)) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
