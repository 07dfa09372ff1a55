"""HR brings the messy file of scores in: says what the columns mean and whose rows they are, confirms, sees figures."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import actions
from pulse.people.models import Person
from tests._ground.looks import faults

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def page(app, reader) -> Page:
    """Hana's browser."""
    app.config["WTF_CSRF_ENABLED"] = True
    with transaction():
        hana = Person(name="Hana Ivanova", email="hana@nordhafen.example", role="hr", locale="en")
        db.session.add(hana)
        actions.import_roster((DATA / "roster.csv").read_bytes(), by=None, now=clock.now())
    return reader(hana)[0]


@pytest.mark.one_database
def test_hr_brings_the_messy_file_in(page: Page):
    page.goto("/customers/deliveries")
    page.get_by_role("link", name="Bring scores in").first.click()
    page.get_by_label("File with scores (CSV)").set_input_files(DATA / "customer-ratings-messy.csv")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the columns mean?")
    columns = page.url
    expect(page.get_by_label("Scale of the scores in this file")).to_have_value("1-5")
    page.get_by_label("Dates such as 03/04/2026").select_option("day")
    page.get_by_role("button", name="See what would land").click()
    preview = page.url
    expect(page.get_by_text("No team is called “Nordhafen/Nowhere”.")).to_be_visible()
    expect(page.get_by_text("“very good” is not a number.")).to_be_visible()
    page.get_by_label("Nordhafen/Nowhere").select_option(label="Nordhafen › Commercial › Billing")
    page.get_by_role("button", name="Show it again with these").click()
    expect(page.get_by_text("No team is called")).to_have_count(0)
    here = [columns, preview, urljoin(preview, "/customers/import"), urljoin(preview, "/customers/deliveries")]
    assert list(faults(page, here)) == []
    page.goto(preview)
    page.get_by_role("button", name="Bring these in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The scores have landed")
    expect(page.locator(".tally dd").first).to_have_text("206")
    more = [preview, f"{preview}/take-back", *(urljoin(preview, f"/customers/units{end}") for end in ("", "/new"))]
    assert list(faults(page, more)) == []
    page.goto(preview)
    page.get_by_role("link", name="See the figures").click()
    expect(page.get_by_role("heading", level=2, name="CSAT")).to_be_visible()
