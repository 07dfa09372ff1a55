"""Reading results in a real browser: every width and colour, by keyboard, without JavaScript."""

from itertools import product

import pytest

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.people.models import Person, Team
from tests._ground.axe import violations
from tests.reports.company import Readers, build
from tests.reports.filling import fill

LOOKS = ((320, "light"), (390, "dark"), (1280, "light"), (1280, "dark"))
TOO_SMALL = """() => [...document.querySelectorAll('a[href], button, summary, input, select')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.type !== 'hidden' && !e.closest('.skip'))
  .filter(e => !(e.matches('a') && getComputedStyle(e).display === 'inline'))
  .map(e => ({e, box: e.getBoundingClientRect()}))
  .filter(({box}) => box.width < 43.5 || box.height < 43.5)
  .map(({e, box}) => `${e.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""


@pytest.fixture
def reader(app, browser, serving, signed_in):
    """Open a browser on which somebody is signed in: `page, address = reader(hana)`; its console must stay empty."""
    contexts, said = [], []
    address = serving(app)

    def open_for(person, **more):
        cookie = signed_in(person).get_cookie("pulse")
        db.session.remove()
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", **more)
        context.add_cookies([{"name": "pulse", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        contexts.append(context)
        return page, address

    yield open_for
    for context in contexts:
        context.close()
    assert said == []


def faults(page, address, paths):
    for path, (width, scheme) in product(paths, LOOKS):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details.more').forEach(d => { d.open = true })")
        wide = page.evaluate("document.documentElement.scrollWidth")
        yield from ([f"{path} {width}: scrolls to {wide}"] if wide > width else [])
        yield from (f"{path} {width} {scheme}: {found}" for found in (*violations(page), *page.evaluate(TOO_SMALL)))


class TestNineRoundsOfTwentyTeams:
    """Lines, changes, news."""

    @pytest.fixture
    def filled(self, app):
        return fill(20, rounds=9)

    def test_hr_reads_pages_without_a_fault(self, filled, reader):
        page, address = reader(filled.hana)
        paths = [
            "/results",
            f"/results/teams/{filled.teams[1]}?order=trust",
            f"/results/teams/{filled.teams[19]}",
            "/looks",
        ]
        assert list(faults(page, address, paths)) == []

    def test_a_leader_goes_from_the_news_to_its_evidence_by_keyboard(self, filled, reader):
        with transaction():
            lead = Person(
                name="Lea", email="lea@filled.example", team=db.session.get(Team, 2), is_lead=True, locale="en"
            )
            db.session.add(lead)
        page, address = reader(lead)
        page.goto(address + "/results")
        news = page.locator(".alerts a").first
        news.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/results/teams/**#trust")
        assert page.locator("h1").inner_text() == "Trust is lower in Team 7"
        assert page.locator("#trust .turn-lower").count() >= 1

    def test_another_round_is_chosen_without_javascript(self, filled, reader):
        page, address = reader(filled.hana, java_script_enabled=False)
        page.goto(address + "/results")
        page.get_by_label("Round", exact=True).select_option(filled.rounds[2])
        page.get_by_role("button", name="Show").click()
        assert filled.rounds[2] in page.url
        page.locator(".heat a").first.click()
        assert filled.rounds[2] in page.url


class TestTheSealedCompany:
    """Hidden teams and comments."""

    @pytest.fixture(scope="session")
    @classmethod
    def migrated(cls, migrated, databases, tmp_path_factory):
        return build(databases, migrated, tmp_path_factory.mktemp("read"))

    @pytest.fixture
    def company(self, app):
        return Readers()

    def test_hr_reads_hidden_teams_and_comments_without_a_fault(self, company, reader):
        page, address = reader(company.hana)
        promise = company.page("Sales", "/comments/before")
        paths = ["/results", company.page("Night"), company.page("Field"), company.page("Sales"), promise]
        assert list(faults(page, address, paths)) == []
        page.goto(address + promise)
        page.get_by_role("button", name="I confirm").press("Enter")
        page.get_by_text("Sales says: Sales0 Member").wait_for()
        assert list(faults(page, address, [company.page("Sales", "/comments")])) == []

    @pytest.mark.parametrize("who", ["lea", "omar"])
    def test_leaders_and_employees_read_without_a_fault(self, company, reader, who):
        page, address = reader(getattr(company, who))
        assert list(faults(page, address, ["/results", company.page("Support"), "/looks"])) == []

    def test_a_hidden_square_says_why_when_it_is_focused(self, company, reader):
        page, address = reader(company.hana)
        page.goto(address + "/results")
        why = page.locator(".why").first
        assert not why.locator(".tip").is_visible()
        why.locator("summary").focus()
        assert "only as part of a larger team" in why.locator(".tip").inner_text()
