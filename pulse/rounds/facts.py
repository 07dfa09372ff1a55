"""What is public of a round and its seal, whether that is still what was published, and to HR who took part."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pulse.ballots import queries as boxes
from pulse.ballots.manifest import fingerprint
from pulse.base import alphabet
from pulse.base.db import db
from pulse.base.errors import NotFound
from pulse.base.ordering import by_name
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
    kept_back: bool = False  # a question became sensitive later: the tables hold cells that are shown no more


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
    return Page(found, header, sealed, _before(found), sealed is not None and tables.keeps_back(uid))


def _before(found: Round) -> Before | None:
    """Return the round before by its number. Not by its name in the manifest: one altered since must not vanish."""
    last = next(iter(queries.sealed(found.programme_id, limit=1, before=found)), None)
    if last is None:
        return None
    try:
        return Before(last, tables.facts(last.uid).tables_hash)
    except NotFound:
        return Before(last, "")


@dataclass(frozen=True)
class Altered:
    """A sealed round that is not what was published, and what of it: tables, receipts, manifest, chain."""

    round: Round
    what: tuple[str, ...]


@dataclass(frozen=True)
class Reread:
    """How many sealed rounds were read again, of how many, and which of them differ."""

    read: int
    sealed: int
    altered: tuple[Altered, ...]


def reread(most: int) -> Reread:
    """Read the newest sealed rounds again, `most` of them: every row, every receipt, manifests and their chain.

    The cost grows with rows and receipts, about 20,000 of them a second; nothing is kept in memory from round to round.
    """
    found = queries.sealed(limit=most)
    said = [Altered(each, _differences(each)) for each in found]
    return Reread(len(found), queries.count_sealed(), tuple(each for each in said if each.what))


def _differences(sealed: Round) -> tuple[str, ...]:
    what = [each.value for each in tables.differences(sealed.uid)]
    try:
        box = boxes.read_again(sealed.uid)
    except NotFound:
        return (*what, "manifest")
    if not boxes.is_whole(box) or box.fingerprint != sealed.fingerprint:
        what.append("manifest")
    named, before = box.header["previous"], _before(sealed)
    if named != (_left(before.round) if before else None):
        what.append("chain")
    return tuple(what)


def _left(before: Round) -> dict[str, str]:
    """Return what a round leaves in the chain, by its header as it stands on disk now."""
    try:
        header, facts = boxes.read_again(before.uid).header_text, tables.facts(before.uid)
    except NotFound:
        return {}
    return {"manifest": fingerprint(header), "tables": facts.tables_hash, "receipts": facts.receipts_hash}


def groups(sealed: Round) -> list[Group]:
    """Return who took part in a sealed round by group, in the order of the groups' names."""
    names = {row.uid: row.name for row in db.session.execute(select(Team.uid, Team.name))}
    cohorts = {cohort.id: cohort for cohort in tables.layout(sealed.uid).cohorts}
    lines = participation.parts(tables.took_part(sealed.uid), sealed.collected)
    found = [
        Group(
            names.get(cohorts[part.cohort].home, ""),
            tuple(
                by_name((names.get(uid, "") for uid in cohorts[part.cohort].labels - {cohorts[part.cohort].home}), str)
            ),
            part,
        )
        for part in lines
    ]
    return sorted(found, key=lambda group: alphabet.key(group.name))
