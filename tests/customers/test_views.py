"""Pages of units: who reads them, what they say, and what a goal does."""

import pytest
from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.customers import queries
from pulse.customers.models import Goal, MeasureKind, Unit, UnitTeam
from pulse.customers.outside_in_pages import measure_beside
from pulse.people.models import Team
from tests.customers.rated import measure, rate, steady, unit
from tests.reports.test_queries import counted


def test_before_the_first_scores_the_page_says_what_to_do(cast, signed_in):
    assert "No scores of customers yet" in signed_in(cast.hana).get("/customers").text


def test_hr_reads_every_unit_and_who_has_gone_silent(cast, signed_in):
    steady(cast)
    page = signed_in(cast.hana).get("/customers").text
    assert "No ratings from customers of Finance lately" in page
    assert "no ratings for 4 months" in page
    assert "18 ratings" in page


def test_a_leader_reads_own_units_alone(cast, signed_in):
    _what, support, finance = steady(cast)
    lea = signed_in(cast.lea)
    page = lea.get("/customers").text
    assert "Support" in page
    assert "Finance" not in page
    assert "All units" not in page
    assert lea.get(f"/customers/units/{support.uid}").status_code == 200
    assert lea.get(f"/customers/units/{finance.uid}").status_code == 403


def test_a_unit_of_a_team_beyond_the_branch_is_not_a_leader_s(cast, signed_in):
    with transaction():
        what = measure()
        both = unit(cast.support, cast.finance, name="Both")
        rate(what, both, [[4, 5, 4, 3, 5]] * 6)
    lea = signed_in(cast.lea)
    assert "Both" not in lea.get("/customers").text
    assert lea.get(f"/customers/units/{both.uid}").status_code == 403


@pytest.mark.parametrize("address", ["/customers", "/customers/loyalty", "/customers/outside"])
def test_who_leads_nobody_reads_none_of_it(cast, signed_in, address):
    assert signed_in(cast.omar).get(address).status_code == 403
    assert signed_in(cast.ada).get(address).status_code == 403


def test_a_month_of_few_ratings_is_no_point(cast, signed_in):
    with transaction():
        what, support = measure(), unit(cast.support)
        rate(what, support, [[4, 5, 4, 3, 5], [1, 1, 1, 1], [4, 5, 4, 3, 5]])
    page = signed_in(cast.hana).get(f"/customers/units/{support.uid}").text
    assert "September 2026" not in page
    assert "Too few answers" in page


class TestGoals:
    """A goal is a plain line, set by HR."""

    def test_hr_sets_one_and_takes_it_away(self, cast, signed_in):
        what, support, _finance = steady(cast)
        hana, address = signed_in(cast.hana), f"/customers/units/{support.uid}"
        assert hana.post(f"{address}/goal", data={"measure": what.uid, "goal": "82.5"}).status_code == 303
        assert "goal 82.5" in hana.get(address).text
        hana.post(f"{address}/goal", data={"measure": what.uid, "goal": ""})
        assert db.session.scalars(select(Goal)).all() == []

    def test_what_is_no_goal_is_kept_and_refused(self, cast, signed_in):
        what, support, _finance = steady(cast)
        answer = signed_in(cast.hana).post(
            f"/customers/units/{support.uid}/goal", data={"measure": what.uid, "goal": "130"}
        )
        assert answer.status_code == 422
        assert 'value="130"' in answer.text
        assert db.session.scalars(select(Goal)).all() == []

    def test_a_leader_sets_none(self, cast, signed_in):
        what, support, _finance = steady(cast)
        answer = signed_in(cast.lea).post(
            f"/customers/units/{support.uid}/goal", data={"measure": what.uid, "goal": "80"}
        )
        assert answer.status_code == 403


def test_satisfied_customers_who_would_not_buy_again_are_counted(cast, signed_in):
    with transaction():
        satisfied, again = measure(), measure("Would buy again", MeasureKind.REBUY)
        support = unit(cast.support)
        rate(satisfied, support, [[5, 5, 4, 4, 5, 1]] * 4, key="same")
        rate(again, support, [[5, 2, 2, 5, 1, 5]] * 4, key="same")
    page = signed_in(cast.hana).get("/customers/loyalty").text
    assert "12 of 20" in page
    assert "60%" in page


def test_loyalty_needs_both_measures(cast, signed_in):
    steady(cast)
    assert "Not enough to compare yet" in signed_in(cast.hana).get("/customers/loyalty").text


def test_the_outside_view_needs_the_question(cast, signed_in):
    steady(cast)
    assert "Not asked yet" in signed_in(cast.hana).get("/customers/outside").text


def test_what_few_units_are_asked_does_not_hide_the_others(cast):
    steady(cast)
    with transaction():
        rate(measure("Keeps promises", MeasureKind.PROMISE), unit(cast.field), [[4, 5, 4, 3, 5]] * 3)
    assert measure_beside().name == "Keeps promises"
    with transaction():
        what = queries.measures_with_figures()[0]
        for team in (cast.operations, cast.company):
            rate(what, unit(team), [[4, 5, 4, 3, 5]] * 3)
    assert measure_beside().name == "Satisfaction"


def test_pages_take_as_many_statements_for_many_units_as_for_few(cast, signed_in):
    what, support, _finance = steady(cast)
    found = {}
    for more in (0, 60):
        with transaction():
            teams = [Team(name=f"Team {more} {k}", parent=cast.support) for k in range(more)]
            db.session.add_all(teams)
            db.session.flush()
            for team in teams:
                rate(db.session.merge(what), unit(team), [[4, 3, 5, 4, 5]] * 3)
        for person in (cast.hana, cast.lea):
            browser = signed_in(person)
            for address in (
                "/customers",
                f"/customers/units/{support.uid}",
                "/customers/loyalty",
                "/customers/outside",
            ):
                browser.get(address)
                with counted() as seen:
                    assert browser.get(address).status_code == 200
                found.setdefault((person.name, address), []).append(len(seen))
    assert {place: counts for place, counts in found.items() if counts[0] != counts[1]} == {}
    assert db.session.query(Unit).count() == 62
    assert db.session.query(UnitTeam).count() == 62
