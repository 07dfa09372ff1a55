"""The demo company's accounts: whom it serves, and what they answered in two waves of the customer pulse."""

import random
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from pulse.base.db import db
from pulse.base.transactions import transaction
from pulse.clients import actions, jobs, queries, reply_actions
from pulse.clients.answers import CODES, ELEMENTS, Filled
from pulse.clients.models import Account, Ask, Contact, Survey, Wave
from pulse.clients.terms import Level, Stage, SurveyState
from pulse.customers.models import Unit, UnitTeam
from pulse.demo.company import Company
from pulse.people.models import Person, Team

SEED: Final = 4
UNNAMED: Final = "Claims"  # its customers are many, and are not named
NAMED: Final = ("Platform", "Fleet", "Helpdesk")  # these are few, and known
EACH: Final = (16, 9, 8, 7)  # accounts of each unit, the unnamed one first
FIRST_WORDS: Final = "Alder Birch Cedar Delta Elm Fjord Grove Harbour Iris Juniper Kestrel Lark Maple North Osprey"
SECOND_WORDS: Final = ("Logistics", "Foods", "Energy", "Clinics", "Retail", "Works", "Insurance")
PEOPLE: Final = "Aino Ben Carla Dina Emil Farah Goran Hilda Ivo Jana Karim Lotte Mira Noel Oda Pavel Runa Sami"
SURNAMES: Final = "Aalto Berg Costa Dahl Egede Fontana Grau Holm Ivanov Jansen Keller Lund Moreau Nagy Olsen"
COMMENTS: Final = (
    "You call back when you say you will. Please keep that.",
    "The monthly report is clear. The portal is slow in the morning.",
    "We had three contacts in one year. Tell us earlier when somebody leaves.",
    "You told us about the delay before we noticed it. That counts for a lot.",
    "Prices went up without a word on why.",
)


def fill(company: Company, now: datetime) -> None:
    """Make accounts and contacts, and let them answer; not inside a transaction: the jobs open their own."""
    draw = random.Random(company.seed * 100 + SEED)  # noqa: S311  the same demo each time
    with transaction():
        made = _accounts(draw, now)
        surveys = _surveys(made, now)
    for opens_at in _openings(surveys, now):
        jobs.advance(opens_at)
        with transaction():
            _answer(draw, first=opens_at.date() < (now - timedelta(days=120)).date(), now=opens_at + timedelta(days=2))
        jobs.advance(opens_at + timedelta(days=21))


def _accounts(draw: random.Random, now: datetime) -> list[Account]:
    made: list[Account] = []
    today = (now - timedelta(days=200)).date()
    names = [f"{first} {second}" for second in SECOND_WORDS for first in FIRST_WORDS.split()]
    draw.shuffle(names)
    for name, count in zip((UNNAMED, *NAMED), EACH, strict=True):
        unit = db.session.scalar(select(Unit).where(Unit.name == name))
        if unit is None:
            continue
        owner = _lead_of(unit)
        for _each in range(count):
            account = actions.create_account(names.pop(), unit, owner, by=None)
            made.append(account)
            _contacts(draw, account, today)
            if owner:
                stage = draw.choices(list(Stage), weights=[2, 3, 5, 4, 2])[0]
                actions.set_stage(account, stage, by=owner, today=today + timedelta(days=draw.randrange(60)))
    return made


def _contacts(draw: random.Random, account: Account, today: date) -> None:
    host = account.name.lower().replace(" ", "-") + ".example"
    for number in range(draw.choice((2, 2, 3))):
        level = Level.DECIDER if number == 0 else Level.USER
        first, last = draw.choice(PEOPLE.split()), draw.choice(SURNAMES.split())
        address = f"{first}.{last}{number}@{host}"
        language = draw.choice(("en", "en", "de"))
        actions.add_contact(account, f"{first} {last}", address, level.value, language, today=today)


def _lead_of(unit: Unit) -> Person | None:
    leads = select(Person).join(Team, Team.id == Person.team_id).join(UnitTeam, UnitTeam.team_uid == Team.uid)
    return db.session.scalar(leads.where(UnitTeam.unit_id == unit.id, Person.is_lead).limit(1))


def _surveys(made: list[Account], now: datetime) -> list[Survey]:
    starts_on = (now - timedelta(days=170)).date()
    always = {"every": 3, "starts_on": starts_on, "open_days": 14, "reminds": True}
    units = {account.unit.name: account.unit for account in made}
    found = []
    if UNNAMED in units:
        found.append(Survey(name="Claims customers", unit=units[UNNAMED], named=False, **always))
    found.append(Survey(name="Key customers", unit=None, named=True, **always))
    for survey in found:
        actions.create_survey(survey, by=None)
        actions.turn(survey, SurveyState.RUNNING, by=None)
    return found


def _openings(surveys: list[Survey], now: datetime) -> list[datetime]:
    with transaction():
        rhythm = queries.coming(db.session.merge(surveys[0]), (now - timedelta(days=175)).date(), 4)
    return [one.opens_at for one in rhythm if one.closes_at < now][:2]


def _answer(draw: random.Random, *, first: bool, now: datetime) -> None:
    """Let most contacts answer. Of each unit with names one account falls, one is silent, one has unhappy deciders."""
    wanted = select(Ask).join(Wave).join(Contact, Contact.id == Ask.contact_id).where(Wave.closed_at.is_(None))
    for ask in list(db.session.scalars(wanted.order_by(Contact.id))):
        contact = ask.contact
        place = _place(contact.account)
        if place == 1 or (place > 2 and draw.random() < 0.15):
            continue
        level = contact.level == Level.DECIDER.value
        mood = 4.0 if place != 0 or first else 2.0
        mood -= 1.6 if place == 2 and level else 0.5 if contact.account.unit.name == UNNAMED and level else 0.0
        words = draw.choice(COMMENTS) if draw.random() < 0.3 else ""
        reply_actions.by_code(ask, Filled(_answers(draw, mood, decides=level), words), now=now)


def _place(account: Account) -> int:
    """Return which account of its unit one is, from 0; of units without names, one that nothing is planted in."""
    if account.unit.name == UNNAMED:
        return 99
    own = select(Account.id).where(Account.unit_id == account.unit_id).order_by(Account.id)
    return list(db.session.scalars(own)).index(account.id)


def _answers(draw: random.Random, mood: float, *, decides: bool) -> dict[str, int]:
    found = {}
    for code in CODES:
        lean = 0.4 if code in ("trust", "ease") else -0.5 if code in ("candour", ELEMENTS[0]) else 0.0
        found[code] = max(1, min(5, round(draw.gauss(mood + lean, 0.6))))
    if not decides and draw.random() < 0.6:
        found["again"] = 0
    return found
