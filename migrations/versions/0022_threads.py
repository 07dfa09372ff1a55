"""Threads of replies to comments, what is written in them, and when it last went out."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0022"
down_revision = "0021"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side == "people":
        op.create_table(
            "courier",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("delivered_on", sa.Date(), nullable=True),
            sa.Column("rewritten_at", Moment(), nullable=True),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_courier")),
        )
    else:
        _make_threads()


def downgrade(side: str) -> None:
    """Drop them, with every reply."""
    if side == "people":
        op.drop_table("courier")
    else:
        op.drop_table("thread_message")
        op.drop_table("thread")


def _make_threads() -> None:
    op.create_table(
        "thread",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("comment", sa.String(length=32), nullable=False),
        sa.Column("verifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("read_key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("comment", name=op.f("uq_thread_comment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "thread_message",
        sa.Column("thread", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("from_author", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("thread", "id", name=op.f("pk_thread_message")),
        sqlite_with_rowid=False,
    )
