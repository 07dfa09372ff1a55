"""Whether somebody wants the mail of their week and other notices, and the addresses in them that stop them."""

import hashlib
import hmac
from typing import Final

from flask import url_for
from sqlalchemy import delete

from pulse.access.models import NoDigest
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.settings import settings
from pulse.base.upsert import insert_into
from pulse.outbox import actions as outbox
from pulse.outbox.notices import Group, NoticeWish
from pulse.outbox.queries import wishes
from pulse.people import queries as people
from pulse.people.models import Person

WEEKLY: Final = "weekly"


def is_wanted(person: Person) -> bool:
    """Say whether somebody wants to be told; whoever has not chosen does."""
    return db.session.get(NoDigest, person.id) is None


def choose(person: Person, *, wanted: bool) -> None:
    """Be told of new results by mail, or not any more."""
    if wanted:
        db.session.execute(delete(NoDigest).where(NoDigest.person_id == person.id))
    else:
        db.session.execute(insert_into(NoDigest).values(person_id=person.id).on_conflict_do_nothing())


def stop_address(person: Person) -> str:
    """Return the address that stops these mails without signing in, for as long as the secret key lives.

    It stands in the path: a mail program posts to it and carries nothing else. It can do nothing but stop them.
    """
    return settings().base_url + url_for("access.stop_mails", code=f"{person.uid}-{_mac(person.uid)}")


def whose(code: str) -> Person:
    """Return whose mails such an address stops; raise NotFound."""
    uid, _, mac = code.rpartition("-")
    if not hmac.compare_digest(mac.encode(), _mac(uid).encode()):
        raise NotFound
    return people.person_by_uid(uid)


def notices_address(person: Person, what: str) -> str:
    """Return the address that stops notices: those of one group, or the mail of the week (`WEEKLY`)."""
    code = f"{person.uid}-{what}-{_mac(f'{person.uid}|{what}')}"
    return settings().base_url + url_for("access.stop_notices", code=code)


def stopped(code: str) -> tuple[Person, str]:
    """Return whose notices such an address stops, and which; raise NotFound."""
    named, _, mac = code.rpartition("-")
    uid, _, what = named.partition("-")
    if not hmac.compare_digest(mac.encode(), _mac(f"{uid}|{what}").encode()):
        raise NotFound
    return people.person_by_uid(uid), what


def stop(person: Person, what: str) -> bool:
    """Stop what an address names; return whether the mails about results went with it."""
    if what != WEEKLY:
        outbox.hush(person, [Group(what)])
        return False
    results = is_wanted(person)
    choose(person, wanted=False)
    outbox.hush(person, [group for group, wish in wishes(person).items() if wish is NoticeWish.WEEKLY])
    return results


def resume(person: Person, what: str, *, results: bool) -> None:
    """Take back what that stopped."""
    if what == WEEKLY and results:
        choose(person, wanted=True)
    outbox.unhush(person, Group if what == WEEKLY else [Group(what)])


# itsdangerous would sign otherwise: addresses in mails that are out must go on working.
def _mac(uid: str) -> str:
    return hmac.new(settings().secret_key.encode(), f"stop-mails|{uid}".encode(), hashlib.sha256).hexdigest()[:40]
