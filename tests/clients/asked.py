"""Customers of a small company: accounts, contacts, a survey and its wave."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.transactions import transaction
from pulse.clients import actions, codes, jobs
from pulse.clients.models import Account, Ask, Contact, Survey, Wave
from pulse.clients.terms import Level, SurveyState
from pulse.customers.models import Unit, UnitTeam

MONDAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
AFTER = datetime(2026, 6, 16, 12, tzinfo=UTC)
GOOD = {
    "satisfaction": "4",
    "recommend": "5",
    "again": "4",
    "promise": "5",
    "generosity": "3",
    "trust": "5",
    "purpose": "4",
    "candour": "4",
    "fairness": "5",
    "ease": "2",
}


def unit(cast, name="Support", team=None):
    """A unit of one team."""
    with transaction():
        made = Unit(name=name)
        db.session.add(made)
        db.session.flush()
        db.session.add(UnitTeam(team_uid=(team or cast.support).uid, unit_id=made.id))
    return made


def account(whose, name="Northwind", users=2, deciders=1, owner=None):
    """An account with contacts: user1@northwind.example, …, decider1@northwind.example."""
    with transaction():
        made = actions.create_account(name, db.session.merge(whose), owner and db.session.merge(owner), by=None)
        for level, count in ((Level.USER, users), (Level.DECIDER, deciders)):
            for n in range(1, count + 1):
                address = f"{level.value}{n}@{name.lower().replace(' ', '')}.example"
                actions.add_contact(
                    made, f"{name} {level.value} {n}", address, level.value, "en", today=local_day(clock.now())
                )
    return made


def survey(*, named=False, whose=None, reminds=True):
    """A survey that runs from Monday on, every quarter, open for two weeks."""
    with transaction():
        made = Survey(
            name="How we do", unit=whose and db.session.merge(whose), named=named, every=3, starts_on=MONDAY,
            open_days=14, reminds=reminds,
        )  # fmt: skip
        actions.create_survey(made, by=None)
        actions.turn(made, SurveyState.RUNNING, by=None)
    return made


def opened(**how):
    """The wave of a survey that has just opened."""
    made = survey(**how)
    jobs.advance(NOON)
    return db.session.scalars(select(Wave).where(Wave.survey_id == made.id)).one()


def code_of(wave, address):
    """The personal code of a contact."""
    found = db.session.scalars(select(Contact).where(Contact.email == address)).one()
    return codes.personal(db.session.get_one(Wave, wave.id), found)


def everybody(wave):
    """The personal codes of all who are asked, by mail address."""
    wanted = select(Contact).join(Ask, Ask.contact_id == Contact.id).where(Ask.wave_id == wave.id)
    return {one.email: codes.personal(wave, one) for one in db.session.scalars(wanted)}


def fresh(name):
    """An account as it is now."""
    return db.session.scalars(select(Account).where(Account.name == name)).one()
