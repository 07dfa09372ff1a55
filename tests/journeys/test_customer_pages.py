"""What customers say, read in a real browser at every width and in both lights, and by keyboard."""

import pytest
from playwright.sync_api import expect

from pulse.base.transactions import transaction
from pulse.customers.models import MeasureKind
from tests._ground.looks import faults
from tests.customers.rated import measure, rate, steady

pytestmark = pytest.mark.one_database


@pytest.fixture
def rated(cast):
    """Support and Finance with a year of ratings, some of whose customers were asked whether they would buy again."""
    what, support, finance = steady(cast)
    with transaction():
        again = measure("Would buy again", MeasureKind.REBUY)
        for whom in (support, finance):
            rate(again, whom, [[5, 2, 2, 5, 1, 5]] * 12, key=what.name)
    return support, finance


def test_hr_reads_units_without_a_fault(cast, rated, reader):
    page, address = reader(cast.hana)
    paths = (
        "/customers",
        *(f"/customers/units/{unit.uid}" for unit in rated),
        "/customers/loyalty",
        "/customers/outside",
    )
    assert list(faults(page, [address + path for path in paths])) == []


def test_hr_goes_to_the_silent_unit_and_sets_a_goal_by_keyboard(cast, rated, reader):
    page, address = reader(cast.hana)
    page.goto(address + "/customers")
    page.get_by_role("link", name="Finance no ratings for 4 months").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What customers say of Finance")).to_be_visible()
    page.get_by_text("Set a goal").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("85")
    page.keyboard.press("Enter")
    expect(page.get_by_text("goal 85.0")).to_have_count(0)  # nobody has rated it lately: there is nothing to lay beside
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Goal").first).to_be_visible()
