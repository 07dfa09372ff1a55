"""Mark what happened to a team, and ask for a paper."""

from datetime import date, datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from pulse.audit import actions as audit
from pulse.base import errands
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.people.models import Person, Team
from pulse.reports import queries
from pulse.reports.models import LONGEST, PROMISES, Event, EventKind, Making, Paper
from pulse.rounds.models import Round

MOST = 100  # marks of one team
AS_GOOD: Final = timedelta(minutes=10)  # a paper of the same page that was asked for so lately is the same


def mark(team: Team, *, day: date, kind: EventKind, words: str, by: Person | None, now: datetime) -> Event:
    """Mark that something happened to a team; `by` None is the clock, or a room that marks by itself."""
    said = " ".join(words.split())[:LONGEST]
    if kind is EventKind.OTHER and not said:
        raise Refusal(_("Say in a few words what happened."))
    if db.session.query(Event).where(Event.team_uid == team.uid).count() >= MOST:
        raise Refusal(_("This team has as many marks as charts can bear. Take older ones away first."))
    event = Event(team_uid=team.uid, day=day, kind=kind.value, words=said, by_person_id=by.id if by else None)
    event.made_at = now
    db.session.add(event)
    db.session.flush()
    audit.record("marked", f"team:{team.uid}", by=by, event=event.uid, kind=kind.value, day=day.isoformat())
    return event


def unmark(event: Event, *, by: Person) -> None:
    """Take a mark off the charts."""
    if event.kind in PROMISES:
        raise Refusal(_("This mark belongs to a promise and stays as long as its history does."))
    audit.record("unmarked", f"team:{event.team_uid}", by=by, event=event.uid, kind=event.kind)
    db.session.delete(event)


def pledge(about: Round, *, by: Person) -> None:
    """Keep that somebody will not try to find out who wrote the comments of a round; once is enough."""
    if not queries.has_pledged(by, about):
        audit.record(queries.PLEDGED, f"round:{about.uid}", by=by)


def ask_for_paper(person: Person, standing: str, about: Round, team_uid: str, *, now: datetime) -> Paper:
    """Return a paper that will be made, or one that is as good."""
    wanted = {"person_id": person.id, "asked_as": standing, "round_id": about.id, "team_uid": team_uid}
    fresh = (Paper.state != Making.FAILED.value, Paper.asked_at > now - AS_GOOD)
    found = db.session.scalar(select(Paper).filter_by(**wanted).where(*fresh).order_by(Paper.id.desc()).limit(1))
    if found is None:
        found = Paper(**wanted, asked_at=now)
        db.session.add(found)
        db.session.flush()
        errands.soon("papers")
    return found
