"""Record that a team follows an older one, or take it back."""

from datetime import date

from flask_babel import gettext as _

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.lineage import queries
from pulse.lineage.links import Link, closes_a_circle
from pulse.lineage.models import Succession
from pulse.people.models import Person, Team


def follow(team: Team, older: Team, *, on: date, part: bool, by: Person) -> None:
    """Record that a team follows an older one from a day on: all of it, or a part of it."""
    link, links = Link(team.uid, older.uid, on, part), queries.links()
    beside = [each for each in links if each.follows == older.uid]
    if older.parent_id is None or closes_a_circle(link, links):
        raise Refusal(_("A team cannot follow itself, the company, or a team that follows it."))
    if any(each.team == team.uid for each in beside):
        raise Refusal(_("This is recorded already."))
    if beside and not (part and all(each.part for each in beside)):
        raise Refusal(_("Another team follows that one. If it was split, each new team is a part of it."))
    if not part and older.closed_on is None:
        raise Refusal(_("That team is still there, so only a part of it can be here now."))
    db.session.add(Succession(team_uid=team.uid, follows_uid=older.uid, on=on, part=part))
    audit.record("followed", f"team:{team.uid}", by=by, older=older.uid, on=on.isoformat(), part=part)


def unfollow(recorded: Succession, *, by: Person) -> None:
    """Take back that a team follows another; each keeps its own results."""
    audit.record("unfollowed", f"team:{recorded.team_uid}", by=by, older=recorded.follows_uid)
    db.session.delete(recorded)
