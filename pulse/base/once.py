"""The same form sent twice is done once: the second time leads to where the first one led."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from flask import Response, flash, g, make_response, redirect, request
from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from pulse.base import clock, form_marks
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.locale import local_day
from pulse.base.me import viewer
from pulse.base.models import LONGEST_PLACE, Done
from pulse.base.upsert import insert_into

REMEMBERED: Final = timedelta(days=2)
OURS: Final = frozenset({"csrf_token", form_marks.FIELD})


def key() -> str:
    """Return what tells this post from every other one: its mark, its address and all that was typed; "" for none."""
    mark, person = form_marks.posted(), viewer()
    if mark is None or person is None or mark.person != person.id:
        return ""
    found = hashlib.sha256(repr((mark, request.path, sorted(_typed()))).encode("utf-8", "surrogatepass"))
    for name, file in sorted(request.files.items(multi=True)):
        found.update(repr((name, file.filename)).encode("utf-8", "surrogatepass"))
        while part := file.stream.read(1 << 20):
            found.update(part)
        file.stream.seek(0)
    return found.hexdigest()


def claim(of: str) -> bool:
    """Say whether this post is the first. Of two at once the second waits here until the first is done, or was not."""
    person = viewer()
    assert person is not None
    row = {"key": of, "person_id": person.id, "place": "", "day": local_day(clock.now())}
    first = insert_into(Done).values(row).on_conflict_do_nothing().returning(Done.key)
    return db.session.scalar(first) is not None


def note(of: str, response: Response) -> None:
    """Write down where it led; a page that was only shown again was not done."""
    mine = Done.key == of
    if 300 <= response.status_code < 400 or g.pop("done_here", False):
        db.session.execute(update(Done).where(mine).values(place=_led_to(response)))
    else:
        db.session.execute(delete(Done).where(mine))


def done_here() -> None:
    """Say that this post did something though its answer leads nowhere else."""
    g.done_here = True


def remember(what: str, response: Response) -> Response:
    """Write down that something was done which can be done once only, whichever page it is asked from."""
    claim(_named(what))
    note(_named(what), response)
    return response


def or_done(what: str, missing: NotFound) -> Response:
    """Lead to what was done when something is not there any more because it was; raise NotFound when it was not."""
    if db.session.get(Done, _named(what)) is None:
        raise missing
    return already(_named(what))


def already(of: str) -> Response:
    """Lead to what was done the first time."""
    place = db.session.scalar(select(Done.place).where(Done.key == of))
    flash(_("This was done already, so it was not done again."), "info")
    return make_response(redirect(place or "/", code=303))


def purge(now: datetime) -> None:
    """Forget what was done days ago."""
    db.session.execute(delete(Done).where(Done.day < local_day(now - REMEMBERED)))


def _named(what: str) -> str:
    person = viewer()
    return hashlib.sha256(f"{person.id if person else 0}|{what}".encode()).hexdigest()


def _led_to(response: Response) -> str:
    place = response.headers.get("Location", request.path)
    return place if len(place) <= LONGEST_PLACE else "/"


def _typed() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
