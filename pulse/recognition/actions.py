"""Thank somebody, take thanks back, and say what the company stands for."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from pulse.access.permissions import had_part
from pulse.audit import actions as audit
from pulse.base.alphabet import spelling
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.outbox import actions as outbox
from pulse.people.models import Person, Team
from pulse.recognition import messages, queries
from pulse.recognition.models import Thanks, Value
from pulse.recognition.terms import DAY, MOST_A_DAY, MOST_VALUES, Customer


def thank(
    whom: Person | Team, words: str, customer: Customer, value: Value | None, *, by: Person, now: datetime
) -> Thanks:
    """Thank a person or a team for an act of service, and tell them."""
    # Whoever thanks twice at the same moment waits here, so that the limit holds.
    db.session.execute(select(Person.id).where(Person.id == by.id).with_for_update())
    person, team = (whom, whom.team) if isinstance(whom, Person) else (None, whom)
    _refuse(person, team, words, by, now)
    found = Thanks(by=by, person=person, team=team, words=words, customer=customer.value, value=value, said_at=now)
    db.session.add(found)
    db.session.flush()
    arguments, about = {"thanks": found.uid}, f"thanks:{found.uid}"
    outbox.notify(messages.THANKED.name, queries.told_of(found), arguments, about=about, now=now)
    if person is None and team is not None:
        outbox.announce(messages.THANKED.name, [team.id], arguments, about=about, now=now)
    return found


def _refuse(person: Person | None, team: Team | None, words: str, by: Person, now: datetime) -> None:
    if person is not None and person.id == by.id:
        raise Refusal(_("Nobody can thank themselves here."))
    lately = queries.said_since(by, now - DAY)
    to = (person.id if person else None, team.id if team and not person else None)
    if any((each.person_id, None if each.person_id else each.team_id) == to and each.words == words for each in lately):
        raise Refusal(_("You have said exactly this today. It is on the wall."))
    if len(lately) >= MOST_A_DAY:
        message = _("You have thanked %(count)s times within a day. Thank again tomorrow.", count=MOST_A_DAY)
        raise Refusal(message)


def take_back(found: Thanks, *, by: Person, reason: str, now: datetime) -> None:
    """Take thanks off every wall. From HR, who had no part in them, it takes a reason, which both sides are told."""
    own = had_part(by, found)
    if not (own or reason):
        raise Refusal(_("Say why: both are told."))
    told = [found.by_person_id, *queries.told_of(found)]
    found.words, found.taken_back_at = "", now
    if own:
        return
    found.reason = reason
    audit.record("took-back-thanks", f"thanks:{found.uid}", by=by, reason=reason)
    about = f"thanks-removed:{found.uid}"
    outbox.notify(messages.REMOVED.name, told, {"thanks": found.uid}, about=about, now=now)


def add_value(name: str, words: str, *, by: Person) -> Value:
    """Add something the company stands for; one of that name that was retired comes back."""
    known = next((each for each in db.session.scalars(select(Value)) if spelling(each.name) == spelling(name)), None)
    if known is not None and known.retired_at is None:
        raise Refusal(_("There is a value of this name already."))
    _refuse_more()
    found = known or Value()
    found.name, found.words, found.retired_at = name, words, None
    db.session.add(found)
    db.session.flush()
    audit.record("added-value", f"value:{found.uid}", by=by, name=name)
    return found


def retire_value(found: Value, *, by: Person, now: datetime) -> None:
    """Offer a value no longer; thanks that were linked to it stay linked."""
    if found.retired_at is None:
        found.retired_at = now
        audit.record("retired-value", f"value:{found.uid}", by=by, name=found.name)


def bring_back_value(found: Value, *, by: Person) -> None:
    """Offer a value again."""
    if found.retired_at is not None:
        _refuse_more()
        found.retired_at = None
        audit.record("added-value", f"value:{found.uid}", by=by, name=found.name)


def _refuse_more() -> None:
    if len(queries.values()) >= MOST_VALUES:
        raise Refusal(_("There are %(count)s values already. Retire one first.", count=MOST_VALUES))


def forget(person: Person) -> None:
    """Delete what a person said to thank others, and what others said to thank them: it was always by name."""
    for column in (Thanks.by_person_id, Thanks.person_id):
        db.session.query(Thanks).where(column == person.id).delete(synchronize_session=False)
