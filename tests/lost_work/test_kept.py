"""What was typed into any form outlives the session it was typed in, for the same person on the same browser alone."""

from datetime import timedelta

import pytest
from flask import request
from sqlalchemy import func, select

from pulse.access import actions, jobs
from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.models import Done, KeptForm
from pulse.base.transactions import transaction
from pulse.promises.models import Promise
from tests._ground.forms import filled, shown, typed_on

PASSWORD = "a quiet harbour in May"
WORDS = "Zwei Wägen & <b>mehr</b>\nbis “März”"
# Who fills in which form, and into which field; where another address takes it, which one.
FORMS = [
    ("hana", "/programmes/new", "", "name"),
    ("hana", "/programmes/{programme}", "", "holidays"),
    ("hana", "/programmes/help-lines", "", "en"),
    ("hana", "/questions/new", "", "en"),
    ("hana", "/questions/{question}", "", "de"),
    ("hana", "/people/new", "", "name"),
    ("hana", "/people/{omar}/edit", "", "name"),
    ("hana", "/people/teams/{team}", "", "name"),
    ("hana", "/people/import", "", "pasted"),
    ("hana", "/customers/accounts/new", "", "name"),
    ("hana", "/customers/accounts/{account}/edit", "", "name"),
    ("hana", "/customers/accounts/{account}/contacts/new", "", "name"),
    ("hana", "/customers/contacts/{contact}", "", "name"),
    ("hana", "/customers/accounts/import", "", "pasted"),
    ("hana", "/customers/surveys/new", "", "name"),
    ("hana", "/customers/surveys/{survey}/edit", "", "name"),
    ("hana", "/customers/units/new", "", "name"),
    ("hana", "/customers/units/{unit}/teams", "", "name"),
    ("hana", "/thanks/values", "", "words"),
    ("hana", "/channels", "", "name"),
    ("hana", "/me/tokens", "", "name"),
    ("lea", "/results/teams/{team}/events", "", "words"),
    ("lea", "/promises/{promise}/edit", "", "text"),
    ("lea", "/halls/teams/{team}/new", "", "words"),
    ("lea", "/halls/{draft}/edit", "", "words"),
    ("lea", "/halls/{draft}/agenda", "", "words"),
    ("lea", "/halls/{hall}/call-off", "", "reason"),
    ("omar", "/halls/{hall}", "/halls/{hall}/named", "text"),
    ("omar", "/thanks/new/team/{team}", "", "words"),
]


@pytest.fixture(params=FORMS, ids=lambda form: f"{form[2] or form[1]}-{form[3]}")
def written(request, app, cast, company, signed_in):
    """Somebody's browser with a form they have filled in: `browser, person, page, action, field, data`."""
    who, page, action, field = request.param
    app.config["WTF_CSRF_ENABLED"] = True
    browser, page, action = signed_in(getattr(cast, who)), page.format(**company), action.format(**company)
    return browser, getattr(cast, who), page, action, field, shown(browser, page, action, **{field: WORDS})


@pytest.mark.one_database
def test_what_was_typed_is_there_again_after_signing_in(written, back_in):
    browser, person, page, action, field, data = written
    browser.delete_cookie("pulse")
    before = db.session.scalar(select(func.count()).select_from(Done))
    answer = browser.post(action or page, data=data)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={page}")
    assert "kept for an hour" in browser.get(answer.location).text
    back_in(browser, person)
    again = browser.get(page)
    assert typed_on(again.text, page, action)[field] == WORDS
    assert "What you typed is here again" in again.text
    assert db.session.scalar(select(func.count()).select_from(Done)) == before  # nothing was done by itself


@pytest.mark.one_database
def test_a_form_that_had_been_open_for_too_long_comes_back_filled(written):
    browser, _person, page, action, field, data = written
    data["csrf_token"] = "old"
    answer = browser.post(action or page, data=data)
    assert answer.status_code == 400
    assert typed_on(answer.text, page, action)[field] == WORDS
    assert "no longer up to date" in answer.text


@pytest.mark.one_database
def test_whatever_refuses_a_form_it_comes_back_filled(app, written, monkeypatch):
    browser, _person, page, action, field, data = written
    data["csrf_token"] = filled(browser.get(page).text, page, action)["csrf_token"]
    endpoint, _arguments = app.url_map.bind("").match(action or page, method="POST")
    shows = app.view_functions[endpoint]

    def refuses(**arguments):
        if request.method == "POST":
            raise Refusal("Not on a Sunday.")
        return shows(**arguments)

    monkeypatch.setitem(app.view_functions, endpoint, refuses)
    answer = browser.post(action or page, data=data)
    assert answer.status_code == 422
    assert "Not on a Sunday." in answer.text
    assert typed_on(answer.text, page, action)[field] == WORDS


def test_where_the_page_is_gone_what_was_typed_is_told(cast, company, signed_in):
    browser, page = signed_in(cast.lea), f"/promises/{company['promise']}/edit"
    data = shown(browser, page, text=WORDS)
    discards = browser.post(page.replace("/edit", "/discard"), data={"revision": data["revision"]})
    assert discards.status_code == 303
    answer = browser.post(page, data=data)
    assert answer.status_code == 404
    assert "bis “März”" in answer.text


@pytest.fixture
def gone(cast, company, signed_in):
    """Lea's browser, whose session went while she wrote a promise, and the page of that promise."""
    browser, page = signed_in(cast.lea), f"/promises/{company['promise']}/edit"
    data = shown(browser, page, text=WORDS)
    browser.delete_cookie("pulse")
    assert browser.post(page, data=data).status_code == 303
    return browser, page


def test_one_press_saves_it_and_it_is_forgotten(cast, gone, back_in):
    browser, page = gone
    back_in(browser, cast.lea)
    assert browser.post(page, data=shown(browser, page)).status_code == 303
    assert "here again" not in browser.get(page).text
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0
    assert db.session.scalars(select(Promise.text)).all() == [" ".join(WORDS.split())]


def test_nobody_else_who_signs_in_there_finds_it(cast, gone, back_in):
    browser, page = gone
    back_in(browser, cast.hana)  # HR may open the page
    assert "bis “März”" not in browser.get(page).text
    back_in(browser, cast.lea)
    assert "bis “März”" in browser.get(page).text


def test_signing_in_as_somebody_else_throws_it_away(cast, gone):
    browser, _page = gone
    with transaction():
        actions.set_password(db.session.merge(cast.hana), PASSWORD)
    answer = browser.post("/sign-in", data={"email": "hana@acme.example", "password": PASSWORD})
    assert answer.status_code == 303
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_signing_in_as_the_same_person_keeps_it(cast, gone):
    browser, page = gone
    with transaction():
        actions.set_password(db.session.merge(cast.lea), PASSWORD)
    answer = browser.post("/sign-in", data={"email": "lea@acme.example", "password": PASSWORD, "next": page})
    assert "bis “März”" in browser.get(answer.location).text


def test_on_another_browser_it_is_not_there(cast, gone, signed_in):
    _browser, page = gone
    assert "bis “März”" not in signed_in(cast.lea).get(page).text


def test_the_database_alone_tells_nothing_of_it(gone):
    row = db.session.scalars(select(KeptForm)).one()
    told = repr([getattr(row, column.name) for column in KeptForm.__table__.columns])
    assert "März" not in told
    assert "promises" not in told


def test_it_is_kept_for_an_hour(cast, gone, back_in, time_machine):
    browser, page = gone
    time_machine.move_to(clock.now() + timedelta(minutes=61), tick=False)
    back_in(browser, cast.lea)
    assert "bis “März”" not in browser.get(page).text
    jobs.purge(clock.now())
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_a_form_of_somebody_else_is_never_kept(cast, company, signed_in, back_in):
    """Whoever plants a text needs a mark of the person who is to find it, and has only their own."""
    omars, page = signed_in(cast.omar), f"/halls/{company['hall']}"
    data = shown(omars, page, f"{page}/named", text=WORDS)
    omars.delete_cookie("pulse")
    omars.post(f"{page}/named", data={**data, "form_mark": data["form_mark"][:-2] + "xx"})
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0
    omars.post(f"{page}/named", data=data)
    back_in(omars, cast.lea)
    assert "bis “März”" not in omars.get(page).text


def test_passwords_are_never_kept(cast, company, signed_in):
    browser = signed_in(cast.lea)
    data = shown(browser, "/me/password", password=PASSWORD)
    browser.delete_cookie("pulse")
    assert browser.post("/me/password", data=data).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0
