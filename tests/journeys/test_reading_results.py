"""Reading results in a real browser: every width and colour, by keyboard, without JavaScript."""

import pytest
from sqlalchemy import insert

from pulse.base.db import db
from pulse.base.transactions import transaction, walled
from pulse.people.models import Person, Team
from pulse.tallies.models import Comment
from tests._ground.looks import faults
from tests.reports.company import Readers, build
from tests.reports.figures import publish
from tests.reports.filling import fill

pytestmark = pytest.mark.one_database  # what pages read is tested on both in tests/reports


class TestNineRoundsOfTwentyTeams:
    """Lines, changes, news."""

    @pytest.fixture
    def filled(self, app):
        return fill(20, rounds=9)

    def test_hr_reads_pages_without_a_fault(self, filled, reader):
        page, address = reader(filled.hana)
        paths = [
            "/results",
            "/results?view=change",
            f"/results?view=numbers&branch={filled.teams[1]}",
            f"/results/teams/{filled.teams[1]}?order=trust",
            f"/results/teams/{filled.teams[19]}",
            "/looks",
            "/results/health",
            "/results/noise",
        ]
        publish(filled)
        assert list(faults(page, [address + path for path in paths])) == []

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

    def test_arrow_keys_go_from_square_to_square_and_a_key_folds_a_branch(self, filled, reader):
        page, address = reader(filled.hana)
        page.goto(address + "/results?order=name")
        assert page.get_by_text("the arrow keys go from square to square").is_visible()
        page.locator(".heat .to").first.focus()
        seen = []
        for key in ("ArrowDown", "ArrowRight", "End", "ArrowDown", "Home", "ArrowUp", "Control+End"):
            page.keyboard.press(key)
            seen.append(
                page.evaluate(
                    """() => { const cell = document.activeElement.closest('td, th');
                      return [cell.parentNode.rowIndex, cell.cellIndex]; }"""
                )
            )
        last = page.locator(".heat tbody tr").count()
        assert seen == [[2, 0], [2, 1], [2, 3], [3, 3], [3, 0], [2, 0], [last, 3]]
        page.locator(".fold").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**expand=**")
        assert page.locator(".fold").first.get_attribute("aria-expanded") == "false"
        assert page.locator(".heat tbody tr").count() < last

    def test_luck_is_drawn_again_while_a_slider_moves_and_without_javascript_by_its_buttons(self, filled, reader):
        page, address = reader(filled.hana)
        page.goto(address + "/results/noise")
        page.get_by_label("People in the team").focus()
        page.keyboard.press("End")
        page.locator("#finding", has_text="In a team of 60").wait_for()
        page.get_by_role("button", name="Draw again").click()
        page.wait_for_url("**draw=2")
        plain, address = reader(filled.hana, java_script_enabled=False)
        plain.goto(address + "/results/noise?size=9&share=70")
        before = plain.locator("#luck .dot").evaluate_all("dots => dots.map(dot => dot.getAttribute('cy'))")
        plain.get_by_role("button", name="Draw again").click()
        assert "size=9&share=70&draw=2" in plain.url
        after = plain.locator("#luck .dot").evaluate_all("dots => dots.map(dot => dot.getAttribute('cy'))")
        assert before != after

    def test_another_round_is_chosen_without_javascript(self, filled, reader):
        page, address = reader(filled.hana, java_script_enabled=False)
        page.goto(address + "/results")
        page.get_by_label("Round", exact=True).select_option(filled.rounds[2])
        page.get_by_role("button", name="Show", exact=True).click()
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
        paths.append("/programmes/help-lines")
        assert list(faults(page, [address + path for path in paths])) == []
        page.goto(address + promise)
        page.get_by_role("button", name="I confirm").press("Enter")
        page.get_by_text("Sales says: Sales0 Member").wait_for()
        with walled(write=True) as connection:
            home = {"box": company.round.uid, "home": company.team["Sales"].uid, "question": "comment"}
            connection.execute(insert(Comment), [home | {"id": str(n), "text": "Late shifts."} for n in range(5)])
        looked = address + company.page("Sales", "/comments?theme=planning&q=late")
        assert list(faults(page, [looked])) == []
        page.get_by_role("link", name="Show all comments").press("Enter")
        page.get_by_role("searchbox", name="Words").fill("sales sales3")
        page.keyboard.press("Enter")
        page.get_by_text("Found: fewer than 5.").wait_for()
        assert page.locator(".remarks li").all_inner_texts() == ["Sales says: Sales3 Member\n\nAnswer"]

    @pytest.mark.parametrize("who", ["lea", "omar"])
    def test_leaders_and_employees_read_without_a_fault(self, company, reader, who):
        page, address = reader(getattr(company, who))
        paths = ["/results", company.page("Support"), "/looks"]
        assert list(faults(page, [address + path for path in paths])) == []

    def test_a_hidden_square_says_why_when_it_is_focused(self, company, reader):
        page, address = reader(company.hana)
        page.goto(address + "/results")
        why = page.locator(".why").first
        assert not why.locator(".tip").is_visible()
        why.locator("summary").focus()
        assert "only as part of a larger team" in why.locator(".tip").inner_text()
