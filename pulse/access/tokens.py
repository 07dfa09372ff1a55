"""Tokens with which programs ask in somebody's name: what that person may today, and no more."""

from datetime import date, datetime, timedelta
from typing import Final

from flask import Request
from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update

from pulse.access.models import Token
from pulse.audit import actions as audit
from pulse.base import clock
from pulse.base.db import db
from pulse.base.errors import NotFound, Refusal
from pulse.base.locale import local_day
from pulse.base.signing import digest, new_token
from pulse.people.models import Person

LASTS: Final = timedelta(days=365)
MOST: Final = 10  # of one person
MARK: Final = "pulse_"  # lets a scanner of source code recognise one that was left lying about
PROGRAMS: Final = "/api/"  # the only pages a token opens


def own(person: Person) -> list[Token]:
    """Return somebody's tokens, the newest first."""
    return list(db.session.scalars(select(Token).where(Token.person_id == person.id).order_by(Token.id.desc())))


def make(person: Person, name: str, *, now: datetime, writes_ratings: bool = False) -> str:
    """Return a new token, which is shown this once; it reads, and pushes ratings only where that is said."""
    if len(own(person)) >= MOST:
        raise Refusal(_("You have %(number)s tokens already. Revoke one first.", number=MOST))
    token = MARK + new_token()
    made = Token(digest=digest(token), person_id=person.id, name=name, made_on=local_day(now), expires_at=now + LASTS)
    made.writes_ratings = writes_ratings
    db.session.add(made)
    db.session.flush()
    audit.record("made-token", f"token:{made.uid}", by=person, writes_ratings=writes_ratings)
    return token


def revoke(person: Person, uid: str) -> None:
    """Take a token of one's own back; it stops working at once."""
    gone = delete(Token).where(Token.uid == uid, Token.person_id == person.id)
    if db.session.execute(gone).rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound
    audit.record("revoked-token", f"token:{uid}", by=person)


def bearer(request: Request) -> Person | None:
    """Return in whose name a program asks; None elsewhere than on the pages for programs."""
    token = sent(request)
    if not request.path.startswith(PROGRAMS) or not token:
        return None
    wanted = select(Person).join(Token, Token.person_id == Person.id)
    valid = wanted.where(Token.digest == digest(token), Token.expires_at > clock.now(), Person.left_on.is_(None))
    return db.session.scalar(valid)


def pushes_ratings(token: str) -> bool:
    """Say whether a token was made to push ratings as well."""
    wanted = select(Token.writes_ratings).where(Token.digest == digest(token))
    return bool(db.session.scalar(wanted))


def sent(request: Request) -> str:
    """Return the token that came with a request, or an empty text."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def used(token: str, on: date) -> bool:
    """Note the day a token was used; say whether that was news."""
    stale = or_(Token.last_used_on.is_(None), Token.last_used_on < on)
    noted = update(Token).where(Token.digest == digest(token), stale).values(last_used_on=on)
    return bool(db.session.execute(noted).rowcount)  # type: ignore[attr-defined]


def is_unused_on(token: str, day: date) -> bool:
    """Say whether a token was not used on this day yet: then there is something to write."""
    last = db.session.execute(select(Token.last_used_on).where(Token.digest == digest(token))).first()
    return last is not None and (last[0] is None or last[0] < day)
