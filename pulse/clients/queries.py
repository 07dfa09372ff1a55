"""Look up accounts, contacts, surveys, waves and what came back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from pulse.access.permissions import allowed
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import local_day
from pulse.base.may import May
from pulse.base.ordering import by_name
from pulse.base.settings import settings
from pulse.clients import codes, terms
from pulse.clients.models import (
    Account,
    Ask,
    Contact,
    ContactFile,
    Reply,
    StageChange,
    StoppedAddress,
    Survey,
    Wave,
)
from pulse.clients.terms import SurveyState
from pulse.customers import queries as customers
from pulse.customers.models import Unit
from pulse.people.models import Person, Team
from pulse.programmes.recurrence import Occurrence, Rhythm, occurrences

NOT_ASKED = timedelta(days=730)  # after which HR is told to let a contact go


@dataclass(frozen=True)
class Held:
    """What the permission to read an account asks about: who looks after it, and the teams of its unit."""

    owner_id: int | None
    teams: tuple[Team, ...]


def _one(model: type[Any], uid: str, *load: Any) -> Any:
    found = db.session.scalar(select(model).where(model.uid == uid).options(*load))
    if found is None:
        raise NotFound
    return found


def account(uid: str) -> Account:
    """Return an account with its unit and owner; raise NotFound."""
    found: Account = _one(Account, uid, joinedload(Account.unit), joinedload(Account.owner))
    return found


def contact(uid: str) -> Contact:
    """Return a contact with its account; raise NotFound."""
    found: Contact = _one(Contact, uid, joinedload(Contact.account))
    return found


def survey(uid: str) -> Survey:
    """Return a survey; raise NotFound."""
    found: Survey = _one(Survey, uid, joinedload(Survey.unit))
    return found


def contact_file(uid: str, by: Person) -> ContactFile:
    """Return a list that somebody brought and has not confirmed yet; raise NotFound."""
    found: ContactFile = _one(ContactFile, uid)
    if found.person_id != by.id:
        raise NotFound
    return found


def held(uid: str) -> Held:
    """Return what the permission to read an account asks about."""
    found = account(uid)
    teams = customers.teams_of_units().get(found.unit_id, frozenset())
    return Held(found.owner_id, tuple(db.session.scalars(select(Team).where(Team.uid.in_(teams)))))


def held_by(person: Person) -> Held:
    """Return what the permission to read some accounts asks about: one's own, or the team one leads."""
    if owns_some(person):
        return Held(person.id, ())
    return Held(None, (person.team,) if person.is_lead and person.team else ())


def owns_some(person: Person) -> bool:
    """Tell whether somebody looks after a customer."""
    return db.session.scalar(select(Account.id).where(Account.owner_id == person.id).limit(1)) is not None


def readable(person: Person) -> list[Account]:
    """Return the accounts somebody may read, by name: HR all, owners their own, leaders those of their units."""
    wanted = select(Account).options(joinedload(Account.unit), joinedload(Account.owner)).order_by(Account.id)
    if not allowed(person, May.MANAGE_ACCOUNTS):
        units = [unit.id for unit in readable_units(person)]
        wanted = wanted.where(or_(Account.owner_id == person.id, Account.unit_id.in_(units)))
    return by_name(db.session.scalars(wanted))


def readable_units(person: Person) -> list[Unit]:
    """Return the units whose customers' answers somebody may read."""
    return customers.readable_units(person) if allowed(person, May.READ_CUSTOMERS) else []


def contacts(found: Account) -> list[Contact]:
    """Return the contacts of an account: who decides before who uses, then by name."""
    wanted = select(Contact).where(Contact.account_id == found.id)
    return sorted(by_name(db.session.scalars(wanted)), key=attrgetter("level"))


def people_by_id(ids: Collection[int]) -> dict[int, Contact]:
    """Return contacts with their accounts, by id."""
    wanted = select(Contact).options(joinedload(Contact.account)).where(Contact.id.in_(ids))
    return {one.id: one for one in db.session.scalars(wanted)} if ids else {}


def counts(accounts: Collection[int]) -> dict[int, int]:
    """Return how many contacts accounts have, by id."""
    wanted = select(Contact.account_id, func.count()).where(Contact.account_id.in_(accounts))
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(Contact.account_id))}


def stages(found: Account) -> list[tuple[StageChange, str | None]]:
    """Return how an account came closer, the latest first, with who said so."""
    wanted = select(StageChange, Person.name).outerjoin(Person, Person.id == StageChange.by_person_id)
    wanted = wanted.where(StageChange.account_id == found.id).order_by(StageChange.id.desc())
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def stopped(addresses: Collection[str]) -> set[str]:
    """Return which of these addresses want no mails, for ever."""
    by = {codes.digest(address): address for address in addresses}
    found = db.session.scalars(select(StoppedAddress.digest).where(StoppedAddress.digest.in_(by)))
    return {by[bytes(digest)] for digest in found}


def long_unasked(today: date) -> list[Contact]:
    """Return the contacts that nobody has asked for two years, the longest first."""
    last = func.coalesce(Contact.asked_on, Contact.added_on)
    wanted = select(Contact).options(joinedload(Contact.account)).where(last <= today - NOT_ASKED)
    return sorted(by_name(db.session.scalars(wanted)), key=lambda one: one.asked_on or one.added_on)


def surveys() -> list[Survey]:
    """Return all surveys, those that ended last."""
    ended = Survey.state == SurveyState.ENDED.value
    return list(db.session.scalars(select(Survey).options(joinedload(Survey.unit)).order_by(ended, Survey.id)))


def running() -> list[Survey]:
    """Return the surveys that run."""
    return list(db.session.scalars(select(Survey).where(Survey.state == SurveyState.RUNNING.value)))


def rhythm(asked: Survey) -> Rhythm:
    """Return when a survey asks. Raises RhythmError."""
    given = settings()
    timing = terms.timing(asked.every, asked.starts_on, asked.open_days, given.timezone, reminds=asked.reminds)
    return terms.rhythm_of(timing, given.weekend_days)


def coming(asked: Survey, today: date, count: int = 3) -> tuple[Occurrence, ...]:
    """Return the next occurrences of a survey."""
    last = db.session.scalar(select(func.max(Wave.occurrence)).where(Wave.survey_id == asked.id))
    return occurrences(rhythm(asked), max(last or date.min, today - timedelta(days=1)), count)


def waves(asked: Survey) -> list[Wave]:
    """Return the waves of a survey, the latest first."""
    return list(db.session.scalars(select(Wave).where(Wave.survey_id == asked.id).order_by(Wave.occurrence.desc())))


def open_wave(asked: Survey, now: datetime) -> Wave | None:
    """Return the wave of a survey that is open now."""
    wanted = select(Wave).options(joinedload(Wave.survey)).where(Wave.survey_id == asked.id, Wave.closed_at.is_(None))
    return db.session.scalar(wanted.where(Wave.closes_at > now).order_by(Wave.id.desc()).limit(1))


def turnout(waves: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return how many were asked by mail and how many replies came, by wave."""
    asked = select(Ask.wave_id, func.count()).where(Ask.wave_id.in_(waves)).group_by(Ask.wave_id)
    came = select(Reply.wave_id, func.count()).where(Reply.wave_id.in_(waves)).group_by(Reply.wave_id)
    by = {row[0]: row[1] for row in db.session.execute(came)}
    found = {row[0]: row[1] for row in db.session.execute(asked)}
    return {wave: (found.get(wave, 0), by.get(wave, 0)) for wave in waves}


def ask_by(code: str) -> Ask:
    """Return what a personal code asks, with its wave, survey and contact; raise NotFound."""
    load = (
        joinedload(Ask.wave).joinedload(Wave.survey),
        joinedload(Ask.contact).joinedload(Contact.account).joinedload(Account.unit),
    )
    found = db.session.scalar(select(Ask).where(Ask.digest == codes.digest(code)).options(*load))
    if found is None:
        raise NotFound
    return found


def named_reply(asked: Ask) -> Reply | None:
    """Return what a contact answered where names are shown."""
    wanted = select(Reply).where(Reply.wave_id == asked.wave_id, Reply.contact_id == asked.contact_id)
    return db.session.scalar(wanted)


def told() -> ColumnElement[bool]:
    """Say which replies may be looked at: of closed waves, or with a name."""
    return or_(Wave.closed_at.is_not(None), Survey.named)


def replies(*, accounts: Collection[int] | None = None, waves: Collection[int] | None = None) -> list[Reply]:
    """Return the replies that may be looked at, of some accounts or some waves, in no order that tells anything."""
    wanted = select(Reply).join(Wave, Wave.id == Reply.wave_id).join(Survey, Survey.id == Wave.survey_id).where(told())
    if accounts is not None:
        wanted = wanted.where(Reply.account_id.in_(accounts))
    if waves is not None:
        wanted = wanted.where(Reply.wave_id.in_(waves))
    return list(db.session.scalars(wanted.order_by(Reply.uid)))


def last_waves(count: int, *, open_too: bool = False) -> list[Wave]:
    """Return the last closed waves of each survey, the oldest first; with open ones where names are shown."""
    place = func.row_number().over(partition_by=Wave.survey_id, order_by=Wave.occurrence.desc()).label("place")
    which = told() if open_too else Wave.closed_at.is_not(None)
    newest = select(Wave.id, place).join(Survey, Survey.id == Wave.survey_id).where(which).subquery()
    wanted: Select[tuple[Wave]] = select(Wave).options(joinedload(Wave.survey)).join(newest, newest.c.id == Wave.id)
    return list(db.session.scalars(wanted.where(newest.c.place <= count).order_by(Wave.occurrence, Wave.id)))


def asked_of(accounts: Collection[int], waves: Collection[int]) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return how many contacts were asked and how many answered, by account and wave."""
    wanted = (
        select(Contact.account_id, Ask.wave_id, func.count(), func.count(Ask.answered_on))
        .join(Contact, Contact.id == Ask.contact_id)
        .where(Contact.account_id.in_(accounts), Ask.wave_id.in_(waves))
        .group_by(Contact.account_id, Ask.wave_id)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in db.session.execute(wanted)}


def stored_about(found: Contact) -> dict[str, object]:
    """Return everything that is stored about one contact."""
    asks = db.session.scalars(
        select(Ask).options(joinedload(Ask.wave).joinedload(Wave.survey)).where(Ask.contact_id == found.id)
    )
    own = db.session.scalars(select(Reply).options(joinedload(Reply.wave)).where(Reply.contact_id == found.id))
    return {
        "name": found.name,
        "mail": found.email,
        "account": found.account.name,
        "level": found.level,
        "language": found.locale,
        "added on": found.added_on.isoformat(),
        "last asked on": found.asked_on and found.asked_on.isoformat(),
        "stopped mails on": found.stopped_on and found.stopped_on.isoformat(),
        "asked": [
            {
                "survey": ask.wave.survey.name,
                "on": local_day(ask.wave.opens_at).isoformat(),
                "answered on": ask.answered_on and ask.answered_on.isoformat(),
            }
            for ask in sorted(asks, key=lambda one: one.wave.opens_at)
        ],
        "answers with the name": [
            {"on": one.wave.occurrence.isoformat(), "answers": one.answers, "comment": one.comment} for one in own
        ],
    }


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person: whom they look after, and how close they said these are."""
    own = db.session.scalars(select(Account.name).where(Account.owner_id == person.id).order_by(Account.id))
    said = select(Account.name, StageChange.stage, StageChange.on).join(Account, Account.id == StageChange.account_id)
    rows = db.session.execute(said.where(StageChange.by_person_id == person.id).order_by(StageChange.id))
    changes = [{"account": row[0], "stage": row[1], "on": row[2].isoformat()} for row in rows]
    return {"customers": {"looks after": list(own), "stages": changes}}
