"""Look up persons and teams."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from pulse.base import alphabet
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.ordering import by_name, in_order
from pulse.base.settings import settings
from pulse.people.addresses import folded
from pulse.people.known import Known
from pulse.people.models import Person, RosterDraft, Team
from pulse.people.readings import clean
from pulse.people.successor_teams import Heir
from pulse.people.tops import Company, Path, key
from pulse.people.tree import paths, postorder, subtree

FIELDS = ("employee_id", "name", "email", "role", "locale", "timezone", "started_on")
PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of a list of people."""

    people: list[Person]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Branch:
    """An open team, its path from the company down, and how many work in it and in its whole branch."""

    team: Team
    path: Path
    own: int
    whole: int


def team(uid: str) -> Team:
    """Return a team by its permanent uid, closed ones too; raise NotFound."""
    found = db.session.scalar(select(Team).where(Team.uid == clean(uid)))
    if found is None:
        raise NotFound
    return found


def person(person_id: int) -> Person:
    """Return a person; raise NotFound."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def person_by_email(email: str) -> Person | None:
    """Return who has this address, or None."""
    return db.session.scalar(select(Person).where(Person.email == folded(email)))


def root() -> Team | None:
    """Return the company: the open team without a parent."""
    return db.session.scalar(select(Team).where(Team.parent_id.is_(None), Team.closed_on.is_(None)))


def open_teams() -> list[Team]:
    """Return all teams that are not closed, by name."""
    return by_name(db.session.scalars(select(Team).where(Team.closed_on.is_(None))))


def members(team_ids: list[int] | None = None) -> list[Person]:
    """Return the people who work here now, of some teams or of all."""
    wanted = select(Person).where(Person.left_on.is_(None), Person.team_id.is_not(None))
    if team_ids is not None:
        wanted = wanted.where(Person.team_id.in_(team_ids))
    return list(db.session.scalars(wanted.order_by(Person.id)))


def refused(team_ids: Collection[int]) -> list[Person]:
    """Return those of some teams to whose address mail is refused, by name."""
    wanted = select(Person).where(Person.refused_on.is_not(None), Person.refused_address == Person.email)
    wanted = wanted.where(Person.left_on.is_(None), Person.team_id.in_(team_ids))
    return list(db.session.scalars(wanted.order_by(*in_order(Person.filed_as), Person.id)))


def ancestry(team_id: int) -> list[Team]:
    """Return a team and everything above it, the team first; one statement."""
    start = select(Team.id, Team.parent_id).where(Team.id == team_id).cte("above", recursive=True)
    upper = aliased(Team)
    above = start.union(select(upper.id, upper.parent_id).join(start, upper.id == start.c.parent_id))
    found = {t.id: t for t in db.session.scalars(select(Team).join(above, Team.id == above.c.id))}
    path: list[Team] = []
    step: int | None = team_id
    while step is not None and step in found and len(path) <= len(found):
        path.append(found[step])
        step = found[step].parent_id
    return path


def person_by_uid(uid: str) -> Person:
    """Return a person, former ones too; raise NotFound."""
    found = db.session.scalar(select(Person).where(Person.uid == clean(uid)).options(joinedload(Person.team)))
    if found is None:
        raise NotFound
    return found


def teams_at(wanted: Collection[Path]) -> dict[Path, Team]:
    """Return the team at each folded path: the open one, else the one that was closed last."""
    path_of = every_path()
    ids: dict[Path, list[int]] = {}
    for team_id, path in path_of.items():
        if key(path) in wanted:
            ids.setdefault(key(path), []).append(team_id)
    every = [team_id for some in ids.values() for team_id in some]
    found = {team.id: team for team in db.session.scalars(select(Team).where(Team.id.in_(every)))}
    return {path: max((found[i] for i in some), key=_freshness) for path, some in ids.items()}


def offers(heirs: Sequence[Heir]) -> list[str]:
    """Return the suggestions as an address carries them, of teams that are there."""
    teams = teams_at({key(path) for heir in heirs for path in (heir.old, heir.new)})
    pairs = [(heir, teams.get(key(heir.new)), teams.get(key(heir.old))) for heir in heirs]
    return [f"{new.uid}.{old.uid}.{int(heir.part)}" for heir, new, old in pairs if new and old and new is not old]


def _freshness(team: Team) -> tuple[bool, date, int]:
    return (team.closed_on is None, team.closed_on or date.min, team.id)


def draft(uid: str, by: Person) -> RosterDraft:
    """Return a file that somebody uploaded themselves; raise NotFound."""
    wanted = select(RosterDraft).where(RosterDraft.uid == clean(uid), RosterDraft.by_person_id == by.id)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def search(words: str = "", *, team_ids: list[int] | None = None, gone: bool = False, page: int = 1) -> Page:
    """Return people whose name or mail holds every word: those who work here, or those who left."""
    wanted = select(Person).where(Person.left_on.is_not(None) if gone else Person.left_on.is_(None))
    if team_ids is not None:
        wanted = wanted.where(Person.team_id.in_(team_ids))
    wanted = wanted.where(and_(True, *(_holds(word) for word in clean(words).split()[:8])))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    shown = min(max(1, page), pages)
    return Page(_page(wanted, shown), total, shown, pages)


def _holds(word: str) -> ColumnElement[bool]:
    """Match a word whatever its case, accents and apostrophes."""
    plain = alphabet.key(word)
    named = Person.filed_as.contains(plain, autoescape=True) if plain else false()
    return or_(named, Person.email.icontains(word, autoescape=True), Person.employee_id == word)


def _page(wanted: Select[tuple[Person]], page: int) -> list[Person]:
    ordered = wanted.options(joinedload(Person.team)).order_by(*in_order(Person.filed_as), Person.name, Person.id)
    return list(db.session.scalars(ordered.limit(PAGE).offset((page - 1) * PAGE)))


def headcount(*, gone: bool = False) -> int:
    """Return how many people work here, or how many left and are not erased yet."""
    left = Person.left_on.is_not(None) if gone else Person.left_on.is_(None)
    return db.session.scalar(select(func.count()).where(left)) or 0


def branches() -> list[Branch]:
    """Return the open teams, each before those below it, with their headcounts; two statements whatever the size."""
    teams = {team.id: team for team in open_teams()}
    here = select(Person.team_id, func.count()).where(Person.left_on.is_(None), Person.team_id.is_not(None))
    own: dict[int | None, int] = {row[0]: row[1] for row in db.session.execute(here.group_by(Person.team_id))}
    above = parents(teams)
    whole = {team_id: own.get(team_id, 0) for team_id in teams}
    for team_id in postorder(above):
        if (upper := above[team_id]) is not None:
            whole[upper] += whole[team_id]
    named = paths(above, {team_id: team.name for team_id, team in teams.items()})
    return [Branch(teams[i], path, own.get(i, 0), whole[i]) for i, path in named.items()]


def parents(teams: Mapping[int, Team]) -> dict[int, int | None]:
    """Return the tree of some teams; one whose upper team is not among them stands at the top."""
    return {team.id: team.parent_id if team.parent_id in teams else None for team in teams.values()}


def below(team: Team) -> list[int]:
    """Return the ids of an open team and all open ones below it; of a closed one its own."""
    teams = {each.id: each for each in open_teams()}
    return list(subtree(parents(teams), team.id)) if team.id in teams else [team.id]


def known() -> tuple[list[Known], list[Path]]:
    """Return everybody as Pulse knows them, former people included, and the paths of the open teams."""
    path_of = every_path()
    open_ids = db.session.scalars(select(Team.id).where(Team.closed_on.is_(None)).order_by(Team.filed_as, Team.id))
    more = (Person.id, Person.team_id, Person.is_lead, Person.left_on, Person.chose_locale, Person.chose_timezone)
    wanted = select(*(getattr(Person, name) for name in FIELDS), *more).order_by(Person.id)
    return [_known(row, path_of) for row in db.session.execute(wanted)], [path_of[team_id] for team_id in open_ids]


def company(teams: Sequence[Path]) -> Company:
    """Return what the company is called: its open team at the top, else as the host has set it."""
    top = root()
    return Company(top.name if top else clean(settings().company).replace("/", " "), tuple(teams))


def _known(row: Any, path_of: Mapping[int, Path]) -> Known:
    chosen = {name for name, chose in (("locale", row.chose_locale), ("timezone", row.chose_timezone)) if chose}
    return Known(
        id=row.id,
        team=path_of.get(row.team_id, ()),
        lead=row.is_lead,
        left_on=row.left_on,
        chosen=frozenset(chosen),
        **{name: getattr(row, name) for name in FIELDS},
    )


def every_path() -> dict[int, Path]:
    """Return every team's path, closed ones too."""
    teams = db.session.execute(select(Team.id, Team.parent_id, Team.name)).all()
    return paths({team.id: team.parent_id for team in teams}, {team.id: team.name for team in teams})


def open_paths() -> dict[int, Path]:
    """Return the path of every open team."""
    path_of = every_path()
    return {team_id: path_of[team_id] for team_id in db.session.scalars(_OPEN)}


_OPEN = select(Team.id).where(Team.closed_on.is_(None))


def export(person: Person) -> dict[str, object]:
    """Return what is stored here about a person, for that person."""
    path = every_path().get(person.team_id, ()) if person.team_id else ()
    dated = ("started_on", "left_on", "refused_on")
    days = {name: day.isoformat() for name in dated if (day := getattr(person, name))}
    plain = {name: getattr(person, name) for name in ("uid", "employee_id", "name", "email", "role", "is_lead")}
    own = {name: getattr(person, name) for name in ("locale", "timezone", "chose_locale", "chose_timezone")}
    return {"person": plain | own | days | {"team": "/".join(path)}}


def places(found: Team) -> list[Branch]:
    """Return where a team may stand: anywhere but below itself; the company nowhere."""
    if found.parent_id is None:
        return []
    own = set(below(found))
    return [branch for branch in branches() if branch.team.id not in own]
