"""What the session cookie holds: a person's id and their epoch; raising the epoch ends every session.

How long one lasts without use is the setting `session_hours`.
"""

from flask import session
from flask_login import login_user, logout_user
from sqlalchemy import select

from pulse.access.models import SignIn
from pulse.base import kept_forms
from pulse.base.db import db
from pulse.people.models import Person


def load(person_id: str) -> Person | None:
    """Return the person of a session, unless they left or the session was ended from elsewhere."""
    if not person_id.isdigit():
        return None
    row = db.session.execute(
        select(Person, SignIn.epoch)
        .outerjoin(SignIn, SignIn.person_id == Person.id)
        .where(Person.id == int(person_id), Person.left_on.is_(None))
    ).first()
    if row is None or session.get("epoch", 0) != (row[1] or 0):
        return None
    person: Person = row[0]
    return person


def begin(person: Person, *, by: str = "password") -> None:
    """Sign somebody in on this browser, in a fresh session; `by` says how they proved who they are."""
    session.clear()
    kept_forms.drop(but_of=person.id)
    sign_in = db.session.get(SignIn, person.id)
    session["epoch"] = sign_in.epoch if sign_in else 0
    session["by"] = by
    session.permanent = True
    login_user(person)


def end() -> None:
    """Sign out on this browser."""
    kept_forms.drop()
    logout_user()
    session.clear()


def began_by_link() -> bool:
    """Say whether this session began with a mailed link: then a forgotten password need not be known."""
    return session.get("by") == "link"
