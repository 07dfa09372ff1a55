"""Look up thanks, values, whom one may thank, and which teams nobody thanked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from pulse.base import alphabet
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.ordering import by_name
from pulse.people import queries as people
from pulse.people.models import Person, Team
from pulse.people.readings import clean
from pulse.recognition.missed import missed
from pulse.recognition.models import Thanks, Value

PAGE = 20
LOOKS_BACK = timedelta(days=90)
OFFERED = 20  # people and teams that a search offers, each


@dataclass(frozen=True)
class Wall:
    """One page of thanks, the newest first."""

    thanks: list[Thanks]
    page: int
    pages: int


@dataclass(frozen=True)
class Offered:
    """Whom a search found; `more` says that there are others."""

    people: list[Person]
    teams: list[Team]
    more: bool


@dataclass(frozen=True)
class Missed:
    """A team that nobody thanked, and whether small teams around it are looked at together with it."""

    team: Team
    together: bool


def thanks(uid: str) -> Thanks:
    """Return thanks that stand; raise NotFound."""
    found = db.session.scalar(_whole().where(Thanks.uid == clean(uid), Thanks.taken_back_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def row(uid: str) -> Thanks | None:
    """Return thanks, taken back or not; None once somebody in it is erased."""
    return db.session.scalar(_whole().where(Thanks.uid == uid))


def wall(team: Team | None, page: int) -> Wall:
    """Return thanks to a team, those below it and their people, or all there are without a team."""
    standing = [Thanks.taken_back_at.is_(None)]
    if team is not None:
        standing.append(Thanks.team_id.in_(people.below(team)))
    total = db.session.scalar(select(func.count()).select_from(Thanks).where(*standing)) or 0
    pages = max(1, -(-total // PAGE))
    shown = min(max(1, page), pages)
    newest = _whole().where(*standing).order_by(Thanks.said_at.desc(), Thanks.id.desc())
    return Wall(list(db.session.scalars(newest.limit(PAGE).offset((shown - 1) * PAGE))), shown, pages)


def _whole() -> Select[tuple[Thanks]]:
    parts = (Thanks.by, Thanks.person, Thanks.team, Thanks.value)
    return select(Thanks).options(*(joinedload(part) for part in parts))


def said_since(person: Person, since: datetime) -> list[Thanks]:
    """Return what somebody said since then, taken back or not."""
    return list(db.session.scalars(select(Thanks).where(Thanks.by_person_id == person.id, Thanks.said_at > since)))


def offered(words: str, asker: Person) -> Offered:
    """Return people and teams whose name (or mail address) holds every word; nobody before two letters are there."""
    wanted = alphabet.key(clean(words)).split()
    if len("".join(wanted)) < 2:
        return Offered([], [], more=False)
    found = people.search(words)
    # The search of HR finds numbers of employees too: that is not for everybody.
    named = [p for p in found.people if _holds(f"{p.name} {p.email}", wanted) and p.id != asker.id]
    teams = [team for team in people.open_teams() if team.parent_id and _holds(team.name, wanted)]
    more = found.pages > 1 or len(named) > OFFERED or len(teams) > OFFERED
    return Offered(named[:OFFERED], teams[:OFFERED], more)


def _holds(name: str, words: list[str]) -> bool:
    return all(word in alphabet.key(name) for word in words)


def person(uid: str) -> Person:
    """Return somebody who works here; raise NotFound."""
    found = people.person_by_uid(uid)
    if found.left_on is not None:
        raise NotFound
    return found


def team(uid: str) -> Team:
    """Return an open team; raise NotFound."""
    found = people.team(uid)
    if found.closed_on is not None:
        raise NotFound
    return found


def told_of(found: Thanks) -> list[int]:
    """Return who is thanked: the person, or the people of the team itself."""
    if found.person_id is not None:
        return [found.person_id]
    here = people.members([found.team_id]) if found.team_id else []
    return [member.id for member in here if member.id != found.by_person_id]


def values(*, retired: bool = False) -> list[Value]:
    """Return what the company stands for, by name, or what it stood for."""
    state = Value.retired_at.is_not(None) if retired else Value.retired_at.is_(None)
    return by_name(db.session.scalars(select(Value).where(state)))


def value(uid: str) -> Value:
    """Return a value; raise NotFound."""
    found = db.session.scalar(select(Value).where(Value.uid == clean(uid)))
    if found is None:
        raise NotFound
    return found


def unthanked(branch: Team, now: datetime) -> list[Missed] | None:
    """Return the teams of a branch that nobody thanked of late; three statements whatever the size.

    None where no team is large enough to be looked at: then nothing can be said of any.
    """
    open_teams = {each.team.id: each for each in people.branches()}
    uid_of = {team_id: each.team.uid for team_id, each in open_teams.items()}
    parent = {uid_of[i]: uid_of.get(each.team.parent_id or 0) for i, each in open_teams.items()}
    members = {uid_of[i]: each.own for i, each in open_teams.items()}
    team_of = {each.team.uid: each.team for each in open_teams.values()}
    thanked = {uid_of[team_id] for team_id in _thanked(now - LOOKS_BACK) if team_id in uid_of}
    if not missed(parent, members, (), branch.uid):
        return None
    groups = missed(parent, members, thanked, branch.uid)
    return [Missed(team_of[group.name], len(group.labels) > 1) for group in groups if group.name in team_of]


def _thanked(since: datetime) -> Collection[int | None]:
    """Return the teams that were thanked, or people of which were; a team's thanks to itself are not counted."""
    wanted = select(Thanks.team_id).distinct().join(Person, Person.id == Thanks.by_person_id)
    wanted = wanted.where(Thanks.said_at >= since, Thanks.taken_back_at.is_(None), Thanks.team_id.is_not(None))
    from_outside = or_(Thanks.person_id.is_not(None), Person.team_id.is_(None), Person.team_id != Thanks.team_id)
    return set(db.session.scalars(wanted.where(from_outside)))


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person, for that person."""
    about = or_(Thanks.by_person_id == person.id, Thanks.person_id == person.id)
    found = list(db.session.scalars(_whole().where(about).order_by(Thanks.id)))
    return {
        "thanks_said": [_told(each) for each in found if each.by_person_id == person.id],
        "thanks_received": [_told(each) | {"from": each.by.name} for each in found if each.person_id == person.id],
    }


def _told(found: Thanks) -> dict[str, Any]:
    whom = found.person.name if found.person else found.team.name if found.team else ""
    taken_back = found.taken_back_at.isoformat() if found.taken_back_at else None
    said = {"at": found.said_at.isoformat(), "to": whom, "words": found.words, "customer": found.customer}
    return said | {"value": found.value.name if found.value else None, "taken_back": taken_back}
