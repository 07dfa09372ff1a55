"""A company in which there is one of each thing that people write into forms about."""

import pytest
from sqlalchemy import select

from pulse.access.views import limiter
from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.clients.models import Contact
from pulse.questions import actions as questions
from pulse.questions.offers import Draft
from pulse.recognition import actions as recognition
from tests._ground.application import sign_in
from tests._ground.voting import make_programme
from tests.clients import asked
from tests.promises.promising import drafted
from tests.townhalls import held


@pytest.fixture
def company(app, cast, noon):
    """Return the uids by which pages are asked for: `{programme}`, `{promise}`, `{hall}` …"""
    limiter.reset()
    programme = make_programme()
    unit = asked.unit(cast)
    account = asked.account(unit, owner=cast.omar)
    survey = asked.survey()
    with transaction():
        question = questions.write(
            Draft("outcome", "agree5", {"en": "I have what I need."}), by=cast.hana, now=held.NOW
        )
        recognition.add_value("Courage", "We say it.", by=cast.hana)
        contact = db.session.scalars(select(Contact.uid).where(Contact.account_id == account.id)).first()
    uids = {
        "programme": programme.uid,
        "promise": drafted(cast.support, cast.lea).uid,
        "draft": held.drafted(cast.support, cast.lea).uid,
        "hall": held.announced(cast.support, cast.lea).uid,
        "team": cast.support.uid,
        "omar": cast.omar.uid,
        "unit": unit.uid,
        "account": account.uid,
        "contact": contact,
        "survey": survey.uid,
        "question": question.code,
    }
    db.session.remove()
    return uids


@pytest.fixture
def noon(app, time_machine):
    """Stop the clock on a Monday, 10:00 in Berlin."""
    time_machine.move_to(held.NOW, tick=False)


@pytest.fixture
def back_in(app):
    """Sign somebody in again on a browser."""
    return lambda browser, person: sign_in(app, browser, person)
