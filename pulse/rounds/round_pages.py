"""Gathers what is public of a round and its seal, and to HR who took part."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pulse.ballots import queries as boxes
from pulse.base import alphabet
from pulse.base.db import db
from pulse.base.ordering import by_name
from pulse.people.models import Team
from pulse.rounds import participation, queries
from pulse.rounds.models import Round, Step
from pulse.rounds.participation import GroupPart
from pulse.rounds.recheck_queries import Before, before
from pulse.tallies import queries as tables
from pulse.tallies.queries import Facts


@dataclass(frozen=True)
class RoundPage:
    """One round: its manifest's header once it has opened, its seal once it is sealed, the round before."""

    round: Round
    header: dict[str, Any] | None
    sealed: Facts | None
    before: Before | None
    kept_back: bool = False  # a question became sensitive later: the tables hold cells that are shown no more


@dataclass(frozen=True)
class GroupLine:
    """One line of participation: the team it is named after, and what else is counted with it."""

    name: str
    others: tuple[str, ...]
    part: GroupPart


def page(uid: str) -> RoundPage:
    """Return the facts of a round; raise NotFound."""
    found = queries.round_(uid)
    if not found.fingerprint:
        return RoundPage(found, None, None, None)
    header = boxes.box(uid).header
    sealed = tables.facts(uid) if found.step == Step.SEALED.value else None
    return RoundPage(found, header, sealed, before(found), sealed is not None and tables.keeps_back(uid))


def groups(sealed: Round) -> list[GroupLine]:
    """Return who took part in a sealed round by group, in the order of the groups' names."""
    names = {row.uid: row.name for row in db.session.execute(select(Team.uid, Team.name))}
    cohorts = {cohort.id: cohort for cohort in tables.layout(sealed.uid).cohorts}
    lines = participation.parts(tables.took_part(sealed.uid), sealed.collected)
    found = [
        GroupLine(
            names.get(cohorts[part.cohort].home, ""),
            tuple(
                by_name((names.get(uid, "") for uid in cohorts[part.cohort].labels - {cohorts[part.cohort].home}), str)
            ),
            part,
        )
        for part in lines
    ]
    return sorted(found, key=lambda group: alphabet.key(group.name))
