"""Look up who serves whom, and who may be named."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from pulse.base import alphabet
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.ordering import by_name
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.people.tree import preorder, subtree
from pulse.team_services.models import Nameable, Service
from pulse.team_services.rotation import Below

_TEAMS = (joinedload(Service.server), joinedload(Service.served))


def services() -> list[Service]:
    """Return who serves whom, of teams that are still there."""
    found = db.session.scalars(select(Service).options(*_TEAMS).order_by(Service.id))
    return [each for each in found if not (each.server.closed_on or each.served.closed_on)]


def about(team: Team) -> list[Service]:
    """Return whom a team serves, and who serves it, by name; closed teams too, so that they can be taken back."""
    wanted = select(Service).where(or_(Service.server_id == team.id, Service.served_id == team.id)).options(*_TEAMS)
    return sorted(
        db.session.scalars(wanted), key=lambda each: (alphabet.key(each.server.name), alphabet.key(each.served.name))
    )


def service(uid: str, server: Team) -> Service:
    """Return one service of a team; raise NotFound."""
    found = db.session.scalar(select(Service).where(Service.uid == uid, Service.server_id == server.id))
    if found is None:
        raise NotFound
    return found


def nameable() -> list[Team]:
    """Return the teams people can name, those that are still there, by name."""
    wanted = select(Team).join(Nameable, Nameable.team_id == Team.id).where(Team.closed_on.is_(None))
    return by_name(db.session.scalars(wanted))


def below() -> Below:
    """Return what tells of a team's uid it and all open teams below it, by uid; one statement."""
    return below_of({team.uid: team for team in people.open_teams()})


def below_of(teams: Mapping[str, Team]) -> Below:
    """Return the same for these open teams; of another one itself."""
    uid_of = {team.id: uid for uid, team in teams.items()}
    parents = {uid: uid_of.get(team.parent_id or 0) for uid, team in teams.items()}
    return lambda uid: frozenset(subtree(parents, uid)) if uid in parents else frozenset({uid})


def names(uids: Collection[str]) -> dict[str, str]:
    """Return the names of teams by uid, closed ones too."""
    rows = db.session.execute(select(Team.uid, Team.name).where(Team.uid.in_(uids)))
    return {row.uid: row.name for row in rows}


def can_be_served(server: Team) -> list[tuple[Team, str]]:
    """Return the teams that a team may be said to serve, each with its path: any but itself and those below it."""
    own, named = below()(server.uid), {each.served_id for each in about(server) if each.server_id == server.id}
    branches = people.branches()
    return [
        (each.team, " › ".join(each.path))
        for each in branches
        if each.team.uid not in own and each.team.id not in named
    ]


def order(uids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return the place in the tree's order, and the depth, of those of these teams that are still there."""
    teams = {team.id: team for team in people.open_teams()}
    above, deep, found = people.parents(teams), dict[int, int](), dict[str, tuple[int, int]]()
    for place, team_id in enumerate(preorder(above)):
        upper = above[team_id]
        deep[team_id] = 0 if upper is None else deep[upper] + 1
        if teams[team_id].uid in uids:
            found[teams[team_id].uid] = (place, deep[team_id])
    return found
