"""Sign in by password or mailed link, set passwords, end sessions, make the first administrator."""

import hashlib
import hmac
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from pulse.access.lockout import Counter, counted, wait
from pulse.access.models import Attempt, MailLink, NoDigest, SignIn, Token
from pulse.access.passwords import SHORTEST, Weakness, weakness
from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Refusal, TooMany
from pulse.base.locale import local_day, spoken
from pulse.base.models import Done, KeptForm
from pulse.base.settings import settings
from pulse.base.signing import digest, new_token
from pulse.base.upsert import insert_into
from pulse.outbox import actions as outbox
from pulse.people import queries as people
from pulse.people.addresses import folded
from pulse.people.models import Person, Role

LINK_LASTS: Final = timedelta(minutes=15)


def with_password(email: str, password: str, address: str, *, now: datetime) -> Person | None:
    """Return who signs in, or None; raise TooMany when tries must wait.

    A try is counted before it is checked, so that many at once gain nothing, and given back when it was right.
    """
    count(Counter.ADDRESS, address, now=now)
    count(Counter.ACCOUNT, email, now=now)
    person = _checked(email, password)
    if person is not None:
        clear(Counter.ACCOUNT, email)
        give_back(Counter.ADDRESS, address)
    return person


def _checked(email: str, password: str) -> Person | None:
    """Compare a password; it takes the same time whether or not there is such a person."""
    hasher = _hasher(settings().argon2_memory)
    person = people.person_by_email(email)
    sign_in = db.session.get(SignIn, person.id) if person and person.is_active else None
    stored = sign_in.password_hash if sign_in else None
    try:
        hasher.verify(stored or _nobodys(settings().argon2_memory), password)
    except (VerificationError, InvalidHashError):
        return None
    if sign_in is None or stored is None:
        return None
    if hasher.check_needs_rehash(stored):
        sign_in.password_hash = hasher.hash(password)
    return person


def mail_link(email: str, then: str, address: str, *, now: datetime) -> None:
    """Have a sign-in link mailed, when somebody has this e-mail; the link itself is made when it is sent."""
    count(Counter.ADDRESS, address, now=now)
    count(Counter.MAIL, email, now=now)
    person = people.person_by_email(email)
    if person is not None and person.is_active:
        outbox.post("sign-in-link", person, {"next": then}, due_at=now)


def make_link(person: Person, *, now: datetime) -> str:
    """Return a new token that signs this person in once; only its digest is kept."""
    token = new_token()
    db.session.add(MailLink(digest=digest(token), person_id=person.id, expires_at=now + LINK_LASTS))
    return token


def with_link(token: str, *, now: datetime) -> Person:
    """Use up a link and return whose it was; raise Refusal when it is used, old or unknown."""
    # The row goes: when somebody signed in is nobody's business. Of two at once, one statement finds it.
    wanted = delete(MailLink).where(MailLink.digest == digest(token.strip()), MailLink.expires_at > now)
    used = wanted.returning(MailLink.person_id).execution_options(synchronize_session=False)
    person_id = db.session.scalar(used)
    person = db.session.get(Person, person_id) if person_id else None
    if person is None or not person.is_active:
        raise Refusal(_("This link has been used already, or is older than a quarter of an hour. Ask for a new one."))
    return person


def set_password(person: Person, password: str) -> None:
    """Set a password and end every session; whoever is asking must be signed in again."""
    weak = weakness(password, (person.name, person.email, settings().company))
    if weak:
        raise Refusal(sentence(weak))
    sign_in = _sign_in(person)
    sign_in.password_hash = _hasher(settings().argon2_memory).hash(password)
    sign_in.epoch += 1
    # A mailed link that was on its way must not outlive the change.
    db.session.execute(delete(MailLink).where(MailLink.person_id == person.id))
    audit.record("set-password", f"person:{person.uid}", by=person)


def end_sessions(person: Person) -> None:
    """Sign somebody out on every browser."""
    _sign_in(person).epoch += 1
    audit.record("ended-sessions", f"person:{person.uid}", by=person)


def create_admin(email: str, name: str, password: str | None, *, now: datetime) -> Person:
    """Make an administrator, or make one of somebody who is there already."""
    address = folded(email)
    if "@" not in address.strip("@"):
        raise Refusal(_("%(email)s is not an e-mail address.", email=email))
    person = people.person_by_email(address)
    if person is None:
        person = Person(name=name.strip() or address, email=address, started_on=local_day(now))
        db.session.add(person)
    person.role, person.left_on = Role.ADMIN.value, None
    db.session.flush()
    if password is not None:
        set_password(person, password)
    audit.record("made-admin", f"person:{person.uid}", by=None)
    return person


def set_profile(person: Person, *, locale: str, timezone: str) -> None:
    """Choose the language and time zone of pages and mails; what somebody chose themselves, no roster changes."""
    if locale != (spoken(person.locale) or settings().locale):
        person.locale, person.chose_locale = locale, True
    if timezone != person.timezone:
        person.timezone, person.chose_timezone = timezone, True


def forget(person: Person) -> None:
    """Erase how somebody signs in, and that they want no mail about results."""
    for model in (SignIn, MailLink, Token, NoDigest, KeptForm, Done):
        db.session.execute(delete(model).where(model.person_id == person.id))
    for counter in (Counter.ACCOUNT, Counter.MAIL):
        clear(counter, person.email)


def count(counter: Counter, who: str, *, now: datetime) -> None:
    """Count one try for an account or an address; raise TooMany while it must wait."""
    key = _key(counter, who)
    db.session.execute(insert_into(Attempt).values(key=key, failures=0, last_at=now).on_conflict_do_nothing())
    row = db.session.scalars(select(Attempt).where(Attempt.key == key).with_for_update()).one()
    if row.locked_until is not None and row.locked_until > now:
        raise TooMany(_("Too many tries. You can try again at %(time)s.", time=format_time(row.locked_until, "short")))
    row.failures = counted(row.failures, row.last_at, now) + 1
    pause = wait(counter, row.failures)
    row.last_at, row.locked_until = now, now + pause if pause else None


def clear(counter: Counter, who: str) -> None:
    """Forget the tries of an account."""
    db.session.execute(delete(Attempt).where(Attempt.key == _key(counter, who)))


def give_back(counter: Counter, who: str) -> None:
    """Take one try back: it was right. Others from the same address still count."""
    key = _key(counter, who)
    fewer = update(Attempt).where(Attempt.key == key).values(failures=Attempt.failures - 1, locked_until=None)
    db.session.execute(fewer)
    db.session.execute(delete(Attempt).where(Attempt.key == key, Attempt.failures <= 0))


def _key(counter: Counter, who: str) -> str:
    """Return what may be stored of an address: nobody without the secret can tell whose it is."""
    text = f"{counter.label}|{folded(who)}"
    return hmac.new(settings().secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def sentence(weak: Weakness) -> str:
    """Say what is wrong with a password."""
    words = {
        Weakness.SHORT: _("Take at least %(number)s characters; three or four words are good.", number=SHORTEST),
        Weakness.LONG: _("This is longer than 200 characters."),
        Weakness.COMMON: _("This is one of the first passwords anybody would try. Take another one."),
        Weakness.OWN: _("This is too close to your name, your address or the company's name. Take another one."),
    }
    return str(words[weak])


def _sign_in(person: Person) -> SignIn:
    """Return the row of a person, made now when there is none."""
    made = insert_into(SignIn).values(person_id=person.id, epoch=0).on_conflict_do_nothing()
    db.session.execute(made)
    return db.session.scalars(select(SignIn).where(SignIn.person_id == person.id).with_for_update()).one()


@cache
def _hasher(memory: int) -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=memory, parallelism=1)


@cache
def _nobodys(memory: int) -> str:
    """Return a hash that no password has, as dear to check as a real one."""
    return str(_hasher(memory).hash(new_token()))
