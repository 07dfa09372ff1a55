"""Whether sealed rounds are still what was published: reads them again, with their manifests and their chain."""

from dataclasses import dataclass

from pulse.ballots import queries as boxes
from pulse.ballots.manifest import fingerprint
from pulse.base.errors import NotFound
from pulse.rounds import queries
from pulse.rounds.models import Round
from pulse.tallies import queries as tables


@dataclass(frozen=True)
class Before:
    """The round before, and the hash of its tables as its own page shows it; "" when there is none."""

    round: Round
    tables_hash: str


def before(found: Round) -> Before | None:
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
    named, last = box.header["previous"], before(sealed)
    if named != (_left(last.round) if last else None):
        what.append("chain")
    return tuple(what)


def _left(last: Round) -> dict[str, str]:
    """Return what a round leaves in the chain, by its header as it stands on disk now."""
    try:
        header, facts = boxes.read_again(last.uid).header_text, tables.facts(last.uid)
    except NotFound:
        return {}
    return {"manifest": fingerprint(header), "tables": facts.tables_hash, "receipts": facts.receipts_hash}
