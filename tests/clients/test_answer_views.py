"""A customer answers: by personal link, by public link, twice, too late, with forged codes."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from pulse.base.db import db
from pulse.clients import codes, jobs
from pulse.clients.models import Ask, Contact, Reply, Survey, Wave
from tests.clients.asked import AFTER, GOOD, NOON, account, code_of, everybody, opened, survey, unit

USER = "user1@northwind.example"


@pytest.fixture
def wave(cast):
    """Northwind is asked, names are not shown."""
    account(unit(cast))
    return opened()


@pytest.fixture
def named(cast):
    """Northwind is asked, names are shown."""
    account(unit(cast))
    return opened(named=True)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    """It is noon on Monday."""
    time_machine.move_to(NOON, tick=False)


def replies():
    """All replies."""
    db.session.rollback()
    return list(db.session.scalars(select(Reply)))


def test_a_customer_answers_by_personal_link(wave, client):
    address = f"/ask/{code_of(wave, USER)}"
    assert "Your name is not shown" in client.get(address).text
    answer = client.post(address, data=GOOD | {"comment": "Fine\r\nwork \x07"})
    assert (answer.status_code, answer.location) == (303, "/ask/thanks")
    (reply,) = replies()
    assert reply.answers == {code: int(given) for code, given in GOOD.items()}
    assert reply.comment == "Fine\nwork"
    assert reply.contact_id is None
    assert "Thank you" in client.get("/ask/thanks").text


def test_opening_a_link_changes_nothing(wave, client):
    address = f"/ask/{code_of(wave, USER)}"
    for _ in range(2):
        assert client.get(address).status_code == 200
    db.session.rollback()
    assert db.session.scalar(select(func.count(Ask.answered_on))) == 0


def test_a_second_answer_without_a_name_changes_nothing_and_says_so(wave, client):
    address = f"/ask/{code_of(wave, USER)}"
    client.post(address, data=GOOD)
    again = client.post(address, data=GOOD | {"satisfaction": "1"})
    assert "nothing was changed" in again.text
    assert [one.answers["satisfaction"] for one in replies()] == [4]
    assert "We have your answer already" in client.get(address).text


def test_an_answer_with_a_name_may_be_changed_until_the_wave_closes(named, client, time_machine):
    address = f"/ask/{code_of(named, USER)}"
    client.post(address, data=GOOD | {"comment": "First"})
    page = client.get(address).text
    assert "You can change it below" in page
    assert "First" in page
    client.post(address, data=GOOD | {"satisfaction": "1"})
    (reply,) = replies()
    assert (reply.answers["satisfaction"], reply.contact_id is not None) == (1, True)
    time_machine.move_to(AFTER)
    assert client.post(address, data=GOOD).status_code == 410
    assert "Not open just now" in client.get(address).text


def test_what_was_chosen_stays_when_something_is_wrong(wave, client):
    answer = client.post(f"/ask/{code_of(wave, USER)}", data={"trust": "5", "again": "9", "comment": "x" * 2001})
    assert answer.status_code == 422
    assert re.search(r'name="trust" value="5" checked', answer.text)
    assert "Please choose an answer here" in answer.text
    assert "This is none of the answers" in answer.text
    assert "2,000 characters at most" in answer.text
    assert "x" * 2001 in answer.text
    assert replies() == []


def test_only_satisfaction_must_be_answered(wave, client):
    assert client.post(f"/ask/{code_of(wave, USER)}", data={"satisfaction": "2"}).status_code == 303
    assert [one.answers for one in replies()] == [{"satisfaction": 2}]


@pytest.mark.parametrize("code", ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "é" * 20, "thanks/x"])
def test_a_forged_code_opens_nothing(wave, client, code):
    assert client.get(f"/ask/{code}").status_code == 404
    assert client.post(f"/ask/{code}", data=GOOD).status_code == 404


def test_the_form_speaks_the_language_of_the_link(wave, client):
    assert 'lang="de"' in client.get(f"/ask/{code_of(wave, USER)}?lang=de").text


@pytest.fixture
def public(app):
    """Give public addresses."""
    return lambda **how: public_address(app, **how)


def public_address(app, **how):
    """A public address without its host, as the page of the survey shows it."""
    with app.test_request_context():
        found = db.session.scalars(select(Survey)).one()
        return codes.public_address(found, **how).removeprefix("http://127.0.0.1:8000")


def handed(client, address):
    """What the form at an address is known by."""
    return re.search(r'name="form" value="([^"]+)"', client.get(address).text)[1]


def test_anybody_answers_by_public_link_and_the_same_form_counts_once(cast, client, public):
    whose = unit(cast)
    opened(whose=whose)
    address = public()
    form = handed(client, address)
    for _ in range(2):
        assert client.post(address, data=GOOD | {"form": form, "level": "decider"}).status_code == 303
    client.post(address, data=GOOD | {"form": handed(client, address)})
    assert sorted((one.unit_id, one.level, one.contact_id) for one in replies() if one.level) == [
        (whose.id, "decider", None)
    ]
    assert len(replies()) == 2


def test_a_public_link_may_be_about_one_account(cast, client, public):
    found = account(unit(cast))
    opened()
    address = public(about=db.session.merge(found))
    client.post(address, data=GOOD | {"form": handed(client, address)})
    assert [one.account_id for one in replies()] == [found.id]


def test_a_public_link_of_all_units_must_say_which_and_cannot_be_forged(cast, client, public):
    account(unit(cast))
    opened()
    plain = public()
    signed = public(about=db.session.merge(unit(cast, "Field", cast.field)))
    assert client.get(signed).status_code == 200
    for forged in (plain, signed[:-1] + ("0" if signed[-1] != "0" else "1"), plain + "?about=u-x-y", plain + "?about="):
        assert client.get(forged).status_code == 404, forged


@pytest.mark.parametrize("form", ["", "x", "1.2", "²-x.y", "0-abc.0"])
def test_a_form_nobody_handed_out_comes_back_with_what_was_chosen(cast, client, form, public):
    opened(whose=unit(cast))
    answer = client.post(public(), data=GOOD | {"form": form})
    assert answer.status_code == 422
    assert "please send it once more" in answer.text
    assert 'name="trust" value="5" checked' in answer.text
    assert replies() == []


def test_a_form_lasts_two_days(cast, client, time_machine, public):
    opened(whose=unit(cast))
    form = handed(client, public())
    time_machine.move_to(NOON.replace(day=4))
    assert client.post(public(), data=GOOD | {"form": form}).status_code == 422


def test_nothing_is_open_before_and_after_a_wave(cast, client, time_machine, public):
    whose = unit(cast)
    survey(whose=whose)
    assert "Not open just now" in client.get(public()).text
    jobs.advance(NOON)
    assert "How are we doing?" in client.get(public()).text
    time_machine.move_to(AFTER)
    assert client.post(public(), data=GOOD).status_code == 410


def test_a_mail_program_stops_the_mails_with_one_post(app, wave, client):
    found = db.session.scalars(select(Contact).where(Contact.email == USER)).one()
    with app.test_request_context():
        address = codes.stop_address(found).removeprefix("http://127.0.0.1:8000")
    assert "One press" in client.get(address).text
    db.session.rollback()
    assert db.session.get_one(Contact, found.id).stopped_on is None
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.rollback()
    assert db.session.get_one(Contact, found.id).stopped_on == NOON.date()
    assert client.get(address[:-1] + "!").status_code == 404
    assert client.get("/ask/stop/" + address.rsplit("/", 1)[1].replace(found.uid, "0" * 16)).status_code == 404


def test_many_answers_from_one_address_have_to_wait(app, wave, client):
    app.extensions["pulse.settings"] = replace(app.extensions["pulse.settings"], customer_limit="3 per minute")
    statuses = [client.post("/ask/guess", data=GOOD).status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    assert client.get(f"/ask/{code_of(wave, USER)}").status_code == 200


def test_no_page_of_a_customer_sets_a_cookie_or_is_indexed(wave, client):
    for path in (f"/ask/{code_of(wave, USER)}", "/ask/thanks"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
        assert 'content="noindex' in answer.text
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_customers_need_no_csrf_cookie(app, wave, client):
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"/ask/{code_of(wave, USER)}", data=GOOD).status_code == 303


def test_all_who_are_asked_can_answer(wave, client):
    for code in everybody(db.session.get_one(Wave, wave.id)).values():
        assert client.post(f"/ask/{code}", data=GOOD).status_code == 303
    assert len(replies()) == 3
