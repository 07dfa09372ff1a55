"""Draft a promise, make it in public, say what became of it. The past is only ever added to."""

from datetime import datetime, timedelta

from pulse.base.db import db
from pulse.base.locale import zone_of
from pulse.people.models import Person, Team
from pulse.people.readings import clean
from pulse.promises.models import Promise
from pulse.promises.terms import DAYS, LONGEST_NOTE, LONGEST_SOURCE, LONGEST_TEXT, State


def draft(team: Team, *, text: str, by: Person, source: str = "", now: datetime) -> Promise:
    """Draft a promise to a team and all below it; what it answers to stands beside it. Nothing is public yet."""
    words = clean(text)
    today = now.astimezone(zone_of(by.timezone)).date()
    made = Promise(
        team=team,
        text=words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT - 1] + "…",
        said=words[:LONGEST_NOTE] if source else "",
        proof="",
        owner_uid=by.uid,
        source=source[:LONGEST_SOURCE],
        due=today + timedelta(days=DAYS),
        state=State.DRAFT.value,
        revision=0,
        drafted_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made
