"""Pages on which HR sets surveys of customers up, and their printed sheet."""

from sqlalchemy import select

from pulse.base.db import db
from pulse.clients.models import Survey
from pulse.clients.terms import SurveyState
from tests.clients.asked import NOON, account, opened, survey, unit

NEW = {
    "name": "Yearly",
    "unit": "",
    "named": "unnamed",
    "every": "12",
    "starts_on": "2026-06-08",
    "open_days": "14",
    "reminds": "one",
}


def test_hr_sets_a_survey_up_starts_pauses_and_ends_it(cast, signed_in, time_machine):
    time_machine.move_to(NOON)
    unit(cast)
    hana = signed_in(cast.hana)
    for wrong in (
        {"starts_on": "2026-05-01"},
        {"open_days": "2"},
        {"every": "5"},
        {"named": "perhaps"},
        {"starts_on": "x"},
    ):
        assert hana.post("/customers/surveys/new", data=NEW | wrong).status_code == 422, wrong
    place = hana.post("/customers/surveys/new", data=NEW).location
    assert "A draft" in hana.get(place).text
    states = []
    for step in ("pause", "start", "start", "pause", "start", "end", "start"):
        hana.post(f"{place}/{step}")
        db.session.rollback()
        states.append(db.session.scalars(select(Survey.state)).one())
    assert states == ["draft", "running", "running", "paused", "running", "ended", "ended"]


def test_once_asked_it_stays_as_customers_were_told(cast, signed_in, time_machine):
    account(unit(cast))
    made = opened(named=False).survey_id
    time_machine.move_to(NOON)
    hana, uid = signed_in(cast.hana), db.session.get_one(Survey, made).uid
    answer = hana.post(
        f"/customers/surveys/{uid}/edit", data=NEW | {"named": "named", "starts_on": "2026-06-01", "every": "3"}
    )
    assert answer.status_code == 422
    assert "customers have been told so" in answer.text


def test_the_sheet_holds_the_link_as_a_picture(cast, signed_in):
    whose = unit(cast)
    found = account(whose)
    uid = survey().uid
    hana = signed_in(cast.hana)
    for about in (f"unit={whose.uid}", f"account={found.uid}"):
        page = hana.get(f"/customers/surveys/{uid}/print?{about}").text
        assert "<svg viewBox" in page
        assert f"/ask/open/{uid}?about=" in page
        assert "style=" not in page
    assert hana.get(f"/customers/surveys/{uid}/print").status_code == 404


def test_surveys_list_says_where_each_stands(cast, signed_in, time_machine):
    account(unit(cast))
    assert "No survey yet" in signed_in(cast.hana).get("/customers/surveys").text
    opened()
    time_machine.move_to(NOON)
    assert "3 asked, 0 answers" in signed_in(cast.hana).get("/customers/surveys").text
    assert SurveyState.RUNNING.value == db.session.scalars(select(Survey.state)).one()
