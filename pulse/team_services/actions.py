"""Record that a team serves another, take it back, and choose who can be named."""

from collections.abc import Collection
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import delete

from pulse.audit import actions as audit
from pulse.base.db import db
from pulse.base.errors import Refusal
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.team_services import queries
from pulse.team_services.models import Nameable, Service

MOST_NAMEABLE: Final = 40


def serve(server: Team, served: Team, *, by: Person | None) -> Service:
    """Record that a team serves another one, with all below it. Raises Refusal when it would rate itself."""
    if served.closed_on or server.closed_on:
        raise Refusal(_("That team is closed."))
    if served.uid in queries.below()(server.uid):
        raise Refusal(_("A team cannot serve itself, or a team below it: nobody rates the own team."))
    if any(each.server_id == server.id and each.served_id == served.id for each in queries.about(server)):
        raise Refusal(_("This is recorded already."))
    made = Service(server=server, served=served)
    db.session.add(made)
    db.session.flush()
    audit.record("serves", f"team:{server.uid}", by=by, served=served.uid)
    return made


def serve_no_more(service: Service, *, by: Person | None) -> None:
    """Take back that a team serves another; what was rated already stays."""
    audit.record("serves-no-more", f"team:{service.server.uid}", by=by, served=service.served.uid)
    db.session.delete(service)


def let_name(uids: Collection[str], *, by: Person | None) -> bool:
    """Choose the teams that people can name; say whether anything changed. Raises Refusal for too many."""
    wanted = {team.id: team for team in people.open_teams() if team.uid in uids}
    if len(wanted) > MOST_NAMEABLE:
        raise Refusal(_("At most %(most)s teams can be offered.", most=MOST_NAMEABLE))
    if wanted.keys() == {team.id for team in queries.nameable()}:
        return False
    db.session.execute(delete(Nameable))
    db.session.add_all(Nameable(team_id=team_id) for team_id in wanted)
    audit.record("chose-nameable-teams", "nameable", by=by, teams=sorted(team.uid for team in wanted.values()))
    return True
