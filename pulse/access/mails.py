"""Whether somebody wants the mail that tells of new results, and the address in it that stops it."""

import hashlib
import hmac

from flask import url_for
from sqlalchemy import delete

from pulse.access.models import NoDigest
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.settings import settings
from pulse.base.upsert import insert_into
from pulse.people import queries as people
from pulse.people.models import Person


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


def _mac(uid: str) -> str:
    return hmac.new(settings().secret_key.encode(), f"stop-mails|{uid}".encode(), hashlib.sha256).hexdigest()[:40]
