"""Keep accounts, contacts and surveys; land what customers answered with the measures."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select

from pulse.audit import actions as audit
from pulse.base.alphabet import spelling
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.base.upsert import insert_into
from pulse.clients import contact_lists, queries
from pulse.clients.answers import HIGH, LOW, NOT_MINE, OVERALL, PROMISE
from pulse.clients.codes import digest
from pulse.clients.models import Account, Contact, ContactFile, Reply, StageChange, StoppedAddress, Survey, Wave
from pulse.clients.terms import AT_LEAST, Stage, SurveyState
from pulse.customers import actions as customers
from pulse.customers import queries as customer_queries
from pulse.customers.models import Measure, MeasureKind, Unit, Way
from pulse.outbox import actions as outbox
from pulse.people import queries as people
from pulse.people.addresses import folded
from pulse.people.models import Person, Role

# Built-in measures: what lands with the pages of measures, by question.
MEASURES: Final = {
    OVERALL: (MeasureKind.SATISFACTION, "Customer pulse: satisfaction"),
    "recommend": (MeasureKind.RECOMMEND, "Customer pulse: would recommend"),
    "again": (MeasureKind.REBUY, "Customer pulse: would buy again"),
    PROMISE: (MeasureKind.PROMISE, "Customer pulse: delivers what it promises"),
}


def create_account(name: str, unit: Unit, owner: Person | None, *, by: Person | None) -> Account:
    """Make an account; raise Refusal when there is one of this name."""
    _refuse_taken(name, None)
    made = Account(name=name, unit=unit, owner=owner)
    db.session.add(made)
    db.session.flush()
    audit.record("make-account", f"account:{made.uid}", by=by)
    return made


def change_account(found: Account, name: str, unit: Unit, owner: Person | None, *, by: Person) -> None:
    """Rename an account, or hand it to another unit or owner; replies stay with the unit of their time."""
    _refuse_taken(name, found)
    found.name, found.unit, found.owner = name, unit, owner
    db.session.flush()
    audit.record("change-account", f"account:{found.uid}", by=by)


def _refuse_taken(name: str, found: Account | None) -> None:
    """Refuse a name that another account has, however it is spelled; two that were there before may stay."""
    kept = found is not None and spelling(found.name) == spelling(name)
    with db.session.no_autoflush:
        others = db.session.execute(select(Account.id, Account.name).where(Account.id != (found.id if found else 0)))
        taken = {row.name if kept else spelling(row.name) for row in others}
    if (name if kept else spelling(name)) in taken:
        raise Refusal(_("There is an account of this name already."))


def set_stage(found: Account, stage: Stage, *, by: Person, today: date) -> None:
    """Write down how close a customer has come."""
    if found.stage_on is not None and found.stage == stage.value:
        return
    found.stage, found.stage_on = stage.value, today
    db.session.add(StageChange(account_id=found.id, stage=stage.value, on=today, by_person_id=by.id))
    audit.record("set-stage", f"account:{found.uid}", by=by, stage=stage.value)


def remove_account(found: Account, *, by: Person) -> None:
    """Delete an account that has no contacts any more; replies without a name stay with their unit."""
    if queries.contacts(found):
        raise Refusal(_("Erase its contacts first."))
    db.session.execute(delete(Reply).where(Reply.account_id == found.id, Reply.contact_id.is_not(None)))
    db.session.delete(found)
    audit.record("remove-account", f"account:{found.uid}", by=by)


def add_contact(account: Account, name: str, email: str, level: str, locale: str, *, today: date) -> Contact:
    """Add a contact; an address that stopped mails once stays stopped."""
    address = folded(email)
    made = Contact(account=account, name=name, email=address, level=level, locale=locale, added_on=today)
    if queries.stopped([address]):
        made.stopped_on = today
    if db.session.scalar(select(Contact.id).where(Contact.email == address)) is not None:
        raise Refusal(_("There is a contact with this mail address already."))
    db.session.add(made)
    db.session.flush()
    return made


def change_contact(found: Contact, name: str, email: str, level: str, locale: str, *, today: date) -> None:
    """Change what is known of a contact."""
    address = folded(email)
    other = db.session.scalar(select(Contact.id).where(Contact.email == address))
    if other is not None and other != found.id:
        raise Refusal(_("There is a contact with this mail address already."))
    found.name, found.email, found.level, found.locale = name, address, level, locale
    if queries.stopped([address]):
        found.stopped_on = found.stopped_on or today


def stop(found: Contact, *, today: date) -> None:
    """Write no more mails to an address, for ever: a digest of it stays when the contact goes."""
    found.stopped_on = found.stopped_on or today
    row = insert_into(StoppedAddress).values(digest=digest(found.email))
    db.session.execute(row.on_conflict_do_nothing())
    outbox.forget_reader(found.uid)


def erase(some: Sequence[Contact], *, by: Person | None) -> None:
    """Delete contacts, what they answered with their name, and mails on their way; counts without names stay."""
    for found in some:
        outbox.forget_reader(found.uid)
        audit.record("erase-contact", f"contact:{found.uid}", by=by)
    db.session.execute(
        delete(Contact).where(Contact.id.in_([one.id for one in some])).execution_options(synchronize_session=False)
    )
    for found in some:
        db.session.expunge(found)


def create_survey(made: Survey, *, by: Person | None) -> Survey:
    """Write down a new survey, as a draft."""
    queries.rhythm(made)  # raises RhythmError before anything is stored
    db.session.add(made)
    db.session.flush()
    audit.record("make-survey", f"survey:{made.uid}", by=by)
    return made


def turn(found: Survey, state: SurveyState, *, by: Person | None) -> None:
    """Start, pause, go on or end a survey; what is open stays open until its day."""
    allowed = {
        SurveyState.RUNNING: {SurveyState.DRAFT, SurveyState.PAUSED},
        SurveyState.PAUSED: {SurveyState.RUNNING},
        SurveyState.ENDED: {SurveyState.RUNNING, SurveyState.PAUSED},
        SurveyState.DRAFT: set(),
    }
    if SurveyState(found.state) not in allowed[state]:
        raise Refusal(_("That is not possible now."))
    found.state = state.value
    audit.record(f"survey-{state.value}", f"survey:{found.uid}", by=by)


def land(wave: Wave, *, now: datetime) -> int:
    """Hand the answers of a closed wave to the pages of measures: one rating a question and reply.

    Where names are not shown, of units with enough ratings only. All ratings of one reply go by one name.
    """
    replies = queries.replies(waves=[wave.id])
    landed = 0
    for code, (kind, name) in MEASURES.items():
        rated = [one for one in replies if one.answers.get(code, NOT_MINE) != NOT_MINE]
        enough = {one.unit_id for one in rated if wave.survey.named or _several(rated, one.unit_id)}
        rows = [(one.uid, one.unit_id, wave.occurrence, one.answers[code]) for one in rated if one.unit_id in enough]
        if rows:
            landed += customers.add_ratings(measure(code, kind, name), rows, way=Way.ASKED, now=now)
    return landed


def _several(rated: Sequence[Reply], unit_id: int) -> bool:
    return sum(one.unit_id == unit_id for one in rated) >= AT_LEAST


def measure(code: str, kind: MeasureKind, name: str) -> Measure:
    """Return a built-in measure, made when it is first needed."""
    uid, always = f"customer-pulse-{code}", {"low": LOW, "high": HIGH, "higher_is_better": True, "monthly": False}
    row = insert_into(Measure).values(uid=uid, name=name, kind=kind.value, **always)
    db.session.execute(row.on_conflict_do_nothing())
    found = db.session.scalar(select(Measure).where(or_(Measure.uid == uid, Measure.name == name)))
    assert found is not None
    return found


def keep_file(raw: bytes, *, by: Person, now: datetime) -> ContactFile:
    """Keep a list until it is confirmed, for a day at most; an older one of the same person goes."""
    db.session.execute(delete(ContactFile).where(ContactFile.person_id == by.id))
    made = ContactFile(person_id=by.id, made_at=now, content=raw)
    db.session.add(made)
    db.session.flush()
    return made


def known() -> contact_lists.Known:
    """Return what is there already, for a list to be compared with."""
    units = {unit.id: unit.name for unit in customer_queries.units()}
    uids = {uid: unit_id for unit_id, some in customer_queries.teams_of_units().items() for uid in some}
    teams = {spelling(team.name): uids[team.uid] for team in people.open_teams() if team.uid in uids}
    owners = select(Person.email, Person.id).where(Person.left_on.is_(None), Person.role != Role.ADMIN.value)
    accounts = select(Account.name, Account.unit_id, Account.owner_id).order_by(Account.id)
    contacts = select(Contact.email, Account.name, Contact.name, Contact.level, Contact.locale).join(Account)
    return contact_lists.Known(
        units=teams | {spelling(name): unit_id for unit_id, name in units.items()},
        owners={row[0].lower(): row[1] for row in db.session.execute(owners)},
        accounts={row[0]: (row[1], row[2]) for row in db.session.execute(accounts)},
        contacts={row[0]: (row[1], row[2], row[3], row[4]) for row in db.session.execute(contacts)},
    )


def bring_in(found: contact_lists.ContactsDifference, *, by: Person, today: date) -> None:
    """Make and change what a list says, all of it in one transaction."""
    for name, (unit_id, owner_id) in (found.new_accounts | found.changed_accounts).items():
        account = db.session.scalar(select(Account).where(Account.name == name)) or Account(name=name)
        account.unit_id, account.owner_id = unit_id, owner_id
        db.session.add(account)
    db.session.flush()
    ids = {row[0]: row[1] for row in db.session.execute(select(Account.name, Account.id))}
    stopped = queries.stopped([row.mail for row in found.new])
    there = {row.email: row for row in db.session.scalars(select(Contact))} if found.changed else {}
    for row in found.new:
        there[row.mail] = Contact(email=row.mail, added_on=today, stopped_on=today if row.mail in stopped else None)
        db.session.add(there[row.mail])
    for row in [*found.new, *found.changed]:
        contact = there[row.mail]
        contact.account_id, contact.name, contact.level, contact.locale = (
            ids[row.account],
            row.name,
            row.level,
            row.language,
        )
    db.session.flush()
    audit.record("import-contacts", "contacts", by=by, new=len(found.new), changed=len(found.changed))
