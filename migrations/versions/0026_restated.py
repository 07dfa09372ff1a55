"""Scores that held answers to sensitive questions are computed anew without them, from the tables as they were sealed.

What was stored of these rounds goes here, so that nothing of it is shown between this revision and the next tick, which
computes it again; so do papers drawn from it. The tables themselves and their hashes stay as they are.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

SENSITIVE = ("R8", "O2", "O3")  # the library's, as of this revision
SCORED = ("trust", "respect", "empowerment")
STORED = ("mark", "answered", "response", "health", "earlier", "pieced", "conclusion")
AT_ONCE = 500  # rows named in one statement


def upgrade(side: str) -> None:
    """Mark the library's questions, note which rounds had one in a score, and forget what rests on it."""
    if side != "people":
        return
    op.create_table(
        "restated",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("without", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_restated_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_restated")),
    )
    asked = sa.table("question", *map(sa.column, ("code", "dimension", "own")), sa.column("sensitive", sa.Boolean))
    op.execute(sa.update(asked).where(asked.c.code.in_(SENSITIVE), sa.not_(asked.c.own)).values(sensitive=sa.true()))
    _forget(op.get_bind())


def downgrade(side: str) -> None:
    """Drop the table; what is stored by then holds in any version."""
    if side == "people":
        op.drop_table("restated")


def _forget(connection: sa.Connection) -> None:
    sensitive = {row.code: row.dimension for row in connection.execute(sa.text(_QUESTIONS))}
    since: dict[int, int] = {}  # programme -> its first round that asked one: from there on each rests on the one before
    going, noted = [], []
    for row in connection.execute(sa.text(_ROUNDS)):
        codes = sorted({name.partition("@")[0] for name in row.questions.split(",")} & sensitive.keys())
        if codes:
            since.setdefault(row.programme_id, row.id)
        if row.programme_id in since:
            going.append(row.id)
        scored = [code for code in codes if sensitive[code] in SCORED]
        if scored:
            noted.append({"round_id": row.id, "without": scored})
    for some in _some(going):
        for name in STORED:
            stored = sa.table(name, sa.column("round_id"))
            connection.execute(sa.delete(stored).where(stored.c.round_id.in_(some)))
        papers = sa.table("paper", sa.column("round_id"))
        connection.execute(sa.delete(papers).where(papers.c.round_id.in_(some)))
    if noted:
        connection.execute(
            sa.insert(sa.table("restated", sa.column("round_id"), sa.column("without", sa.JSON))), noted
        )


def _some(ids: list[int]) -> Iterator[list[Any]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


_QUESTIONS = "SELECT code, dimension FROM question WHERE sensitive"
_ROUNDS = (
    "SELECT r.id, r.programme_id, r.questions FROM round r JOIN conclusion c ON c.round_id = r.id"
    " ORDER BY r.opens_at, r.id"
)
