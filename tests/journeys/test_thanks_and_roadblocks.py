"""In a browser: somebody is thanked, and what several wrote of a roadblock is answered together, in public."""

import pytest

from tests._ground.looks import faults
from tests.roadblocks.conftest import HANDOVER, RULE, asked, migrated

__all__ = ["asked", "migrated"]  # fixtures

pytestmark = pytest.mark.one_database


def test_a_lead_answers_roadblocks_and_everybody_reads_it(asked, reader):
    lea, address = reader(asked.lea)
    lea.goto(f"{address}{asked.page('Support')}")
    lea.get_by_role("link", name="Read the answers").click()
    lea.get_by_role("button", name="I confirm").press("Enter")
    lea.get_by_label(RULE).press("Space")
    lea.get_by_label(HANDOVER).press("Space")
    lea.get_by_role("button", name="Say what becomes of it").press("Enter")
    ticked = lea.url.removeprefix(address)
    lea.get_by_label("Removed: it stands in the way no longer").check()
    lea.get_by_label("What stands in the way").fill("Small refunds waited for two signatures")
    lea.get_by_label("What changed").fill("One is enough since Monday.")
    lea.get_by_role("button", name="Say it to everybody").press("Enter")
    lea.get_by_text("Everybody can read it on the board now.").wait_for()

    sam, address = reader(asked.sales1)
    sam.goto(f"{address}/roadblocks")
    assert sam.get_by_role("article").filter(has_text="One is enough since Monday.").count() == 1
    assert sam.get_by_text("Gunnar").count() == 0

    lea.set_viewport_size({"width": 390, "height": 844})
    lea.goto(f"{address}{ticked}")
    assert lea.get_by_label("Which one?").is_hidden()
    assert lea.get_by_label("What changed").is_visible()
    looked = [asked.page("Support"), asked.page("Support", "/answers"), ticked, asked.page("Sales")]
    assert list(faults(lea, [f"{address}{path}" for path in ["/roadblocks", *looked]])) == []
    hana, address = reader(asked.hana)
    assert list(faults(hana, [f"{address}{asked.page('Acme', '/before')}"])) == []


def test_somebody_is_thanked_from_the_first_page_and_takes_nothing_but_a_sentence(asked, reader):
    hana, address = reader(asked.hana)
    hana.goto(f"{address}/thanks/values")
    hana.get_by_label("Name", exact=True).fill("We keep our word")
    hana.get_by_role("button", name="Add").press("Enter")
    hana.get_by_text("Saved.").wait_for()

    sam, address = reader(asked.sales1)
    sam.goto(address)
    sam.get_by_role("link", name="Thank somebody").press("Enter")
    sam.get_by_label("Name of a colleague or a team").fill("lindq")
    sam.keyboard.press("Enter")
    sam.get_by_role("link", name="Lea Lindqvist").press("Enter")
    sam.get_by_label("What for").fill("You called the customer back on a Sunday.")
    sam.get_by_label("A customer outside the company").check()
    sam.get_by_label("What it shows").select_option("We keep our word")
    sam.get_by_role("button", name="Say thanks").press("Enter")
    sam.get_by_text("Lea Lindqvist is told.").wait_for()
    thanks = sam.get_by_role("article")
    assert [text in thanks.inner_text() for text in ("Lea Lindqvist", "on a Sunday", "We keep our word")] == [True] * 3
    paths = ["/thanks", "/thanks/new?q=a", "/thanks/new?q=lea", f"/thanks/new/person/{asked.lea.uid}"]
    assert list(faults(sam, [f"{address}{path}" for path in paths])) == []
    sam.goto(f"{address}/thanks")
    sam.get_by_role("link", name="Take back").click()
    taking = sam.url
    assert list(faults(sam, [taking])) == []

    lea, address = reader(asked.lea)
    lea.goto(f"{address}/thanks/teams/{asked.team['Support'].uid}")
    assert lea.get_by_text("You called the customer back").is_visible()
    assert lea.get_by_text("Every team was thanked in the last 90 days").is_visible()
    pages = ["/thanks/values", "/thanks", f"/thanks/teams/{asked.team['Sales'].uid}"]
    assert list(faults(hana, [f"{address}{path}" for path in pages])) == []
