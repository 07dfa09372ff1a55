"""Write the trail and the look-log."""

from typing import Any

from pulse.audit.models import Entry, Look
from pulse.base import clock
from pulse.base.db import db
from pulse.base.locale import local_day
from pulse.base.me import viewer


def record(did: str, about: str, *, by: Any | None, **detail: object) -> None:
    """Append to the trail that somebody (or the clock, when `by` is None) did something."""
    db.session.add(
        Entry(
            at=clock.now(),
            person_id=by.id if by else None,
            role=str(by.role) if by else "clock",
            did=did,
            about=about,
            detail=detail,
        )
    )


def look(page: str, subject: Any | None) -> Look | None:
    """Return what the look-log keeps of results that were opened by HR or a leader; None when it keeps nothing."""
    person = viewer()
    role = looking_as(person)
    if person is None or role is None:
        return None
    today, team = local_day(clock.now()), getattr(subject, "uid", "")
    return Look(on=today, person_id=person.id, role=role, page=page, team_uid=team)


def looking_as(person: Any | None) -> str | None:
    """Say in which role somebody looks: HR or leader; an employee's own reading is nobody's business."""
    if person is None:
        return None
    if person.role == "hr":
        return "hr"
    return "leader" if person.is_lead else None
