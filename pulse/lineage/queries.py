"""Look up which team follows which."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.ordering import in_order
from pulse.lineage.links import Link
from pulse.lineage.models import Succession
from pulse.people import queries as people
from pulse.people.models import Team
from pulse.people.readings import clean
from pulse.people.tops import Path


@dataclass(frozen=True)
class Offer:
    """A suggestion after a roster: `new` follows `old`, or is a part of it."""

    new: Team
    old: Team
    part: bool
    done: bool


def links(uids: list[str] | None = None) -> list[Link]:
    """Return what follows what: all of it, or what leads to some teams through any number of changes and out of them.

    One statement; the latest change first.
    """
    columns = (Succession.team_uid, Succession.follows_uid, Succession.on, Succession.part)
    wanted = select(*columns).order_by(Succession.on.desc(), Succession.id)
    if uids is not None:
        back = select(Succession.team_uid, Succession.follows_uid).where(Succession.team_uid.in_(uids))
        older = back.cte("older", recursive=True)
        older = older.union(
            select(Succession.team_uid, Succession.follows_uid).join(older, Succession.team_uid == older.c.follows_uid)
        )
        wanted = wanted.where(or_(Succession.team_uid.in_(select(older.c.team_uid)), Succession.follows_uid.in_(uids)))
    return [Link(*row) for row in db.session.execute(wanted)]


def successions(team: Team) -> list[tuple[Succession, Team]]:
    """Return what was recorded of the teams that one follows, with these, the latest first."""
    wanted = select(Succession, Team).join(Team, Team.uid == Succession.follows_uid)
    wanted = wanted.where(Succession.team_uid == team.uid).order_by(Succession.on.desc(), *in_order(Team.filed_as))
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def followers(team: Team) -> list[tuple[Succession, Team]]:
    """Return what was recorded of the teams that follow one, with these, the latest first."""
    wanted = select(Succession, Team).join(Team, Team.uid == Succession.team_uid)
    wanted = wanted.where(Succession.follows_uid == team.uid).order_by(Succession.on.desc(), *in_order(Team.filed_as))
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def succession(uid: str, team: Team) -> Succession:
    """Return a record by its uid, of this very team; raise NotFound."""
    wanted = select(Succession).where(Succession.uid == clean(uid), Succession.team_uid == team.uid)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def elders(team: Team) -> list[tuple[Team, Path]]:
    """Return the teams that one may follow, closed ones first (the last closed before all), with their paths."""
    path_of = people.every_path()
    wanted = select(Team).where(Team.id != team.id, Team.parent_id.is_not(None))
    wanted = wanted.order_by(Team.closed_on.is_(None), Team.closed_on.desc(), *in_order(Team.filed_as))
    return [(each, path_of[each.id]) for each in db.session.scalars(wanted)]


def names(uids: Collection[str]) -> dict[str, str]:
    """Return the names of some teams by uid."""
    return {row[0]: row[1] for row in db.session.execute(select(Team.uid, Team.name).where(Team.uid.in_(uids)))}


def offered(texts: Sequence[str]) -> list[Offer]:
    """Return the suggestions in an address, and whether each is recorded already; whatever is none is left out."""
    triples = [text.split(".") for text in texts if text.count(".") == 2]
    uids = {uid for new, old, _part in triples for uid in (new, old)}
    teams = {team.uid: team for team in db.session.scalars(select(Team).where(Team.uid.in_(uids)))}
    done = {(link.team, link.follows) for link in links(list(uids))}
    return [
        Offer(teams[new], teams[old], part == "1", (new, old) in done)
        for new, old, part in triples
        if new in teams and old in teams
    ]
