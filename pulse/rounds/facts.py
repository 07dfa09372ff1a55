"""What the page of a round shows: public facts of its box and of its seal, and to HR who took part by group."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pulse.ballots import queries as boxes
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.people.models import Team
from pulse.rounds import participation, queries
from pulse.rounds.models import Round, Step
from pulse.rounds.participation import Part
from pulse.tallies import queries as tables
from pulse.tallies.queries import Facts


@dataclass(frozen=True)
class Before:
    """The round before, and the hash of its tables as its own page shows it; "" when there is none."""

    round: Round
    tables_hash: str


@dataclass(frozen=True)
class Page:
    """One round: its manifest's header once it has opened, its seal once it is sealed, the round before."""

    round: Round
    header: dict[str, Any] | None
    sealed: Facts | None
    before: Before | None


@dataclass(frozen=True)
class Group:
    """One line of participation: the team it is named after, and what else is counted with it."""

    name: str
    others: tuple[str, ...]
    part: Part


def page(uid: str) -> Page:
    """Return the facts of a round; raise NotFound."""
    found = queries.round_(uid)
    if not found.fingerprint:
        return Page(found, None, None, None)
    header = boxes.box(uid).header
    sealed = tables.facts(uid) if found.step == Step.SEALED.value else None
    return Page(found, header, sealed, _before(found))


def _before(found: Round) -> Before | None:
    """Return the round before by its day. Not by the name the manifest gives it: one altered since must not vanish."""
    last = next(iter(queries.sealed(found.programme_id, limit=1, before=found)), None)
    if last is None:
        return None
    try:
        return Before(last, tables.facts(last.uid).tables_hash)
    except NotFound:
        return Before(last, "")


def groups(sealed: Round) -> list[Group]:
    """Return who took part in a sealed round by group, in the order of the groups' names."""
    names = {row.uid: row.name for row in db.session.execute(select(Team.uid, Team.name))}
    cohorts = {cohort.id: cohort for cohort in tables.layout(sealed.uid).cohorts}
    lines = participation.parts(tables.took_part(sealed.uid), sealed.collected)
    found = [
        Group(
            names.get(cohorts[part.cohort].home, ""),
            tuple(sorted(names.get(uid, "") for uid in cohorts[part.cohort].labels - {cohorts[part.cohort].home})),
            part,
        )
        for part in lines
    ]
    return sorted(found, key=lambda group: group.name)
