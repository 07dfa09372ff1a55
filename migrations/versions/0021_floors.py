"""The floor of a town hall: questions and votes without a name."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0021"
down_revision = "0020"


def upgrade(side: str) -> None:
    """Make the tables behind the wall, and note beside a hall when they were laid down anew."""
    if side == "people":
        op.add_column("hall", sa.Column("rewritten_at", Moment(), nullable=True))
    else:
        _make_floor()


def downgrade(side: str) -> None:
    """Drop them."""
    if side == "people":
        with op.batch_alter_table("hall") as batch:
            batch.drop_column("rewritten_at")
    else:
        for table in ("floor_vote", "floor_question", "floor"):
            op.drop_table(table)


def _make_floor() -> None:
    op.create_table(
        "floor",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_floor")),
    )
    op.create_table(
        "floor_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("floor", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_question")),
        sa.UniqueConstraint("floor", "nullifier", name="uq_floor_question_nullifier"),
        sa.UniqueConstraint("floor", "slot", name="uq_floor_question_slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "floor_vote",
        sa.Column("floor", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("floor", "slot", "nullifier", name=op.f("pk_floor_vote")),
        sqlite_with_rowid=False,
    )
