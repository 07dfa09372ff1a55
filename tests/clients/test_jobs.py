"""Waves open, remind and close on their days, once, whoever ticks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.clients import actions, jobs, queries
from pulse.clients.models import Ask, Contact, Survey, Wave
from pulse.clients.terms import SurveyState
from pulse.customers.models import Figure, Measure, MeasureKind, Rating
from pulse.outbox.jobs import deliver
from pulse.outbox.models import Message
from tests._ground.mail import PostOffice
from tests.clients.asked import AFTER, GOOD, MONDAY, NOON, account, code_of, everybody, opened, survey, unit

REMINDS = NOON + timedelta(days=8)


def kinds():
    """What waits in the outbox, by kind."""
    db.session.rollback()
    rows = db.session.execute(select(Message.kind, func.count()).group_by(Message.kind))
    return {row[0]: row[1] for row in rows}


def asked_of(survey_id):
    """Whom a survey has asked, by mail address."""
    wanted = select(Contact.email).join(Ask, Ask.contact_id == Contact.id).join(Wave, Wave.id == Ask.wave_id)
    return sorted(db.session.scalars(wanted.where(Wave.survey_id == survey_id)))


def test_nobody_is_asked_before_the_day_and_all_are_asked_on_it_once(cast):
    account(unit(cast))
    made = survey()
    assert jobs.advance(NOON - timedelta(hours=6)) == 0
    assert jobs.advance(NOON) == 1
    assert jobs.advance(NOON) == 0
    assert kinds() == {"customer-invitation": 3}
    wave = db.session.scalars(select(Wave).where(Wave.survey_id == made.id)).one()
    assert (wave.occurrence, wave.closes_at.date()) == (MONDAY, MONDAY + timedelta(days=14))


def test_a_draft_and_a_paused_survey_ask_nobody(cast):
    account(unit(cast))
    made = survey()
    with transaction():
        actions.turn(db.session.merge(made), SurveyState.PAUSED, by=None)
    assert jobs.advance(NOON) == 0


def test_a_survey_of_one_unit_asks_its_customers_alone(cast):
    whose = unit(cast)
    account(whose)
    account(unit(cast, "Field", cast.field), "Southwind")
    wave = opened(whose=whose)
    assert {address.split("@")[1] for address in everybody(wave)} == {"northwind.example"}


def test_a_contact_is_invited_once_in_30_days_over_all_surveys(cast):
    whose = unit(cast)
    account(whose)
    first, second = survey(whose=whose), survey()
    jobs.advance(NOON)
    assert (len(asked_of(first.id)), len(asked_of(second.id))) == (3, 0)
    assert kinds() == {"customer-invitation": 3}


def test_one_reminder_goes_to_those_who_have_not_answered(cast, client, time_machine):
    account(unit(cast))
    wave = opened()
    time_machine.move_to(NOON)
    client.post(f"/ask/{code_of(wave, 'user1@northwind.example')}", data=GOOD)
    assert [jobs.advance(REMINDS), jobs.advance(REMINDS)] == [1, 0]
    assert kinds() == {"customer-invitation": 3, "customer-reminder": 2}


def test_no_reminder_where_hr_wants_none(cast):
    account(unit(cast))
    opened(reminds=False)
    assert jobs.advance(REMINDS) == 0


def test_mails_that_wait_are_taken_back_when_the_wave_closes(cast):
    account(unit(cast))
    opened()
    assert jobs.advance(AFTER) == 1
    assert kinds() == {}


def test_the_next_wave_opens_a_quarter_later(cast):
    account(unit(cast))
    made = survey()
    for moment in (NOON, AFTER, NOON + timedelta(days=98)):
        jobs.advance(moment)
    days = [wave.occurrence for wave in queries.waves(db.session.get_one(Survey, made.id))]
    assert days == [MONDAY + timedelta(days=98), MONDAY]  # first Mondays
    assert len(asked_of(made.id)) == 6


def answer_all(client, wave, **changes):
    """Let everybody answer alike."""
    for code in everybody(wave).values():
        client.post(f"/ask/{code}", data=GOOD | changes)


def figures():
    """The figures of each built-in measure: kind, number of ratings, mean."""
    db.session.rollback()
    rows = db.session.execute(select(Measure.kind, Figure.n, Figure.mean).join(Figure, Figure.measure_id == Measure.id))
    return sorted((row[0], row[1], round(row[2], 1)) for row in rows)


def test_answers_land_with_the_measures_when_the_wave_closes(cast, client, time_machine):
    account(unit(cast), users=4, deciders=2)
    wave = opened()
    time_machine.move_to(NOON)
    answer_all(client, wave)
    assert figures() == []
    jobs.advance(AFTER)
    expected = [
        (MeasureKind.PROMISE, 100.0),
        (MeasureKind.REBUY, 75.0),
        (MeasureKind.RECOMMEND, 100.0),
        (MeasureKind.SATISFACTION, 75.0),
    ]
    assert figures() == [(kind.value, 6, mean) for kind, mean in expected]
    keys = db.session.execute(select(Rating.key, func.count()).group_by(Rating.key)).all()
    assert [row[1] for row in keys] == [4] * 6  # one name for all ratings of a reply


def test_not_mine_to_decide_is_no_rating(cast, client, time_machine):
    account(unit(cast), users=6, deciders=0)
    wave = opened()
    time_machine.move_to(NOON)
    answer_all(client, wave, again="0")
    jobs.advance(AFTER)
    assert [kind for kind, _, _ in figures()] == ["promise", "recommend", "satisfaction"]


@pytest.mark.parametrize(("named", "landed"), [(False, 0), (True, 4)])
def test_few_answers_without_names_land_nowhere(cast, client, time_machine, named, landed):
    account(unit(cast), users=3, deciders=1)
    wave = opened(named=named)
    time_machine.move_to(NOON)
    answer_all(client, wave)
    jobs.advance(AFTER)
    assert len(figures()) == landed


@pytest.fixture
def by_smtp(app, smtp: PostOffice) -> PostOffice:
    """The post office, with the application set to send there."""
    given = app.extensions["pulse.settings"]
    app.extensions["pulse.settings"] = replace(given, mail="smtp", smtp_host=smtp.host, smtp_port=smtp.port)
    return smtp


def test_a_mail_speaks_the_contacts_language_and_can_be_stopped_in_it(cast, by_smtp, client, time_machine):
    account(unit(cast))
    with transaction():
        found = db.session.scalars(select(Contact).where(Contact.email == "user1@northwind.example")).one()
        found.locale = "de"
    wave = opened()
    time_machine.move_to(NOON)
    assert deliver(NOON).sent == 3
    (letter,) = by_smtp.to("user1@northwind.example")
    assert letter["Content-Language"] == "de"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = letter["List-Unsubscribe"].strip("<>")
    text = letter.get_body(("plain",)).get_content()
    assert stop in text
    assert f"/ask/{code_of(wave, 'user1@northwind.example')}?lang=de" in text
    client.post(stop.removeprefix("http://127.0.0.1:8000"))
    jobs.advance(REMINDS)
    time_machine.move_to(REMINDS)
    assert deliver(REMINDS).sent == 2
    assert len(by_smtp.to("user1@northwind.example")) == 1


def test_a_stopped_address_stays_stopped_when_it_is_erased_and_brought_again(cast, by_smtp, time_machine):
    found = account(unit(cast))
    with transaction():
        contact = db.session.scalars(select(Contact).where(Contact.email == "user1@northwind.example")).one()
        actions.stop(contact, today=MONDAY)
        actions.erase([contact], by=None)
        again = actions.add_contact(
            db.session.merge(found), "Again", "User1@northwind.example", "user", "", today=MONDAY
        )
    assert again.stopped_on == MONDAY
    opened()
    time_machine.move_to(NOON)
    assert deliver(NOON).sent == 2
    assert by_smtp.to("user1@northwind.example") == []


def test_an_erased_contact_is_not_written_to(cast, by_smtp, time_machine):
    account(unit(cast))
    opened()
    with transaction():
        actions.erase(list(db.session.scalars(select(Contact).where(Contact.level == "decider"))), by=None)
    time_machine.move_to(NOON)
    assert deliver(NOON).sent == 2
    assert by_smtp.to("decider1@northwind.example") == []


def test_a_mail_that_waits_is_not_sent_after_the_answer_or_the_close(cast, by_smtp, client, time_machine):
    account(unit(cast))
    wave = opened()
    time_machine.move_to(NOON)
    client.post(f"/ask/{code_of(wave, 'user1@northwind.example')}", data=GOOD)
    assert deliver(NOON).sent == 2
    assert by_smtp.to("user1@northwind.example") == []
