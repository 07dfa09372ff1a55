"""Read the sealed tables: the only source of any number that is shown.

What they hold of sensitive questions in groups that are too small leaves here no more (`withheld`). `differences` alone
reads every row, to compare their hash; it hands none on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select

from pulse.ballots.queries import box, receipts
from pulse.ballots.receipts import ChainLink, receipts_hash
from pulse.base.errors import NotFound
from pulse.base.transactions import walled
from pulse.tallies.clamp import Band
from pulse.tallies.hashes import Rows, hashed
from pulse.tallies.layout import PROMISE, Layout
from pulse.tallies.models import CellRow, Comment, CommentCell, Joint, Sealed, TookPart
from pulse.tallies.tables import Cell
from pulse.tallies.turned_sensitive import shown, told


class Differs(StrEnum):
    """What of a sealed round is not what was published."""

    TABLES = "tables"
    RECEIPTS = "receipts"


@dataclass(frozen=True)
class Remark:
    """One published comment."""

    id: str
    question: str
    home: str
    text: str


@dataclass(frozen=True)
class Facts:
    """What is public of a sealed round as a whole."""

    ballots: int
    unreadable: int
    tables_hash: str
    receipts_hash: str


def layout(uid: str) -> Layout:
    """Return what was frozen into a round's box."""
    return Layout.of(box(uid).layout)


def facts(uid: str) -> Facts:
    """Return the public facts of a sealed round; raise NotFound before the seal."""
    with walled() as connection:
        row = connection.execute(select(Sealed.__table__).where(Sealed.box == uid)).first()
    if row is None:
        raise NotFound
    return Facts(row.ballots, row.unreadable, row.tables_hash, row.receipts_hash)


def unreadable(uids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return, for sealed rounds, how many ballots there were, and how many of them could not be read."""
    wanted = select(Sealed.box, Sealed.ballots, Sealed.unreadable).where(Sealed.box.in_(list(uids)))
    with walled() as connection:
        return {row.box: (row.ballots, row.unreadable) for row in connection.execute(wanted)}


def link(uid: str) -> ChainLink:
    """Return what a sealed round leaves in the chain; raise NotFound before the seal."""
    found = facts(uid)
    return ChainLink(box(uid).fingerprint, found.tables_hash, found.receipts_hash)


def differences(uid: str) -> tuple[Differs, ...]:
    """Read a sealed round's tables and receipts again; return which of them do not have the hash that was published."""
    with walled() as connection:
        sealed = connection.execute(select(Sealed.__table__).where(Sealed.box == uid)).first()
        if sealed is None:
            return tuple(Differs)
        rows: Rows = {
            model: [dict(row._mapping) for row in connection.execute(select(model.__table__).where(model.box == uid))]
            for model in (CellRow, CommentCell, Comment, Joint, TookPart)
        }
    whole = {
        Differs.TABLES: hashed(rows, bytes.fromhex(sealed.salt)) == sealed.tables_hash,
        Differs.RECEIPTS: receipts_hash(bytes.fromhex(each) for each in receipts(uid)) == sealed.receipts_hash,
    }
    return tuple(each for each, same in whole.items() if not same)


def cells(uid: str) -> tuple[Cell, ...]:
    """Return all cells of a sealed round but those about teams that serve others, and about promises."""
    return shown(_cells(uid, CellRow.question.not_like(_ABOUT_ONE)), layout(uid).questions)


def keeps_back(uid: str) -> bool:
    """Tell whether a sealed round's tables hold cells that leave the gate no more."""
    return len(cells(uid)) < len(_cells(uid, CellRow.question.not_like(_ABOUT_ONE)))


def ratings(uid: str) -> tuple[Cell, ...]:
    """Return the cells of a sealed round about teams that serve others."""
    return _cells(uid, CellRow.question.like(_ABOUT_ONE) & CellRow.question.not_like(f"{PROMISE}/%"))


def kept(uid: str, promise: str) -> tuple[Cell, ...]:
    """Return the cells of a sealed round on whether a promise was kept, as those say to whom it was made."""
    return _cells(uid, CellRow.question == f"{PROMISE}/{promise}")


_ABOUT_ONE = "%/%"  # S1/uid of a team, PB1/uid of a promise


def _cells(uid: str, which: ColumnElement[bool]) -> tuple[Cell, ...]:
    wanted = select(CellRow.__table__).where(CellRow.box == uid, which)
    with walled() as connection:
        return tuple(_cell(row) for row in connection.execute(wanted))


def joint(uids: Iterable[str]) -> dict[str, list[tuple[str, str, int, int]]]:
    """Return the joint figures of some rounds: (kind, key, value, weight)."""
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    with walled() as connection:
        for row in connection.execute(select(Joint.__table__).where(Joint.box.in_(list(uids)))):
            found.setdefault(row.box, []).append((row.kind, row.key, row.value, row.weight))
    return {uid: list(told(rows, layout(uid).questions)) for uid, rows in found.items()}


def took_part(uid: str) -> dict[str, tuple[int, int | None]]:
    """Return participation: cohort id to (members, how many collected or None for fewer than 3)."""
    with walled() as connection:
        rows = connection.execute(select(TookPart.__table__).where(TookPart.box == uid))
        return {row.cohort: (row.members, row.collected) for row in rows}


def comment_cells(uid: str) -> list[tuple[str, str, frozenset[str]]]:
    """Return the comment cells of a round: (question, home, cohorts)."""
    with walled() as connection:
        rows = connection.execute(select(CommentCell.__table__).where(CommentCell.box == uid))
        return [(row.question, row.home, frozenset(row.cohorts)) for row in rows]


def comments(uid: str, homes: Iterable[str]) -> list[Remark]:
    """Return the comments of a round in the comment cells named after these teams, in the order of random ids."""
    wanted = select(Comment.__table__).where(Comment.box == uid, Comment.home.in_(list(homes))).order_by(Comment.id)
    with walled() as connection:
        return [Remark(row.id, row.question, row.home, row.text) for row in connection.execute(wanted)]


def comments_on(question: str, uids: Iterable[str]) -> dict[str, list[Remark]]:
    """Return the answers to one question, by its code, in some rounds; in each in the order of random ids."""
    wanted = select(Comment.__table__).where(Comment.question == question, Comment.box.in_(list(uids)))
    found: dict[str, list[Remark]] = {}
    with walled() as connection:
        for row in connection.execute(wanted.order_by(Comment.id)):
            found.setdefault(row.box, []).append(Remark(row.id, row.question, row.home, row.text))
    return found


def box_of(comment: str) -> str:
    """Return the round in which a comment was written; raise NotFound."""
    with walled() as connection:
        found = connection.scalar(select(Comment.box).where(Comment.id == comment))
    if found is None:
        raise NotFound
    return str(found)


def _cell(row: Any) -> Cell:
    bands = None if row.clamped is not None else (row.favourable, row.neutral, row.unfavourable)
    clamped = None if row.clamped is None else Band(row.clamped)
    return Cell(row.question, frozenset(row.cohorts), row.members, row.n, bands, clamped)
