"""Writes an agenda: points are added, reworded, moved, taken off and put back, each without touching the others."""

from typing import Final

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from pulse.base.db import db
from pulse.base.errors import Conflict, Refusal
from pulse.people.readings import clean
from pulse.townhalls import queries
from pulse.townhalls.models import LONGEST_POINT, Hall, HallState, Point

MOST: Final = 30
EDITABLE: Final = frozenset({HallState.DRAFT, HallState.ANNOUNCED, HallState.LIVE})


def add(hall: Hall, words: str, evidence: str = "") -> Point:
    """Put a point at the end of the agenda."""
    said = _said(hall, words)
    if len(queries.points(hall)) >= MOST:
        raise Refusal(_("An agenda has %(most)s points at most.", most=MOST))
    last = db.session.scalar(select(func.max(Point.place)).where(Point.hall_id == hall.id)) or 0
    point = Point(hall_id=hall.id, place=last + 1, words=said, evidence=evidence)
    db.session.add(point)
    db.session.flush()
    return point


def reword(hall: Hall, point: Point, words: str, *, seen: int) -> None:
    """Word a point anew; `seen` is the revision that was looked at."""
    said = _said(hall, words)
    mine = update(Point).where(Point.id == point.id, Point.revision == seen, Point.removed.is_(False))
    if db.session.execute(mine.values(words=said, revision=seen + 1)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("Somebody else changed this point meanwhile. What you typed is still here."))
    db.session.expire_all()


def move(hall: Hall, point: Point, *, up: bool) -> None:
    """Let a point change places with its neighbour; at the end of the agenda nothing happens."""
    order = queries.points(_editable(hall))
    at = next((index for index, each in enumerate(order) if each.id == point.id), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is not None and to is not None and 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    for place, each in enumerate(order, start=1):
        each.place = place
    db.session.flush()


def take_off(hall: Hall, point: Point) -> None:
    """Take a point off the agenda; it can be put back."""
    _editable(hall)
    point.removed = True
    db.session.flush()


def put_back(hall: Hall, point: Point) -> None:
    """Put a point back where it was."""
    if len(queries.points(_editable(hall))) >= MOST:
        raise Refusal(_("An agenda has %(most)s points at most.", most=MOST))
    point.removed = False
    db.session.flush()


def _said(hall: Hall, words: str) -> str:
    _editable(hall)
    said = clean(words)
    if not said:
        raise Refusal(_("Please fill this in."))
    if len(said) > LONGEST_POINT:
        raise Refusal(_("This is too long. %(most)s characters are the limit.", most=LONGEST_POINT))
    return said


def _editable(hall: Hall) -> Hall:
    """Return the hall, held until this transaction ends: two who move points at once come one after the other."""
    if queries.held(hall) not in EDITABLE:
        raise Refusal(_("The agenda of a town hall that is over stays as it is."))
    return hall
