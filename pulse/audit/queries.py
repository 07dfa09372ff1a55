"""Read the trail and the look-log."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from pulse.audit.models import Entry, Look
from pulse.base.db import db


@dataclass(frozen=True)
class Looks:
    """How often people of one role opened one page about one team."""

    team_uid: str  # empty: the whole company
    page: str
    role: str
    count: int
    last_on: date


def trail(limit: int = 100, before: int | None = None) -> list[Entry]:
    """Return what was done, the latest first."""
    wanted = select(Entry).order_by(Entry.id.desc()).limit(limit)
    return list(db.session.scalars(wanted.where(Entry.id < before) if before else wanted))


def looks(team_uids: tuple[str, ...], since: date) -> list[Looks]:
    """Return who looked at results of these teams ("" is the company): counts by role, never names."""
    count, last = func.count(), func.max(Look.on)
    wanted = select(Look.team_uid, Look.page, Look.role, count, last).where(Look.team_uid.in_(team_uids))
    rows = db.session.execute(
        wanted.where(Look.on >= since).group_by(Look.team_uid, Look.page, Look.role).order_by(last.desc(), Look.page)
    )
    return [Looks(*row) for row in rows]


def export(person: object) -> dict[str, object]:
    """Return what the trail and the look-log hold about what a person did, for that person."""
    person_id = getattr(person, "id", 0)
    did = db.session.scalars(select(Entry).where(Entry.person_id == person_id).order_by(Entry.id))
    looked = db.session.scalars(select(Look).where(Look.person_id == person_id).order_by(Look.id))
    return {
        "did": [{"at": entry.at.isoformat(), "did": entry.did, "about": entry.about} for entry in did],
        "looked": [{"on": look.on.isoformat(), "page": look.page, "team": look.team_uid} for look in looked],
    }
