"""HR imports a roster in a real browser: choose the list, see what would change, confirm."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people import actions, queries
from pulse.people.models import Person
from tests._ground.looks import faults

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def hana(app) -> Person:
    """A company that was imported before, and Hana in HR, who was made by hand."""
    app.config["WTF_CSRF_ENABLED"] = True
    with transaction():
        made = Person(name="Hana Ivanova", email="hana@nordhafen.example", role="hr", locale="en")
        db.session.add(made)
        actions.import_roster((DATA / "roster.csv").read_bytes(), by=None, now=clock.now())
    return made


@pytest.fixture
def page(hana, reader) -> Page:
    """Hana's browser."""
    return reader(hana)[0]


def preview(page: Page, name: str) -> str:
    """Upload a file and wait for what it would change; return where that is."""
    page.goto("/people/import")
    page.get_by_label("Roster file (CSV)").set_input_files(DATA / name)
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("heading", level=1, name="This is what would change").wait_for()
    return page.url


def test_hr_sees_what_a_list_would_change_and_confirms_it(page):
    preview(page, "roster-later.csv")
    figures = dict(
        zip(page.locator(".tally dt").all_inner_texts(), page.locator(".tally dd").all_inner_texts(), strict=True)
    )
    assert figures["added"] == "11"
    assert figures["moved"] == "9"
    assert figures["leave"] == "12"
    page.get_by_role("checkbox", name="begin or cease to lead a team").check()
    page.get_by_role("checkbox", name="who leads a team gets another name").check()
    page.get_by_role("button", name="Import this").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("11 people added")
    db.session.remove()
    assert queries.headcount(gone=True) == 12


def test_whatever_cannot_be_read_is_named_by_line_and_column(page):
    preview(page, "roster-messy.csv")
    expect(page.get_by_text("Line 65, column “E-Mail”")).to_be_visible()
    page.get_by_role("button", name="Discard the list").click()
    expect(page.get_by_role("status").first).to_contain_text("Nothing was changed")


def test_a_person_is_marked_as_left_and_erased(page):
    page.goto("/people?q=Aiko")
    name = page.locator("tbody th a").first.inner_text()
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Has left …").click()
    expect(page.get_by_text("cannot sign in")).to_be_visible()
    page.get_by_role("button", name="Has left").click()
    page.get_by_role("link", name="Erase …").click()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("status").first).to_contain_text("is erased")


def test_a_person_is_added_by_hand_to_a_new_team(page):
    page.goto("/people")
    page.get_by_role("link", name="Add somebody").click()
    page.get_by_label("Name").fill("Nuri Aslan")
    page.get_by_label("A new team below it").fill("Night Watch")
    page.get_by_label("E-mail").fill("nuri@nordhafen.example")
    page.get_by_label("Team", exact=True).select_option(index=1)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Nuri Aslan was added")
    expect(page.get_by_text("Night Watch")).to_be_visible()


@pytest.mark.one_database
def test_pages_of_people_have_no_fault_that_axe_finds_at_any_width(page):
    places = [preview(page, name) for name in ("roster-later.csv", "roster-messy.csv")]
    db.session.remove()
    one, team = db.session.scalars(select(Person).where(Person.is_lead)).first(), queries.root()
    here = [f"/people/{one.uid}{more}" for more in ("", "/edit", "/left", "/erase")]
    places += [
        "/people",
        "/people/new",
        "/people?q=nobody",
        "/people?who=left",
        "/people/teams",
        f"/people/teams/{team.uid}",
    ]
    db.session.remove()
    root = page.url.split("/people")[0]
    assert list(faults(page, [urljoin(root, place) for place in (*places, *here, "/people/import")])) == []
